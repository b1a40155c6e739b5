"""What the platform's debugger would show: each error and warning with its code and its object."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

NOT_PLAYED: Final = 0
TEXTS: Final = {
    NOT_PLAYED: "Practice does not play this",
    11100: "Invalid URL format",
    11200: "HTTP retrieval failure",
    11205: "HTTP connection failure",
    11210: "HTTP bad host name",
    11215: "HTTP too many redirects",
    11750: "TwiML response body too large",
    12100: "Document parse failure",
    12200: "Schema validation warning",
    12300: "Invalid Content-Type",
    13214: "Dial: Invalid callerId value",
    13224: "Dial: Invalid phone number",
    13311: "Gather: Invalid finishOnKey value",
    13313: "Gather: Invalid timeout value",
    13314: "Gather: Invalid numDigits value",
    13327: "Gather: Invalid speechTimeout value",
    13331: "Gather: Invalid language value",
    13511: "Say: Invalid voice value",
    13520: "Say: Invalid text",
    21617: "The concatenated message body exceeds the 1600 character limit",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the debugger."""

    at: datetime
    level: str
    code: int
    text: str
    detail: str
    about: str


class Notices:
    """The last few hundred notices."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._kept: deque[Notice] = deque(maxlen=500)

    def error(self, code: int, about: str, detail: str = "") -> None:
        """Something that ended a call or lost an answer."""
        self._add("error", code, about, detail)

    def warning(self, code: int, about: str, detail: str = "") -> None:
        """Something that was passed over."""
        self._add("warning", code, about, detail)

    def all(self) -> list[Notice]:
        """Every notice kept, oldest first."""
        return list(self._kept)

    def codes(self, about: str) -> list[int]:
        """The codes of the errors about one call or message."""
        return [n.code for n in self._kept if n.about == about and n.level == "error"]

    def _add(self, level: str, code: int, about: str, detail: str) -> None:
        text = TEXTS.get(code, "Error")
        self._kept.append(Notice(self._now(), level, code, text, detail, about))
