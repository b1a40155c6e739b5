"""One turn of a conversation in two round trips: open it, then commit it with one script.

The script writes the claim of the delivery, its answer, the conversation, the callback, what is
to be sent and what falls due, or nothing at all.  This module decides nothing: what a turn changes
is made by `flows` and by `workers.callbacks`, pure.  Everything about a person is sealed here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from redis import Redis

from flows.conversation import Conversation
from flows.levels import Kind, Level
from workers import keys, records, retention, turn_arguments
from workers.banner import banner_from
from workers.callbacks import Callback
from workers.errors import NewerForm
from workers.errors import StoreAway as StoreAway
from workers.forgetting import Erasures
from workers.lua import Scripts
from workers.moments import from_ms
from workers.turn import Committed as Committed
from workers.turn import Conflict as Conflict
from workers.turn import Opened as Opened
from workers.turn import OutboxEntry as OutboxEntry
from workers.turn import Repeated as Repeated
from workers.turn import TranscriptEntry as TranscriptEntry
from workers.turn import Turn as Turn
from workers.vault import Vault


class Store:
    """Conversations and what they lead to.  Every method raises StoreAway when Redis cannot.

    With `replicas`, a turn counts as written when so many of them have it: a promise must outlive
    the server that it was written to.
    """

    def __init__(self, redis: Redis, vault: Vault, *, replicas: int = 0) -> None:
        self._scripts = Scripts(redis)
        self._replicas = replicas
        self._vault = vault
        self.erasures = Erasures(redis, vault)

    def open_turn(self, delivery: str, person: str) -> Opened:
        """What is known of this delivery and this person.  One round trip."""
        found = self._scripts.run(
            "open_turn",
            [
                keys.delivery(delivery),
                keys.conversation(person),
                keys.open_callback(person),
                keys.texts_stopped(person),
                keys.blocked(person),
                keys.BANNER,
            ],
            [keys.CALLBACK_PREFIX],
        )
        return self._opened(found, delivery, person)

    def commit_turn(self, turn: Turn) -> Committed | Repeated | Conflict:
        """Write the turn, all of it or nothing.  One round trip."""
        found = self._scripts.run_kept(
            "commit_turn",
            turn_arguments.keys_of(turn),
            turn_arguments.arguments_of(
                turn,
                self._vault,
                delivery_life=retention.DELIVERIES,
                conversation_life=retention.CONVERSATIONS,
            ),
            self._replicas,
        )
        match found[0]:
            case b"committed":
                return _committed(turn, found)
            case b"repeated":
                key = keys.delivery(turn.delivery)
                return Repeated(self._vault.open(found[1], key).decode())
            case _:
                return Conflict(self._opened(found[1:], turn.delivery, turn.person))

    def confirm(self) -> None:
        """All that was written up to now outlives the server that it was written to."""
        if self._replicas:
            self._scripts.run_kept("confirm", [keys.CONFIRMED], [], self._replicas)

    def transcript(self, person: str) -> tuple[TranscriptEntry, ...]:
        """What was said by and to this person, oldest first."""
        key = keys.transcript(person)
        found = self._scripts.call("LRANGE", key, 0, -1)
        return tuple(records.entry_from(self._vault.open(sealed, key)) for sealed in found)

    def _opened(self, found: list[Any], delivery: str, person: str) -> Opened:
        try:
            return self._read(found, delivery, person)
        except ValueError as error:
            raise NewerForm("a record of a form newer than ours") from error

    def _read(self, found: list[Any], delivery: str, person: str) -> Opened:
        answer, version, state, level, kind, stopped, until, flat, *more = found
        if answer is not None:
            answer = self._vault.open(answer, keys.delivery(delivery)).decode()
        callback = records.callback_from(flat, self._vault) if flat else None
        conversation = None
        if state is not None:
            sealed = self._vault.open(state, keys.conversation(person))
            conversation = _joined(records.conversation_from(sealed), callback, bool(stopped))
        if conversation is not None and level is not None:
            conversation = _judged(conversation, Level(level.decode()), kind.decode())
        blocked = from_ms(int(until)) if until is not None else None
        banner = banner_from(more[0]) if more else None
        known = conversation, int(version or 0), callback, bool(stopped), blocked
        return Opened(answer, *known, banner)


def _joined(
    conversation: Conversation, callback: Callback | None, texts_stopped: bool
) -> Conversation:
    seen = callback.seen_from_flows() if callback else None
    if seen is None and conversation.texts_stopped is texts_stopped:
        return conversation
    return replace(conversation, callback=seen, texts_stopped=texts_stopped)


def _judged(conversation: Conversation, level: Level, kind: str) -> Conversation:
    """A named person closed or lowered it since: that, and not the old danger, is remembered."""
    return replace(conversation, level=level, kind=Kind(kind) if kind else None, ambers=0)


def _committed(turn: Turn, found: list[Any]) -> Committed:
    _, version, callback_version, alert, rung = found
    callback = turn.callback
    if callback is not None:
        callback = replace(callback, version=int(callback_version), alert=alert.decode())
    due_now = tuple(f"outbox:{entry.id}" for entry in turn.outbox if entry.at <= turn.now)
    alerts = (f"alert:{callback.reference}",) if rung and callback else ()
    return Committed(int(version), callback, (*alerts, *due_now))
