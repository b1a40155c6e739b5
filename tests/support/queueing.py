"""Turns, callbacks and people for tests of the store and the queue.  Nobody here is real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flows.conversation import Conversation, Wishes
from flows.levels import Finding, Kind, Level
from flows.outcome import KeepCallback
from workers.callbacks import Callback, merged
from workers.errors import SendFailed
from workers.store import Committed, Conflict, OutboxEntry, Repeated, Store, TranscriptEntry, Turn
from workers.vault import Vault

VAULT = Vault(["a data key that is only used in tests"], "a lookup key that is only used in tests")
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
NUMBER = "+447700900123"
DUTY = "+447700900456"
LEAD = "+447700900789"
WORDS = "my mate is on the floor and wont wake up"
FOUND = Finding("not_waking", "wont wake up", 28, 40, Level.RED)
RED = (Level.RED, Kind.OVERDOSE)
MEDICAL = (Level.AMBER, Kind.MEDICAL)
UNCLEAR = (Level.AMBER, Kind.UNCLEAR)
PLAIN = (Level.NONE, None)


def person_of(number: str = NUMBER) -> str:
    """What the store knows this number by."""
    return VAULT.person(number)


def keep(
    urgency: tuple[Level, Kind | None] = PLAIN,
    *,
    now: datetime = NOW,
    asked: bool = True,
    after: timedelta = timedelta(0),
    within: timedelta = timedelta(hours=1),
) -> KeepCallback:
    """The wish to be rung, or the need to be."""
    level, kind = urgency
    red = level is Level.RED
    return KeepCallback(
        asked=asked,
        level=level,
        kind=kind,
        not_before=now if red else now + after,
        due_at=now if red else now + after + within,
        wishes=Wishes(name="Sam", when="this evening"),
    )


def turn_of(
    store: Store,
    delivery: str,
    number: str = NUMBER,
    *,
    kept: KeepCallback | None = None,
    reference: str = "",
    now: datetime = NOW,
    outbox: tuple[OutboxEntry, ...] = (),
    lapse_at: datetime | None = None,
    stop_texts: bool | None = None,
) -> Turn:
    """The turn that this contact makes, on what the store holds now."""
    person = person_of(number)
    opened = store.open_turn(delivery, person)
    callback = opened.callback
    if kept is not None:
        callback = merged(
            callback,
            kept,
            reference=reference or f"R-{number[-3:]}",
            person=person,
            number=number,
            channel="sms",
            findings=(FOUND,) if kept.level is Level.RED else (),
            now=now,
        )
    return Turn(
        delivery=delivery,
        answer=f"<Response>{delivery}</Response>",
        person=person,
        conversation=opened.conversation or Conversation(started_at=now),
        version=opened.version,
        now=now,
        callback=callback if kept is not None else None,
        callback_version=opened.callback.version if opened.callback else 0,
        entries=(TranscriptEntry(now, "sms", "they", WORDS, Level.NONE),),
        outbox=outbox,
        lapse_at=lapse_at,
        stop_texts=stop_texts,
        alert=kept is not None and kept.level is Level.RED,
    )


def commit(
    store: Store, delivery: str, number: str = NUMBER, **what: object
) -> Committed | Repeated | Conflict:
    """Open and commit such a turn."""
    return store.commit_turn(turn_of(store, delivery, number, **what))  # type: ignore[arg-type]


def put(
    store: Store,
    urgency: tuple[Level, Kind | None] = PLAIN,
    number: str = NUMBER,
    *,
    now: datetime = NOW,
    **wish: object,
) -> Callback:
    """An open callback of this person."""
    kept = keep(urgency, now=now, **wish)  # type: ignore[arg-type]
    done = commit(store, f"SM{number[-3:]}-{now.timestamp()}", number, kept=kept, now=now)
    assert isinstance(done, Committed)
    assert done.callback is not None
    return done.callback


def text_to(
    person_number: str = NUMBER, entry_id: str = "text1", at: datetime = NOW
) -> OutboxEntry:
    """A text that is due."""
    person = person_of(person_number)
    return OutboxEntry(entry_id, "text", person_number, "You asked for this.", at, person)


@dataclass
class FakeGateway:
    """Twilio that does what it is told: failures by number, and what it has taken."""

    failing: dict[str, SendFailed] = field(default_factory=dict)
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    searches_fail: bool = False
    calls: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    def send_text(self, to: str, body: str, entry_id: str) -> str:
        """Take it, or fail as told."""
        if to in self.failing:
            raise self.failing[to]
        self.taken.append((to, body, entry_id))
        return f"SM{len(self.taken)}"

    def find_text(self, to: str, body: str, since: datetime) -> str | None:
        """What is known of it."""
        assert body
        assert since.tzinfo is not None
        if self.searches_fail:
            raise SendFailed(0, retryable=False, outcome_unknown=True)
        return self.known.get(to)

    def place_call(self, to: str, path: str, query: Mapping[str, str], *, status: str = "") -> str:
        """Remember it."""
        if to in self.failing:
            raise self.failing[to]
        self.calls.append((to, path, query))
        return f"CA{len(self.calls)}"

    def forget_text(self, sid: str) -> None:
        """Nothing to forget."""
        assert sid


UNKNOWN = SendFailed(0, retryable=False, outcome_unknown=True)
BUSY = SendFailed(20429, retryable=True, outcome_unknown=False)
STOPPED = SendFailed(21610, retryable=False, outcome_unknown=False)
LANDLINE = SendFailed(30006, retryable=False, outcome_unknown=False)
