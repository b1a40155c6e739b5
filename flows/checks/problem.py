"""One thing that is wrong, or wants looking at, with the words or the flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """An `error` must not go live; a `warning` wants a person.  `where` names a file's entry."""

    severity: Severity
    where: str
    what: str


def error(where: str, what: str) -> Problem:
    """Something that must not go live."""
    return Problem("error", where, what)


def warning(where: str, what: str) -> Problem:
    """Something that wants a person."""
    return Problem("warning", where, what)
