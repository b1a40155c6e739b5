"""How a turn is laid out for `scripts/commit_turn.lua`: its keys and its arguments, in order.

The two files are read side by side: an argument added here is read there, in the same place.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from structlog.contextvars import get_contextvars

from workers import keys, records
from workers.lua import Argument
from workers.moments import to_ms, whole_ms
from workers.turn import OutboxEntry, Turn
from workers.vault import Vault

MOST_ENTRIES: Final = 400


def keys_of(turn: Turn) -> list[str]:
    """The queue's indexes, the keys of this turn, one key an outbox entry."""
    person = turn.person
    reference = turn.callback.reference if turn.callback else ""
    return [
        *keys.QUEUE_INDEXES,
        keys.delivery(turn.delivery),
        keys.conversation(person),
        keys.transcript(person),
        keys.open_callback(person),
        keys.earlier_callbacks(person),
        keys.texts_stopped(person),
        keys.callback(reference),
        keys.history(reference),
        keys.outbox_of(person),
        keys.blocked(person),
        keys.split_off(person),
        *(keys.outbox(entry.id) for entry in turn.outbox),
    ]


def arguments_of(
    turn: Turn, vault: Vault, *, delivery_life: timedelta, conversation_life: timedelta
) -> list[Argument]:
    """Everything the script writes, what is personal sealed for the key it will live under."""
    conversation = keys.conversation(turn.person)
    return [
        to_ms(turn.now),
        keys.CALLBACK_PREFIX,
        keys.HISTORY_PREFIX,
        whole_ms(delivery_life),
        vault.seal(turn.answer.encode(), keys.delivery(turn.delivery)),
        turn.version,
        vault.seal(records.conversation_bytes(turn.conversation), conversation),
        whole_ms(conversation_life),
        turn.person,
        {None: "", True: "1", False: "0"}[turn.stop_texts],
        to_ms(turn.lapse_at) if turn.lapse_at else "",
        "1" if turn.alert else "",
        "1" if turn.erase else "",
        "1" if turn.fleeting else "",
        keys.OUTBOX_PREFIX,
        len(turn.counted),
        *turn.counted,
        *_callback(turn, vault),
        *_transcript(turn, vault),
        *(part for entry in turn.outbox for part in outbox_row(entry, vault)),
    ]


def request_at_hand() -> str:
    """The id of the request that we are answering, which goes with what it leads to into the log.

    It is made of letters alone and says nothing about anybody; empty where no request is answered.
    """
    return str(get_contextvars().get("request", ""))


def outbox_row(entry: OutboxEntry, vault: Vault) -> list[Argument]:
    """One outbox entry, as every script that writes one reads it."""
    key = keys.outbox(entry.id)
    return [
        entry.id,
        entry.kind,
        vault.seal(entry.to.encode(), key),
        vault.seal(entry.body.encode(), key),
        to_ms(entry.at),
        entry.person,
        entry.reference,
        request_at_hand(),
    ]


def _callback(turn: Turn, vault: Vault) -> list[Argument]:
    callback = turn.callback
    if callback is None:
        return ["", 0, 0]
    changed = records.contact_fields(callback, vault)
    if turn.callback_version == 0:
        changed = [*records.opening_fields(callback), *changed]
    elif callback.state == "closed" and callback.closed_at is not None:
        ended = to_ms(callback.closed_at)
        changed = [*changed, "state", "closed", "outcome", callback.outcome, "closed_at", ended]
    return [callback.reference, turn.callback_version, len(changed), *changed]


def _transcript(turn: Turn, vault: Vault) -> list[Argument]:
    key = keys.transcript(turn.person)
    sealed = [vault.seal(records.entry_bytes(entry), key) for entry in turn.entries]
    return [MOST_ENTRIES, len(sealed), *sealed]
