"""The messages in the answer to a text."""

from __future__ import annotations

from dataclasses import dataclass

from practice.twiml.document import Element
from practice.twiml.reading import Reading, Warn, unknown
from practice.twiml.verbs import Redirect
from practice.twiml.vocabulary import MESSAGING


@dataclass(frozen=True, slots=True)
class Message:
    """One text to be sent; to the texter unless it says otherwise."""

    body: str
    to: str = ""
    sender: str = ""
    status_callback: str = ""
    media: tuple[str, ...] = ()


def messages(response: Element, warn: Warn) -> tuple[Message | Redirect, ...]:
    """Every message in `response`, in order, and perhaps a redirect."""
    return tuple(_verb(element, warn) for element in response)


def _verb(element: Element, warn: Warn) -> Message | Redirect:
    if element.tag == "Redirect":
        reading = Reading(element, MESSAGING, warn)
        return Redirect(reading.text, reading.method())
    if element.tag != "Message":
        raise unknown(element, "Response")
    reading = Reading(element, MESSAGING, warn)
    bodies: list[str] = [reading.text]
    media: list[str] = []
    for child in element:
        if child.tag not in ("Body", "Media"):
            raise unknown(child, "Message")
        inner = Reading(child, MESSAGING, warn)
        (bodies if child.tag == "Body" else media).append(inner.text)
    return Message(
        body="".join(bodies),
        to=reading.get("to") or "",
        sender=reading.get("from") or "",
        status_callback=reading.get("statusCallback") or "",
        media=tuple(media),
    )
