"""The account's own numbers, and where each of them sends its texts and calls."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from practice.numbers import is_short_code
from practice.settings import Settings


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the account."""

    number: str
    sid: str
    sms_url: str = ""
    sms_fallback_url: str = ""
    voice_url: str = ""
    voice_fallback_url: str = ""
    status_callback: str = ""
    sms_application_sid: str = ""
    voice_application_sid: str = ""

    @property
    def for_texts(self) -> str:
        """Who is asked about a text: nobody here when an application stands before the URL."""
        return "" if self.sms_application_sid else self.sms_url

    @property
    def for_calls(self) -> str:
        """Who is asked about a call: nobody here when an application stands before the URL."""
        return "" if self.voice_application_sid else self.voice_url


class Lines:
    """Every number of the account."""

    def __init__(self, settings: Settings) -> None:
        self._lines: dict[str, Line] = {}
        base = settings.base_url
        for number in (settings.sms_number, settings.helpline_number, settings.caller_id):
            self._lines[number] = Line(
                number=number,
                sid=_sid(number),
                sms_url=f"{base}/twilio/sms",
                voice_url=f"{base}/twilio/voice",
                status_callback=f"{base}/twilio/status/call",
            )

    def __iter__(self) -> Iterator[Line]:
        return iter(list(self._lines.values()))

    def of(self, number: str) -> Line | None:
        """The line with this number."""
        return self._lines.get(number)

    def change(self, number: str, **urls: str) -> None:
        """Point a line elsewhere."""
        self._lines[number] = replace(self._lines[number], **urls)


def _sid(number: str) -> str:
    prefix = "SC" if is_short_code(number) else "PN"
    return prefix + hashlib.sha256(number.encode()).hexdigest()[:32]
