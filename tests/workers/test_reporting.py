"""Counts for reports: neither lost nor doubled, by hour, and nothing about anybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from flows.conversation import Conversation, Place
from flows.events import CallEnded, CallStarted, SilenceHeard, TextReceived
from flows.levels import Assessment, Level
from flows.outcome import Outcome, Read
from flows.pack import Pack, load
from intake.counting import to_count
from tests.support.queueing import MEDICAL, NOW, NUMBER, PLAIN, RED, VAULT, keep, turn_of
from workers.callback_queue import CallbackQueue
from workers.callbacks import UNDO
from workers.dueset import DueSet
from workers.erasing import erase
from workers.errors import LeaseLost
from workers.lapsing import lapse
from workers.reporting import Reports, asked_about, came, left_at, total
from workers.store import Committed, Store

MINUTE = timedelta(minutes=1)
Found = Counter[tuple[str, ...]]


@pytest.fixture(name="pack", scope="module")
def _pack() -> Pack:
    return load()


def counts(redis: Redis, begins: datetime = NOW - timedelta(days=1)) -> Found:
    """Everything counted from then on."""
    return total(Reports(redis).between(begins, NOW + timedelta(days=30)))


def opened(store: Store, urgency: Any = PLAIN, number: str = NUMBER, **more: Any) -> str:
    """Somebody's callback, as a turn writes it; its reference."""
    now = more.pop("now", NOW)
    turn = turn_of(store, f"SM{number}{now}", number, kept=keep(urgency, now=now, **more), now=now)
    done = store.commit_turn(turn)
    assert isinstance(done, Committed)
    assert done.callback is not None
    return done.callback.reference


def test_a_turn_counts_its_words_once(redis: Redis, store: Store) -> None:
    """Delivered again, or decided again after a conflict, it is one turn."""
    turn = replace(turn_of(store, "SM1"), counted=(came("sms"), asked_about("signs")))
    store.commit_turn(turn)
    store.commit_turn(turn)
    store.commit_turn(replace(turn, delivery="SM2"))

    assert counts(redis) == {("came", "sms"): 1, ("topic", "signs"): 1}


def test_counts_lie_by_the_hour(redis: Redis, store: Store) -> None:
    """A stretch begins with the first whole hour in it and ends before its end."""
    for hour in (0, 1, 2):
        turn = turn_of(store, f"SM{hour}", now=NOW + timedelta(hours=hour))
        store.commit_turn(replace(turn, counted=(came("voice"),)))
    found = Reports(redis).between(
        datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 23, 17, tzinfo=UTC)
    )

    assert [hour.begins.hour for hour in found] == [15, 16]
    assert counts(redis, NOW)[("came", "voice")] == 2


def test_a_year_is_read_in_stretches(redis: Redis, store: Store) -> None:
    """However long the range is, both its ends are in it."""
    for days in (0, 364):
        turn = turn_of(store, f"SM{days}", now=NOW + timedelta(days=days))
        store.commit_turn(replace(turn, counted=(came("sms"),)))
    found = Reports(redis).between(NOW - timedelta(hours=1), NOW + timedelta(days=365))

    assert total(found) == {("came", "sms"): 2}


@pytest.mark.parametrize(
    ("urgency", "asked", "named"),
    [(RED, False, "red"), (MEDICAL, True, "medical"), (PLAIN, True, "asked")],
)
def test_how_soon_somebody_was_reached(
    redis: Redis, store: Store, queue: CallbackQueue, urgency: Any, asked: bool, named: str
) -> None:
    """From when it was ours to ring them until whoever reached them took it: a bucket, no name."""
    opened(store, urgency, asked=asked)
    held = queue.take_next("ann", NOW + 4 * MINUTE)
    assert held is not None
    queue.close(held.reference, held.fence, "ann", "reached", NOW + 30 * MINUTE)
    found = counts(redis)

    assert found[("reach", named, "5")] == 1
    assert found[("closed", "reached", named)] == 1
    assert found[("promise", "kept", named)] == (0 if named == "red" else 1)


def test_the_wait_begins_at_the_time_they_asked_for(
    redis: Redis, store: Store, queue: CallbackQueue
) -> None:
    """Who asked for this evening did not wait since the morning, however many tries it took."""
    evening = timedelta(hours=3)
    reference = opened(store, after=evening)
    held = queue.claim(reference, "ann", NOW + evening + MINUTE)
    again = queue.attempt(reference, held.fence, "ann", "no_answer", NOW + evening + 2 * MINUTE)
    later = again.not_before
    held = queue.claim(reference, "bob", later)
    queue.close(reference, held.fence, "bob", "reached", later + MINUTE)
    found = counts(redis)
    waited = (later - NOW - evening) / MINUTE
    (bucket,) = [int(name[2]) for name in found if name[0] == "reach"]

    assert waited <= bucket < 2 * waited
    assert found[("promise", "kept", "asked")] == 1
    assert found[("attempt", "no_answer", "asked")] == 1


def test_red_waits_from_when_it_was_red(redis: Redis, store: Store, queue: CallbackQueue) -> None:
    """An hour as an ordinary one is not an hour as a red one."""
    reference = opened(store)
    opened(store, RED, now=NOW + 60 * MINUTE)
    held = queue.claim(reference, "ann", NOW + 62 * MINUTE)
    queue.close(reference, held.fence, "ann", "passed_to_999", NOW + 70 * MINUTE)

    assert counts(redis)[("raised", "red")] == 1
    assert counts(redis)[("reach", "red", "2")] == 1


def test_a_promise_is_broken_by_the_first_ring_alone(
    redis: Redis, store: Store, queue: CallbackQueue
) -> None:
    """Too late is missed once, whatever the second try does."""
    reference = opened(store)
    held = queue.claim(reference, "ann", NOW + 61 * MINUTE)
    after = queue.attempt(reference, held.fence, "ann", "busy", NOW + 62 * MINUTE)
    held = queue.claim(reference, "ann", after.not_before)
    queue.close(reference, held.fence, "ann", "wrong_number", after.not_before)
    found = counts(redis)

    assert [name for name in found if name[0] == "promise"] == [("promise", "missed", "asked")]


def test_a_step_that_is_refused_counts_nothing(
    redis: Redis, store: Store, queue: CallbackQueue
) -> None:
    """A form sent twice is one try; a closing is counted when it takes effect, once."""
    reference = opened(store)
    held = queue.claim(reference, "ann", NOW)
    queue.attempt(reference, held.fence, "ann", "busy", NOW)
    with pytest.raises(LeaseLost):
        queue.attempt(reference, held.fence, "ann", "busy", NOW)
    held = queue.claim(reference, "ann", NOW)
    queue.close_soon(reference, held.fence, "ann", "elsewhere", NOW)
    before = counts(redis)
    for _ in range(2):
        queue.finish_closing(reference, NOW + UNDO)

    assert before[("attempt", "busy", "asked")] == 1
    assert ("closed", "elsewhere", "asked") not in before
    assert counts(redis)[("closed", "elsewhere", "asked")] == 1


def test_counts_outlive_the_person(redis: Redis, store: Store, queue: CallbackQueue) -> None:
    """Erasing them takes nothing from the counts, and no count could name them."""
    reference = opened(store)
    held = queue.claim(reference, "ann", NOW)
    queue.close(reference, held.fence, "ann", "reached", NOW)
    before = counts(redis)
    erase(store, VAULT.person(NUMBER), NOW)
    names = " ".join(word for name in before for word in name)

    assert counts(redis) == before
    assert reference not in names
    assert VAULT.person(NUMBER) not in names


def test_a_question_left_open_is_counted_where_it_was_left(
    pack: Pack, redis: Redis, store: Store
) -> None:
    """When the texts lapse; a resting place is no question, and a second look counts nothing."""
    due_at = NOW + timedelta(hours=2)
    asked = turn_of(store, "SM1", lapse_at=due_at)
    waiting = replace(asked.conversation, texted=Place("call_when"))
    store.commit_turn(replace(asked, conversation=waiting))
    for _ in range(2):
        lapse(store, DueSet(redis), pack, asked.person, due_at)

    assert counts(redis) == {("left", "sms", "call_when"): 1}
    assert left_at(pack, "sms", Place("home")) == ()
    assert left_at(pack, "sms", Place("a step that is gone")) == ()


def test_what_a_turn_counts(pack: Pack) -> None:
    """A text or a call that begins, a topic from its first page, and where a call was left."""
    now = Conversation(NOW)
    read = Outcome(now, (Read("signs", 0), Read("signs", 1)))
    clear = Assessment(Level.NONE, None)

    assert to_count(pack, None, TextReceived("signs", clear), read) == ("came|sms", "topic|signs")
    assert to_count(pack, None, CallStarted(), Outcome(now)) == ("came|voice",)
    assert to_count(pack, None, SilenceHeard(), read) == ("topic|signs",)
    left = replace(now, called=Place("call_message"))
    assert to_count(pack, left, CallEnded(), Outcome(now)) == ("left|voice|call_message",)
    assert to_count(pack, None, CallEnded(), Outcome(now)) == ()
