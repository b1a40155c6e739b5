"""Forgets a person: what stands behind texting DELETE, and behind `helpline erase`.

Everything goes in one script: number, words, transcript, notes, what was sent.  An open callback
that is red or in an officer's hands stays until a named person closes it, shows the wish at once,
and is erased with everything else then.  What a script once answered expires by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

from flows.conversation import Conversation
from workers.callbacks import Callback, deleted
from workers.errors import StoreAway
from workers.forgetting import Elsewhere, finish
from workers.store import Store
from workers.turn import Committed, Opened, Turn

_TRIES: Final = 5
_MOST_OPEN: Final = 20


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: `kept` is the open callback that an officer must still close, or empty.

    `known` is whether there was anything about this person at all.
    """

    known: bool
    kept: str = ""


def forget_for_good(store: Store, person: str, now: datetime) -> bool:
    """Erase somebody once more, after a restore brought them back; whether they were there.

    Whatever is open about them was closed by a named person before they were erased, and is closed
    again without asking: level and hands do not matter.
    """
    there = False
    for _ in range(_MOST_OPEN):
        opened = store.open_turn(f"erase.{person}", person)
        there = there or opened.conversation is not None or opened.callback is not None
        callback = opened.callback
        if callback is not None:
            callback = replace(callback, state="closed", outcome="cancelled", closed_at=now)
        store.commit_turn(_turn(person, opened, callback, now))
        if callback is None:
            return there
    raise StoreAway("the person kept changing")


def erase(store: Store, person: str, now: datetime, number: str = "") -> Erased:
    """Forget this person, here at once and elsewhere soon.  Twice is once.  Raises StoreAway.

    `number` is theirs where it is known; else the one of their open callback is used.
    """
    for _ in range(_TRIES):
        opened = store.open_turn(f"erase.{person}", person)
        known_by = opened.callback.personal.number if opened.callback else ""
        store.erasures.begin(person, number or known_by, now)
        known = opened.conversation is not None or opened.callback is not None
        callback = deleted(opened.callback, now) if opened.callback else None
        if isinstance(store.commit_turn(_turn(person, opened, callback, now)), Committed):
            kept = callback.reference if callback and callback.state != "closed" else ""
            return Erased(known, kept)
    raise StoreAway("the person kept changing")


def see_through(
    store: Store, elsewhere: Elsewhere | None, record: Path | None, person: str, now: datetime
) -> bool:
    """Forget them everywhere, as was asked for; whether that is done now.  Twice is once.

    It is asked for before they are erased here: where we died in between, that is made good.
    """
    if not store.erasures.forgotten(person) and not store.erasures.still_open(person):
        erase(store, person, now)
    return finish(store.erasures, elsewhere, record, person, now)


def _turn(person: str, opened: Opened, callback: Callback | None, now: datetime) -> Turn:
    return Turn(
        delivery=f"erase.{token_hex(12)}",  # never said before, for versions begin anew
        answer="",
        person=person,
        conversation=opened.conversation or Conversation(started_at=now),
        version=opened.version,
        now=now,
        callback=callback,
        callback_version=callback.version if callback else 0,
        erase=True,
    )
