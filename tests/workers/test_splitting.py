"""A number shared by several people: split by an officer, merged by the number, erased together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from flows.levels import Level
from tests.support.queueing import NOW, NUMBER, PLAIN, RED, VAULT, person_of, put
from workers import due, keys
from workers.callback_queue import CallbackQueue, LeaseLost, OutcomeRefused
from workers.callbacks import DELETE_ME, Callback, deleted
from workers.erasing import erase
from workers.store import Store

MUM = "R-MUM"
MINUTE = timedelta(minutes=1)


def halved(
    store: Store, queue: CallbackQueue, urgency: object = PLAIN
) -> tuple[Callback, Callback]:
    """A callback that ann holds, and the one she split off it for somebody's mother."""
    reference = put(store, urgency).reference  # type: ignore[arg-type]
    fence = queue.claim(reference, "ann", NOW).fence
    other = queue.split(reference, fence, "ann", "Mrs Hill", MUM, NOW)
    first = queue.get(reference)
    assert first is not None
    return first, other


def end(queue: CallbackQueue, reference: str, outcome: str = "reached") -> Callback:
    """Close it, by ann."""
    return queue.close(reference, queue.claim(reference, "ann", NOW).fence, "ann", outcome, NOW)


def test_both_wait_at_the_same_place(store: Store, queue: CallbackQueue) -> None:
    """The same number, first waiting time and promise; each with its own name, and shared."""
    first, other = halved(store, queue)
    assert other == queue.get(MUM)
    assert (other.personal.number, other.personal.wishes.name) == (NUMBER, "Mrs Hill")
    assert (other.waiting_since, other.due_at) == (first.waiting_since, first.due_at)
    assert (first.state, other.state) == ("claimed", "waiting")
    assert (first.personal.wishes.name, first.personal.wishes.may_text) == ("Sam", None)
    assert first.personal.wishes.shared_phone is other.personal.wishes.shared_phone is True
    assert queue.open_of(first.person) == (first, other)
    assert [line.what for line in queue.history(first.reference)][-1] == "split"
    assert queue.history(MUM)[1].detail == first.reference
    taken = queue.take_next("bob", NOW)
    assert taken is not None
    assert taken.reference == MUM


def test_a_red_one_is_told_to_people(store: Store, queue: CallbackQueue, redis: Redis) -> None:
    """Nobody has the new one yet: care fails safe, and a named person may lower it."""
    first, other = halved(store, queue, RED)
    assert (first.alert, other.alert) == ("taken", "climbing")
    assert other.personal.evidence == first.personal.evidence != ()
    assert redis.zscore(keys.DUE, due.alert(MUM)) is not None


def test_merging_goes_by_the_number(store: Store, queue: CallbackQueue) -> None:
    """Who writes next updates the first; when that has closed, the one split off."""
    first, _ = halved(store, queue)
    assert put(store, PLAIN, now=NOW + MINUTE).reference == first.reference
    end(queue, first.reference)
    again = put(store, RED, now=NOW + 2 * MINUTE)
    assert (again.reference, again.level) == (MUM, Level.RED)
    end(queue, MUM)
    assert queue.open_of(first.person) == ()
    assert [c.reference for c in queue.earlier(first.person)] == [MUM, first.reference]


def test_the_second_may_close_first(store: Store, queue: CallbackQueue, redis: Redis) -> None:
    """The pointer stays, what was said stays, and nothing is left of the split."""
    first, _ = halved(store, queue)
    end(queue, MUM)
    assert [c.reference for c in queue.open_of(first.person)] == [first.reference]
    assert redis.pttl(keys.transcript(first.person)) == -1
    end(queue, first.reference)
    assert redis.pttl(keys.transcript(first.person)) > 0
    assert not redis.exists(keys.split_off(first.person), keys.open_callback(first.person))


@pytest.mark.parametrize("order", [0, 1])
def test_deletion_waits_for_the_last_of_them(
    store: Store, queue: CallbackQueue, redis: Redis, order: int
) -> None:
    """The wish is shown on each, and with the last one everything is erased."""
    first, other = halved(store, queue)
    assert erase(store, first.person, NOW).kept == first.reference
    both = [first.reference, other.reference]
    for reference in both:
        found = queue.get(reference)
        assert found is not None
        assert DELETE_ME in found.personal.requests
    end(queue, both[order])
    assert redis.exists(keys.transcript(first.person))
    end(queue, both[1 - order])
    assert not redis.exists(keys.transcript(first.person))
    for reference in both:
        found = queue.get(reference)
        assert found is not None
        assert (found.personal.number, found.person) == ("", "")


def test_deletion_reaches_who_takes_the_place(store: Store, queue: CallbackQueue) -> None:
    """The first closes with the wish itself, and the other says so from then on."""
    first, _ = halved(store, queue)
    queue.release(first.reference, first.fence, "ann", NOW)
    assert deleted(queue.open_of(first.person)[0], NOW).state == "closed"
    erase(store, first.person, NOW)
    (left,) = queue.open_of(first.person)
    assert (left.reference, left.personal.requests) == (MUM, (DELETE_ME,))


def test_only_who_holds_it_splits_it(store: Store, queue: CallbackQueue) -> None:
    """Nothing is split without a hold, without a name, or over another callback."""
    reference = put(store, PLAIN).reference
    with pytest.raises(LeaseLost):
        queue.split(reference, 1, "ann", "Mrs Hill", MUM, NOW)
    fence = queue.claim(reference, "ann", NOW).fence
    for who, another in ((" ", MUM), ("Mrs Hill", reference)):
        with pytest.raises(ValueError, match=r"name|reference"):
            queue.split(reference, fence, "ann", who, another, NOW)
    assert len(queue.open_callbacks(NOW)) == 1


def test_a_duplicate_says_of_what(store: Store, queue: CallbackQueue) -> None:
    """Both say so: the closed one which stays, the other which it stood for."""
    first, other = halved(store, queue)
    fence = queue.claim(MUM, "bob", NOW).fence
    with pytest.raises(OutcomeRefused):
        queue.close(MUM, fence, "bob", "duplicate", NOW, duplicate_of=MUM)
    with pytest.raises(OutcomeRefused):
        queue.close(MUM, fence, "bob", "duplicate", NOW, duplicate_of="R-NOBODY")
    with pytest.raises(OutcomeRefused):
        queue.close(MUM, fence, "bob", "reached", NOW, duplicate_of=first.reference)
    ended = queue.close(MUM, fence, "bob", "duplicate", NOW, duplicate_of=first.reference)
    assert ended.duplicate_of == first.reference
    line = queue.history(first.reference)[-1]
    assert (line.what, line.by, line.detail) == ("duplicate", "bob", MUM)
    assert other.person == first.person


def test_a_closing_as_duplicate_can_be_undone(store: Store, queue: CallbackQueue) -> None:
    """It says of what from the first minute on, and undone it says so no more."""
    first, _ = halved(store, queue)
    fence = queue.claim(MUM, "bob", NOW).fence
    link = {"duplicate_of": first.reference}
    soon = queue.close_soon(MUM, fence, "bob", "duplicate", NOW, **link)
    assert soon.duplicate_of == first.reference
    assert queue.undo_close(MUM, fence, "bob", NOW).duplicate_of == ""
    soon = queue.close_soon(MUM, fence, "bob", "duplicate", NOW, **link)
    assert soon.closing_at is not None
    assert queue.finish_closing(MUM, soon.closing_at)
    ended = queue.get(MUM)
    assert ended is not None
    assert (ended.state, ended.duplicate_of) == ("closed", first.reference)


def test_names_lie_sealed(store: Store, queue: CallbackQueue, redis: Redis) -> None:
    """The other's name is personal like everything about them."""
    halved(store, queue)
    assert not any(b"Hill" in redis.dump(key) for key in redis.keys("*"))
    assert VAULT.person(NUMBER) == person_of()
