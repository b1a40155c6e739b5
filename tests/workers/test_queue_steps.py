"""The steps of the queue, one rule each, where an example says more than the model does."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from redis import Redis

from flows.levels import Level
from tests.support.queueing import (
    NOW,
    PLAIN,
    RED,
    UNCLEAR,
    VAULT,
    WORDS,
    commit,
    keep,
    person_of,
    put,
)
from workers import keys
from workers.callback_queue import CallbackQueue, LeaseLost, OutcomeRefused
from workers.callbacks import LEASE
from workers.connection import connect
from workers.store import Committed, Store

LATER = NOW + timedelta(hours=3)


def number(n: int) -> str:
    """One of a thousand numbers that belong to nobody."""
    return f"+447700900{n:03}"


def test_red_is_taken_before_a_promise_that_is_long_overdue(
    store: Store, queue: CallbackQueue
) -> None:
    """Take-next is red first, and only then the earliest promise."""
    put(store, PLAIN, number(1), now=NOW)
    put(store, PLAIN, number(2), now=NOW + timedelta(minutes=5))
    put(store, RED, number(3), now=LATER)

    order = [queue.take_next("ann", LATER) for _ in range(3)]

    assert [c.reference for c in order if c] == ["R-003", "R-001", "R-002"]


def test_fifty_officers_at_once_never_get_the_same(redis_url: str, store: Store) -> None:
    """Fifty officers and thirty waiting: thirty have one each, twenty have none."""
    for n in range(30):
        put(store, PLAIN, number(n))
    start, got, lock = threading.Barrier(50), [], threading.Lock()

    def officer(name: str) -> None:
        with connect(redis_url, timeout=30) as mine:
            queue = CallbackQueue(mine, VAULT)
            start.wait()
            callback = queue.take_next(name, NOW)
        with lock:
            got.append(callback.reference if callback else "")

    threads = [threading.Thread(target=officer, args=(f"officer{n}",)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    counted = Counter(got)
    assert counted.pop("") == 20
    assert set(counted.values()) == {1}
    assert len(counted) == 30


def test_fifty_officers_on_one_callback(redis_url: str, store: Store, queue: CallbackQueue) -> None:
    """Of fifty who claim the same one at once, one has it and the others are told who."""
    callback = put(store, RED)
    start, won = threading.Barrier(50), []

    def officer(name: str) -> None:
        with connect(redis_url, timeout=30) as mine:
            start.wait()
            try:
                CallbackQueue(mine, VAULT).claim(callback.reference, name, NOW)
                won.append(name)
            except Exception as error:  # noqa: BLE001 - counted below
                told.append(str(getattr(error, "officer", error)))

    told: list[str] = []
    threads = [threading.Thread(target=officer, args=(f"officer{n}",)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert set(told) == set(won)
    found = queue.get(callback.reference)
    assert found is not None
    assert (found.officer, found.fence) == (won[0], 1)


def test_a_form_sent_twice_counts_once(store: Store, queue: CallbackQueue) -> None:
    """An attempt gives the callback back; the same form again is refused and changes nothing."""
    reference = put(store, PLAIN).reference
    held = queue.claim(reference, "ann", NOW)
    queue.attempt(reference, held.fence, "ann", "no_answer", NOW)

    with pytest.raises(LeaseLost):
        queue.attempt(reference, held.fence, "ann", "no_answer", NOW)

    found = queue.get(reference)
    assert found is not None
    assert found.attempts == 1


def test_nobody_acts_on_what_was_never_claimed(store: Store, queue: CallbackQueue) -> None:
    """Fence 0 was never given to anybody, so it closes and reports nothing."""
    reference = put(store, PLAIN).reference

    with pytest.raises(LeaseLost):
        queue.close(reference, 0, "ann", "reached", NOW)
    with pytest.raises(LeaseLost):
        queue.attempt(reference, 0, "ann", "busy", NOW)


def test_an_attempt_counts_after_the_lease_ended(store: Store, queue: CallbackQueue) -> None:
    """Whoever rang and reports late is believed, as long as nobody else claimed it."""
    reference = put(store, PLAIN).reference
    held = queue.claim(reference, "ann", NOW)
    late = NOW + LEASE + timedelta(minutes=1)
    assert queue.return_ended_leases(late) == (reference,)
    assert queue.return_ended_leases(late) == ()

    after = queue.attempt(reference, held.fence, "ann", "no_answer", late)

    assert (after.state, after.attempts) == ("waiting", 1)


def test_red_never_runs_out_of_tries(store: Store, queue: CallbackQueue) -> None:
    """Law 5: however often nobody answers, red waits again and people are told again."""
    reference, now = put(store, RED).reference, NOW
    for _ in range(30):
        held = queue.claim(reference, "ann", now)
        after = queue.attempt(reference, held.fence, "ann", "no_answer", now)
        assert (after.state, after.alert) == ("waiting", "climbing")
        now = after.not_before
    with pytest.raises(OutcomeRefused):
        queue.close(reference, queue.claim(reference, "ann", now).fence, "ann", "exhausted", now)


def test_a_second_contact_keeps_the_place_and_raises(store: Store, queue: CallbackQueue) -> None:
    """Law 4: through whichever door, one person has one callback and its first waiting time."""
    first = put(store, PLAIN)
    second = put(store, RED, now=LATER)

    assert second.reference == first.reference
    assert second.waiting_since == first.waiting_since
    assert len(queue.open_callbacks(LATER)) == 1


def test_nothing_is_lowered_by_what_they_write(store: Store, queue: CallbackQueue) -> None:
    """A level never falls by itself, and a promise is not put off by asking again."""
    put(store, RED)
    after = put(store, PLAIN, now=LATER)

    assert (after.level, after.due_at) == (Level.RED, NOW)
    assert queue.summary(LATER).overdue_red == 1


def test_lowering_is_remembered_by_the_conversation(store: Store, queue: CallbackQueue) -> None:
    """After a person lowered it, the next text does not bring the old danger back."""
    reference = put(store, RED).reference
    held = queue.claim(reference, "ann", NOW)
    queue.lower(reference, held.fence, "ann", *UNCLEAR, NOW)

    opened = store.open_turn("SMnext", person_of())

    assert opened.conversation is not None
    assert (opened.conversation.level, opened.conversation.kind) == UNCLEAR


def test_history_tells_what_was_done(store: Store, queue: CallbackQueue) -> None:
    """Every step leaves a line; a note is sealed and read back."""
    reference = put(store, RED).reference
    held = queue.claim(reference, "ann", NOW)
    queue.note(reference, "ann", WORDS, NOW)
    queue.start_calling(reference, held.fence, NOW)
    queue.close(reference, held.fence, "ann", "reached", NOW)

    lines = [(line.what, line.by, line.detail) for line in queue.history(reference)]
    assert lines == [
        ("opened", "they", "red"),
        ("claimed", "ann", ""),
        ("note", "ann", WORDS),
        ("calling", "ann", ""),
        ("closed", "ann", "reached"),
    ]


def test_the_end_begins_the_forgetting(redis: Redis, store: Store, queue: CallbackQueue) -> None:
    """Law 8: open, nothing expires; closed, everything about the person does."""
    reference = put(store, PLAIN).reference
    person = person_of()
    lasting = [keys.callback(reference), keys.conversation(person), keys.transcript(person)]
    assert [redis.pttl(key) for key in lasting] == [-1, -1, -1]

    queue.close(reference, queue.claim(reference, "ann", NOW).fence, "ann", "reached", NOW)

    assert all(redis.pttl(key) > 0 for key in (*lasting, keys.history(reference)))
    assert redis.get(keys.open_callback(person)) is None
    assert [c.reference for c in queue.earlier(person)] == [reference]
    assert [c.reference for c in queue.recently_closed()] == [reference]


def test_an_index_without_its_callback_stops_nobody(redis: Redis, store: Store) -> None:
    """What was removed by hand is passed over, and the next one is taken."""
    queue = CallbackQueue(redis, VAULT)
    gone = put(store, RED, number(1))
    there = put(store, PLAIN, number(2))
    redis.delete(keys.callback(gone.reference))

    taken = queue.take_next("ann", NOW)

    assert taken is not None
    assert taken.reference == there.reference


def test_a_new_contact_opens_a_new_callback_after_the_end(
    store: Store, queue: CallbackQueue
) -> None:
    """Closed is closed: who writes again waits anew, and the earlier one is still listed."""
    first = put(store, PLAIN)
    queue.close(
        first.reference, queue.claim(first.reference, "ann", NOW).fence, "ann", "reached", NOW
    )

    done = commit(store, "SMagain", kept=keep(PLAIN, now=LATER), reference="R-AGAIN", now=LATER)

    assert isinstance(done, Committed)
    assert done.callback is not None
    assert done.callback.waiting_since == LATER
    assert [c.reference for c in queue.earlier(person_of())] == [first.reference]
