"""What a Twilio request says, read once: the same for a live request and for one from the spool.

Unknown fields are ignored (Twilio adds some without notice) and missing ones are read as empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from flows.conversation import Place
from flows.events import (
    AdmissionsRang,
    CallEnded,
    CallStarted,
    Event,
    KeyPressed,
    SilenceHeard,
    SpeechHeard,
    TextReceived,
)
from flows.levels import Assessment
from flows.numbers import kind_of
from intake.heard import Heard
from intake.spool import Spooled

Fields = Mapping[str, str]
EventOf = Callable[[Assessment], Event]
_SAFE = re.compile(r"[A-Za-z0-9_-]{0,80}")


class NotHeard(ValueError):
    """A request without what makes it one, such as its MessageSid."""


def hear(raw: Spooled, *, again: bool = False) -> Heard:
    """What was heard in `raw`.  Raises NotHeard when it does not say who and which."""
    parts = urlsplit(raw.target)
    query = {name: value for name, value in parse_qsl(parts.query) if _SAFE.fullmatch(value)}
    fields = dict(raw.form)
    moment = datetime.fromtimestamp(raw.received_ms / 1000, UTC)
    if parts.path == "/twilio/sms":
        return _text(raw, fields, moment, again)
    if parts.path == "/twilio/status/call":
        return _call(raw, fields, moment, again, query, lambda _: CallEnded(), ".ended")
    what = parts.path.removeprefix("/twilio/voice").strip("/")
    event, words = _step(what, fields)
    return _call(raw, fields, moment, again, query, event, "", words)


def _text(raw: Spooled, fields: Fields, moment: datetime, again: bool) -> Heard:
    body, media = fields.get("Body", ""), _whole(fields.get("NumMedia", ""))
    return Heard(
        delivery=_required(fields, "MessageSid"),
        door="sms",
        address=_required(fields, "From"),
        call="",
        words=body.strip(),
        event=lambda assessment: TextReceived(body, assessment, media),
        raw=raw,
        received=moment,
        again=again,
        replied=bool(fields.get("OptOutType", "")),
    )


def _step(what: str, fields: Fields) -> tuple[EventOf, str]:
    speech = fields.get("SpeechResult", "").strip()
    keys = fields.get("Digits", "") or fields.get("FinishedOnKey", "")  # a hash alone ends nothing
    if what == "":
        number = kind_of(fields.get("From", "")).value
        return (lambda _: CallStarted(number)), ""
    if what == "admissions":
        answered = fields.get("DialCallStatus") in ("completed", "answered")
        return (lambda _: AdmissionsRang(answered)), ""
    if speech:
        return (lambda assessment: SpeechHeard(speech, assessment)), speech
    if keys:
        return (lambda _: KeyPressed(keys)), ""
    return (lambda _: SilenceHeard()), ""


def _call(
    raw: Spooled,
    fields: Fields,
    moment: datetime,
    again: bool,
    query: Fields,
    event: EventOf,
    suffix: str,
    words: str = "",
) -> Heard:
    call, turn = _required(fields, "CallSid"), _whole(query.get("turn", ""))
    return Heard(
        delivery=f"{call}{suffix or f'.{turn}'}",
        door="voice",
        address=fields.get("From", ""),
        call=call,
        words=words,
        event=event,
        raw=raw,
        received=moment,
        place=_place(query, turn),
        turn=turn,
        again=again,
    )


def _place(query: Fields, turn: int) -> Place | None:
    if "at" not in query:
        return None
    return Place(
        step=query["at"],
        tries=_whole(query.get("tries", "")),
        topic=query.get("topic", ""),
        page=_whole(query.get("page", "")),
        held=query.get("held", ""),
        turn=turn,
    )


def _required(fields: Fields, name: str) -> str:
    value = fields.get(name, "").strip()
    if not value:
        raise NotHeard(f"{name} is missing")
    return value


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else 0
