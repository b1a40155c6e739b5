"""Our account at Twilio, read and set up: its numbers, what came in, what it still keeps.

For whoever runs the service, never for a turn: nothing here is asked while somebody waits on a
line.  Sending is `workers.gateway`.  A number is only ever compared or handed back, and no error
carries one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from workers.gateway import client_of, told_plainly

# What a number may be told, by its name in the REST API: numbers take all, short codes only texts.
TEXT_FIELDS: Final = ("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method")
CALL_FIELDS: Final = (
    "voice_url", "voice_method", "voice_fallback_url", "voice_fallback_method",
    "status_callback", "status_callback_method", "sms_application_sid", "voice_application_sid",
)  # fmt: skip
_OVER: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_MOST: Final = 5000


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the account and where it points, field by field; None is told as empty."""

    sid: str
    number: str
    points: Mapping[str, str] = field(default_factory=dict)

    @property
    def short_code(self) -> bool:
        """Whether it takes texts only."""
        return self.sid.startswith("SC")


@dataclass(frozen=True, slots=True)
class CameIn:
    """A text or a call that somebody made to us, as Twilio keeps it."""

    sid: str
    sender: str
    to: str
    at: datetime
    body: str = ""
    media: int = 0


class Account:
    """The account at `api_url`.  Every method raises SendFailed when Twilio does not answer."""

    def __init__(self, account_sid: str, key: str, secret: str, *, api_url: str) -> None:
        self._client = client_of(account_sid, key, secret, api_url=api_url)

    def lines(self) -> tuple[Line, ...]:
        """Every number and short code."""
        with told_plainly():
            numbers = self._client.incoming_phone_numbers.list(limit=_MOST)
            codes = self._client.api.v2010.account.short_codes.list(limit=_MOST)
            return (
                *(_line(one, one.phone_number, TEXT_FIELDS + CALL_FIELDS) for one in numbers),
                *(_line(one, one.short_code, TEXT_FIELDS) for one in codes),
            )

    def point(self, line: Line, changes: Mapping[str, str]) -> None:
        """Have this number point where `changes` say, and else as it did."""
        account = self._client.api.v2010.account
        with told_plainly():
            if line.short_code:
                account.short_codes(line.sid).update(**changes)
            else:
                account.incoming_phone_numbers(line.sid).update(**changes)

    def texts_to(self, number: str, since: datetime) -> Iterator[CameIn]:
        """Every text that came in for this number since then, oldest first."""
        with told_plainly():
            found = self._client.messages.list(to=number, date_sent_after=since, limit=_MOST)
        for one in reversed(found):
            if one.direction == "inbound":
                yield CameIn(
                    one.sid, one.from_, one.to, _at(one), one.body or "", int(one.num_media or 0)
                )

    def calls_to(self, number: str, since: datetime) -> Iterator[CameIn]:
        """Every call to this number since then that is over, oldest first."""
        with told_plainly():
            found = self._client.calls.list(to=number, start_time_after=since, limit=_MOST)
        for one in reversed(found):
            if one.direction == "inbound" and one.status in _OVER:
                yield CameIn(one.sid, _caller(one), one.to, _at(one))

    def texts_with(self, number: str) -> tuple[str, ...]:
        """The sids of every text from or to this number that Twilio still keeps."""
        with told_plainly():
            theirs = self._client.messages.list(from_=number, limit=_MOST)
            ours = self._client.messages.list(to=number, limit=_MOST)
            return tuple(dict.fromkeys(one.sid for one in (*theirs, *ours)))

    def calls_with(self, number: str) -> tuple[str, ...]:
        """The sids of every call from or to this number that Twilio still keeps."""
        with told_plainly():
            theirs = self._client.calls.list(from_=number, limit=_MOST)
            ours = self._client.calls.list(to=number, limit=_MOST)
            return tuple(dict.fromkeys(one.sid for one in (*theirs, *ours)))

    def forget(self, number: str) -> None:
        """Delete every text and call with this number at Twilio.  Twice is once."""
        for sid in self.texts_with(number):
            with told_plainly(gone_is_well=True):
                self._client.messages(sid).delete()
        for sid in self.calls_with(number):
            with told_plainly(gone_is_well=True):
                self._client.calls(sid).delete()

    def countries_we_may_ring(self) -> frozenset[str]:
        """ISO codes of the countries that calls may be placed to."""
        with told_plainly():
            found = self._client.voice.v1.dialing_permissions.countries.list(
                low_risk_numbers_enabled=True, limit=_MOST
            )
            return frozenset(str(one.iso_code) for one in found)


def _line(one: Any, number: str, fields: tuple[str, ...]) -> Line:
    return Line(one.sid, number, {name: getattr(one, name, None) or "" for name in fields})


def _caller(call: Any) -> str:
    return str(getattr(call, "_from", "") or "")  # so the library calls it, for a call alone


def _at(one: Any) -> datetime:
    moment: datetime | None = getattr(one, "date_sent", None) or one.date_created
    return moment or datetime.fromtimestamp(0, UTC)
