"""Forgetting a person: at once, or with the end of the callback that an officer must still see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from tests.support.queueing import (
    NOW,
    NUMBER,
    PLAIN,
    RED,
    WORDS,
    commit,
    keep,
    person_of,
    put,
    text_to,
)
from workers import due, keys
from workers.callback_queue import CallbackQueue
from workers.callbacks import DELETE_ME
from workers.erasing import Erased, erase, see_through
from workers.outbox import Outbox
from workers.store import Store

PERSON = person_of()


def about_them(redis: Redis) -> list[str]:
    """The keys that still lead to this person, but for the claims of what they sent us."""
    return [key.decode() for key in redis.keys(f"{keys.PERSON_PREFIX}{PERSON}:*")]  # type: ignore[union-attr]


def test_who_asked_for_a_call_is_forgotten_at_once(
    redis: Redis, store: Store, queue: CallbackQueue, outbox: Outbox
) -> None:
    """The callback ends, and number, words, notes and texts are gone in the same step."""
    reference = put(store, PLAIN).reference
    queue.note(reference, "ann", WORDS, NOW)
    commit(store, "SM2", outbox=(text_to(),), lapse_at=NOW + timedelta(hours=2))

    assert erase(store, PERSON, NOW) == Erased(known=True)

    assert about_them(redis) == []
    assert store.transcript(PERSON) == ()
    assert [line.what for line in queue.history(reference)] == []
    closed = queue.get(reference)
    assert closed is not None
    assert (closed.state, closed.outcome, closed.person) == ("closed", "cancelled", "")
    assert closed.personal.number == ""
    view = outbox.get("text1")
    assert view is not None
    assert (view.state, view.body) == ("cancelled", "")
    assert redis.zrange(keys.DUE, 0, -1) == [due.forget(PERSON).encode()]  # for Twilio's copies
    assert redis.hget(keys.outbox("text1"), "to") is None


@pytest.mark.parametrize("held", [False, True])
def test_red_or_held_is_shown_and_erased_when_it_closes(
    redis: Redis, store: Store, queue: CallbackQueue, held: bool
) -> None:
    """Law 5: the wish is recorded at once; number and level stay until a named person closes it."""
    reference = put(store, PLAIN if held else RED).reference
    if held:
        queue.claim(reference, "bob", NOW)

    assert erase(store, PERSON, NOW) == Erased(known=True, kept=reference)

    callback = queue.get(reference)
    assert callback is not None
    assert callback.personal.requests == (DELETE_ME,)
    assert callback.personal.number == NUMBER
    assert store.transcript(PERSON) != ()

    fence = queue.claim(reference, "bob", NOW).fence
    queue.close(reference, fence, "bob", "reached", NOW)

    assert about_them(redis) == []
    closed = queue.get(reference)
    assert closed is not None
    assert (closed.outcome, closed.personal.number, closed.person) == ("reached", "", "")


def test_earlier_callbacks_are_emptied_too(store: Store, queue: CallbackQueue) -> None:
    """What reports count stays, and leads to nobody."""
    first = put(store, PLAIN).reference
    queue.close(first, queue.claim(first, "ann", NOW).fence, "ann", "reached", NOW)
    erase(store, PERSON, NOW)
    left = queue.get(first)
    assert left is not None
    assert (left.outcome, left.person, left.personal.number) == ("reached", "", "")
    assert queue.earlier(PERSON) == ()
    assert [c.reference for c in queue.recently_closed()] == [first]


def test_stopping_texts_outlives_being_forgotten(store: Store) -> None:
    """An opt-out is kept for their sake."""
    commit(store, "SM1", stop_texts=True)
    erase(store, PERSON, NOW)
    assert store.open_turn("SM2", PERSON).texts_stopped


def test_erasing_twice_and_coming_back(store: Store) -> None:
    """Nobody there is no error; who comes back is new, and can be forgotten again."""
    assert erase(store, PERSON, NOW) == Erased(known=False)
    put(store, PLAIN)
    assert erase(store, PERSON, NOW).known
    assert erase(store, PERSON, NOW) == Erased(known=False)
    commit(store, "SMback", kept=keep(PLAIN), reference="R-BACK")
    assert erase(store, PERSON, NOW).known
    assert store.open_turn("SM9", PERSON).conversation is None


def test_asked_for_and_not_done_is_made_good(redis: Redis, store: Store) -> None:
    """We died between asking and erasing: the clock has it done, here and elsewhere."""
    commit(store, "SM1")
    store.erasures.begin(PERSON, NUMBER, NOW)
    assert not store.erasures.forgotten(PERSON)

    assert see_through(store, None, None, PERSON, NOW + timedelta(minutes=2))

    assert about_them(redis) == []
    assert store.erasures.waiting() == 0


def test_whoever_came_back_meanwhile_is_left_alone(store: Store) -> None:
    """They were erased, and wrote again before Twilio's copies were gone: that is theirs."""
    commit(store, "SM1")
    erase(store, PERSON, NOW, NUMBER)
    commit(store, "SM2", now=NOW + timedelta(minutes=1))

    assert see_through(store, None, None, PERSON, NOW + timedelta(minutes=2))

    assert [entry.text for entry in store.transcript(PERSON)] == [WORDS]
