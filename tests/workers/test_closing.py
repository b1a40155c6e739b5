"""A closing takes effect after a minute in which it can be undone, and is undone by any news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from tests.support.queueing import NOW, PLAIN, RED, put
from workers import due, keys
from workers.callback_queue import CallbackQueue, Gone, LeaseLost, OutcomeRefused
from workers.callbacks import UNDO
from workers.store import Store

EFFECT = NOW + UNDO


def closing(store: Store, queue: CallbackQueue, outcome: str = "reached") -> tuple[str, int]:
    """A callback that is about to close: its reference and fence."""
    reference = put(store, PLAIN).reference
    fence = queue.claim(reference, "ann", NOW).fence
    queue.close_soon(reference, fence, "ann", outcome, NOW)
    return reference, fence


def test_it_closes_after_its_minute(store: Store, queue: CallbackQueue, redis: Redis) -> None:
    """Not before; then as decided, once, and nothing is due any more."""
    reference, _ = closing(store, queue)
    assert redis.zscore(keys.DUE, due.close(reference)) is not None
    assert not queue.finish_closing(reference, NOW)
    assert queue.take_next("bob", NOW) is None, "nobody else rings them meanwhile"

    assert queue.finish_closing(reference, EFFECT)
    assert not queue.finish_closing(reference, EFFECT)

    closed = queue.get(reference)
    assert closed is not None
    assert (closed.state, closed.outcome, closed.closing) == ("closed", "reached", "")
    assert redis.zrange(keys.DUE, 0, -1) == []


def test_it_can_be_undone(store: Store, queue: CallbackQueue) -> None:
    """Undone, it is held as before; the clock's late ring finds nothing, nor does a second undo."""
    reference, fence = closing(store, queue)
    after = queue.undo_close(reference, fence, "ann", NOW)
    assert (after.state, after.officer, after.closing) == ("claimed", "ann", "")
    assert not queue.finish_closing(reference, EFFECT)
    with pytest.raises(LeaseLost):
        queue.undo_close(reference, fence, "ann", NOW)


def test_it_is_too_late_when_it_has_closed(store: Store, queue: CallbackQueue) -> None:
    """Closed is closed."""
    reference, fence = closing(store, queue)
    queue.finish_closing(reference, EFFECT)
    with pytest.raises(Gone):
        queue.undo_close(reference, fence, "ann", EFFECT)


def test_who_writes_again_is_not_closed(store: Store, queue: CallbackQueue) -> None:
    """A red text in that minute keeps it open, and people are told."""
    reference, _ = closing(store, queue)
    put(store, RED, now=NOW + timedelta(seconds=30))
    assert not queue.finish_closing(reference, EFFECT)
    callback = queue.get(reference)
    assert callback is not None
    assert (callback.state, callback.closing, callback.alert) == ("claimed", "", "climbing")


def test_what_may_not_end_so_may_not_end_so_later(store: Store, queue: CallbackQueue) -> None:
    """The same refusals as an immediate closing."""
    reference = put(store, RED).reference
    fence = queue.claim(reference, "ann", NOW).fence
    with pytest.raises(OutcomeRefused):
        queue.close_soon(reference, fence, "ann", "exhausted", NOW)
    with pytest.raises(ValueError, match="outcome"):
        queue.close_soon(reference, fence, "ann", "nonsense", NOW)
