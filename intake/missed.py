"""What came in at Twilio while we could not be reached, put through once.

Texts go through the same handler as ever, by their MessageSid, at the moment they were sent; nobody
is answered, for the moment has passed and the phone may be in other hands.  A call cannot be had
again: whoever rang becomes a check that an officer reads and judges, never a callback that they did
not ask for.  Whatever was received before, in whatever way, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flows.conversation import Conversation, Wishes
from flows.levels import Finding, Kind, Level
from flows.numbers import NumberKind, kind_of
from flows.outcome import KeepCallback
from intake.parts import Parts
from intake.pointing import OurNumbers
from intake.spool import Spooled
from intake.turns import Turns
from workers.account import Account, CameIn, Line
from workers.callbacks import merged
from workers.errors import StoreAway
from workers.moments import to_ms
from workers.retention import DELIVERIES
from workers.turn import Committed, Opened, Repeated, TranscriptEntry, Turn

LONGEST_BACK: Final = DELIVERIES - timedelta(days=1)
READ_WITHIN: Final = timedelta(minutes=15)
RANG: Final = "(Rang while we could not answer.)"
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Missed:
    """One text or call that never reached us: `what` is `text`, `call`, or `withheld` for a call
    whose caller cannot be named."""

    what: str
    came: CameIn


def find(parts: Parts, account: Account, lines: Iterable[Line], since: datetime) -> list[Missed]:
    """What came in for these numbers since then and is not known here, oldest first."""
    settings = parts.settings
    found: list[Missed] = []
    for line in lines:
        texts = account.texts_to(line.number, since) if line.number != settings.caller_id else ()
        found += [Missed("text", came) for came in texts if not _known(parts, came.sid)]
        if line.short_code or line.number == settings.caller_id:
            continue
        for came in account.calls_to(line.number, since):
            if not _known(parts, f"{came.sid}.0") and not _known(parts, _delivery(came)):
                withheld = kind_of(came.sender) is NumberKind.WITHHELD
                found.append(Missed("withheld" if withheld else "call", came))
    return sorted(found, key=lambda missed: missed.came.at)


def put_through(parts: Parts, turns: Turns, missed: Missed) -> None:
    """Have it here as if it had reached us.  Twice is once.  Raises StoreAway."""
    match missed.what:
        case "text":
            turns.take(turns.hear(_as_it_came(missed.came)))
        case "call":
            _keep_caller(parts, turns, missed.came)
        case _:
            return


def our_numbers(parts: Parts, also: Iterable[str] = ()) -> OurNumbers:
    """Which number of the account is which."""
    settings = parts.settings
    calls = {settings.spoken, *also} - {settings.caller_id, ""}
    return OurNumbers(
        settings.public_base_url, settings.sms_number, settings.caller_id, frozenset(calls)
    )


def _known(parts: Parts, delivery: str) -> bool:
    return parts.store.open_turn(delivery, "").answer is not None


def _as_it_came(came: CameIn) -> Spooled:
    form = {
        "MessageSid": came.sid,
        "From": came.sender,
        "To": came.to,
        "Body": came.body,
        "NumMedia": str(came.media),
    }
    return Spooled("/twilio/sms", tuple(form.items()), to_ms(came.at))


def _keep_caller(parts: Parts, turns: Turns, came: CameIn) -> None:
    person, now = parts.vault.person(came.sender), parts.now()
    for _ in range(_TRIES):
        opened = parts.store.open_turn(_delivery(came), person)
        if opened.answer is not None or opened.blocked(now):
            return
        turn = _turn(came, person, opened, turns.reference(), now)
        match parts.store.commit_turn(turn):
            case Committed() | Repeated():
                return
    raise StoreAway("the person kept changing")


def _turn(came: CameIn, person: str, opened: Opened, reference: str, now: datetime) -> Turn:
    """A check for an officer to read: they rang, nobody answered, and they asked for nothing."""
    keep = KeepCallback(
        asked=False,
        level=Level.AMBER,
        kind=Kind.UNCLEAR,
        not_before=now,
        due_at=now + READ_WITHIN,
        wishes=Wishes(),
    )
    found = Finding(rule="missed.call", words="", start=0, end=0, level=Level.AMBER)
    callback = merged(
        opened.callback,
        keep,
        reference=opened.callback.reference if opened.callback else reference,
        person=person,
        number=came.sender,
        channel="voice",
        findings=(found,),
        now=now,
    )
    return Turn(
        delivery=_delivery(came),
        answer="",
        person=person,
        conversation=opened.conversation
        or Conversation(started_at=now, number=kind_of(came.sender).value),
        version=opened.version,
        now=now,
        callback=callback,
        callback_version=opened.callback.version if opened.callback else 0,
        entries=(TranscriptEntry(came.at, "voice", "they", RANG, Level.AMBER, (found,)),),
    )


def _delivery(came: CameIn) -> str:
    return f"{came.sid}.missed"
