"""A response made into an XML tree, or refused with the code the platform gives."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

LARGEST: Final = 64 * 1024
XML_TYPES: Final = ("text/xml", "application/xml")
Element = ElementTree.Element


class BadTwiml(Exception):
    """A document that cannot be played: the error's code and what is wrong."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def read(body: bytes, content_type: str) -> Element:
    """The <Response> in `body`."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in XML_TYPES:
        raise BadTwiml(12300, f"Content-Type is {kind or 'missing'}, not text/xml")
    return parse(body)


def parse(body: bytes) -> Element:
    """The <Response> in `body`, whatever it came as."""
    if len(body) > LARGEST:
        raise BadTwiml(11750, f"{len(body)} bytes; the most is {LARGEST}")
    if b"<!DOCTYPE" in body:
        raise BadTwiml(12100, "a document type declaration")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - no entities: a DOCTYPE was refused
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadTwiml(12100, str(error)) from None
    if root.tag != "Response":
        raise BadTwiml(12100, f"the root is <{root.tag}>, not <Response>")
    if (root.text or "").strip():
        raise BadTwiml(12200, "text directly inside <Response>")
    return root
