"""Attributes read strictly: what the platform would not take is reported and passed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from practice.twiml.document import BadTwiml, Element
from practice.twiml.vocabulary import NOT_PLAYED, Attributes

Warn = Callable[[int, str], None]
LONGEST_NUMBER: Final = 6


class Reading:
    """Reads one element's attributes, and warns of those that do not exist."""

    def __init__(self, element: Element, known: Mapping[str, Attributes], warn: Warn) -> None:
        self.element = element
        self._warn = warn
        attributes = known[element.tag]
        for name in element.attrib:
            if name in attributes.passed_over:
                warn(0, f"{name} of <{element.tag}>")
            elif name not in attributes.played:
                warn(12200, f"<{element.tag}> has no attribute {name}")

    @property
    def text(self) -> str:
        """The words directly inside it."""
        return (self.element.text or "").strip()

    def get(self, name: str) -> str | None:
        """The value as it stands, or None."""
        return self.element.get(name)

    def method(self, name: str = "method") -> str:
        """GET or POST; POST unless it says otherwise."""
        value = (self.get(name) or "POST").upper()
        if value in ("GET", "POST"):
            return value
        self._warn(12200, f"{name} is neither GET nor POST")
        return "POST"

    def yes(self, name: str, otherwise: bool) -> bool:
        """True or false."""
        value = self.get(name)
        if value is None:
            return otherwise
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
        self._warn(12200, f"{name} is neither true nor false")
        return otherwise

    def number(self, name: str, otherwise: int, code: int = 12200, least: int = 1) -> int:
        """A whole number of at least `least`."""
        value = self.get(name)
        if value is None:
            return otherwise
        if value.isdecimal() and len(value) <= LONGEST_NUMBER and int(value) >= least:
            return int(value)
        self._warn(code, f"{name} is not a whole number of at least {least}")
        return otherwise


def unknown(element: Element, where: str) -> BadTwiml:
    """The refusal of an element that has no place here."""
    if element.tag in NOT_PLAYED:
        return BadTwiml(0, f"<{element.tag}> inside <{where}>")
    return BadTwiml(12200, f"<{element.tag}> inside <{where}>")
