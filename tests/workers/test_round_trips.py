"""What a turn costs: two round trips to Redis, and one pipeline more when it rings the bell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.support.queueing import NOW, PLAIN, RED, VAULT, commit, keep, text_to
from tests.support.round_trips import Counted
from workers.bell import Bell
from workers.connection import connect
from workers.store import Committed, Repeated, Store


@pytest.fixture(name="counted")
def _counted(redis_url: str) -> Iterator[Redis]:
    """A client that counts, its connection open and the scripts known."""
    with connect(redis_url, timeout=10) as client:
        client.connection_pool.connection_class = Counted
        commit(Store(client, VAULT), "SM0", kept=keep(PLAIN))
        yield client


def test_a_turn_is_two_round_trips(counted: Redis) -> None:
    """Open it, commit it: whatever it writes."""
    Counted.trips = 0
    done = commit(Store(counted, VAULT), "SM1", kept=keep(RED), outbox=(text_to(),), lapse_at=NOW)
    assert Counted.trips == 2
    assert isinstance(done, Committed)


def test_the_bell_is_one_pipeline(counted: Redis) -> None:
    """However many it rings for, it is one write more, and none for nothing."""
    bell = Bell(counted)
    Counted.trips = 0
    bell.ring(tuple(f"outbox:text{n}" for n in range(20)))
    assert Counted.trips == 1
    bell.ring(())
    assert Counted.trips == 1


def test_a_repeat_is_known_in_one(counted: Redis) -> None:
    """Opening tells that it was answered before."""
    Counted.trips = 0
    assert Store(counted, VAULT).open_turn("SM0", "nobody").answer is not None
    assert Counted.trips == 1


def test_what_came_second_costs_one_more(counted: Redis) -> None:
    """A conflict brings what is there now, so that deciding again opens nothing."""
    store = Store(counted, VAULT)
    Counted.trips = 0
    assert isinstance(commit(store, "SM0"), Repeated)
    assert Counted.trips == 2
