"""What is heard of a <Say>: its words, with the speech marks inside it read out of them."""

from __future__ import annotations

from collections.abc import Iterator

from practice.twiml.document import BadTwiml, Element
from practice.twiml.vocabulary import SSML

LONGEST = 4096


def heard(say: Element) -> str:
    """The words of `say` in one line."""
    try:
        words = " ".join("".join(_parts(say)).split())
    except RecursionError:
        raise BadTwiml(12200, "speech marks inside each other without end") from None
    if len(words) > LONGEST:
        raise BadTwiml(13520, f"{len(words)} characters; the most is {LONGEST}")
    return words


def _parts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in SSML:
            raise BadTwiml(12200, f"<{child.tag}> inside <Say>")
        apart = child.tag in ("break", "p", "s")
        yield " " if apart else ""
        if child.tag == "sub" and child.get("alias"):
            yield child.get("alias", "")
        else:
            yield from _parts(child)
        yield " " if apart else ""
        yield child.tail or ""
