"""Where our numbers at Twilio should point, and what that would change.  Pure.

Three kinds of number: the one for texts, the one that callers ring, and the one that we call from.
The last answers calls with neutral words and takes no texts: whoever rings it back may not know
whose it is.  Nothing here talks to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from workers.account import Line

SMS_FILE: Final = "sms.xml"
VOICE_FILE: Final = "voice.xml"
RUNG_BACK_FILE: Final = "rung-back.xml"
_POST: Final = "POST"


@dataclass(frozen=True, slots=True)
class OurNumbers:
    """Which number is which: `texts` and `calls_from` by the settings, `calls` by who runs us."""

    base_url: str
    texts: str
    calls_from: str
    calls: frozenset[str]

    def is_ours(self, line: Line) -> bool:
        """Whether this number of the account is meant to reach us."""
        return line.number in {self.texts, self.calls_from, *self.calls}


@dataclass(frozen=True, slots=True)
class Change:
    """What one number would be told: each field with what it says now and what it would say."""

    line: Line
    fields: Mapping[str, tuple[str, str]]

    @property
    def told(self) -> dict[str, str]:
        """The fields as the number is to be told them."""
        return {name: after for name, (_, after) in self.fields.items()}


def changes(lines: Iterable[Line], ours: OurNumbers, fallback: str = "") -> tuple[Change, ...]:
    """What must be told to each of our numbers; one with nothing to tell points well already.

    `fallback` is the address of the folder with our static words at another host; without it the
    fallbacks stay as they are.
    """
    return tuple(
        Change(line, _different(line, wanted(line, ours, fallback.rstrip("/"))))
        for line in lines
        if ours.is_ours(line)
    )


def wanted(line: Line, ours: OurNumbers, fallback: str = "") -> dict[str, str]:
    """What this number should say, as far as it can say it."""
    said: dict[str, str] = {}
    if line.number != ours.calls_from:
        said |= {"sms_url": f"{ours.base_url}/twilio/sms", "sms_method": _POST}
        said |= {"sms_application_sid": ""}
        said |= {"sms_fallback_url": f"{fallback}/{SMS_FILE}"} if fallback else {}
    said |= {
        "voice_url": f"{ours.base_url}/twilio/voice",
        "voice_method": _POST,
        "status_callback": f"{ours.base_url}/twilio/status/call",
        "status_callback_method": _POST,
        "voice_application_sid": "",
    }
    if fallback:
        file = RUNG_BACK_FILE if line.number == ours.calls_from else VOICE_FILE
        said["voice_fallback_url"] = f"{fallback}/{file}"
    return {name: value for name, value in said.items() if name in line.points}


def without_fallback(line: Line, ours: OurNumbers) -> tuple[str, ...]:
    """The fallbacks of this number that are missing, or would fail together with us."""
    wanting = wanted(line, ours, "https://elsewhere.invalid")
    here = urlsplit(ours.base_url).hostname
    return tuple(
        name
        for name in wanting
        if name.endswith("fallback_url")
        and urlsplit(line.points.get(name, "")).hostname in (None, "", here)
    )


def _different(line: Line, wanting: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {
        name: (line.points[name], value)
        for name, value in wanting.items()
        if line.points[name] != value
    }
