"""The primary is killed under load, and a replica takes its place: what was promised is there."""

from __future__ import annotations

import threading
import time
from typing import Any, cast

import pytest
from redis import Redis

from tests.support.queueing import PLAIN, VAULT, commit, keep
from tests.support.redis_server import RedisServer
from tests.support.roles import House
from tests.support.running import eventually
from tests.support.streaming import Stream, look
from tests.support.tried import Size, Tried
from tests.support.watched import Watched
from workers.connection import connect, replicas_of
from workers.errors import StoreAway
from workers.store import Store

BACK_WITHIN = 15.0
CUT_OFF = 1.0


def test_what_was_promised_outlives_the_primary(
    tmp_path_factory: pytest.TempPathFactory, size: Size, tried: Tried
) -> None:
    """The replicas are cut off for a moment, so that the primary alone has what comes then; it is
    killed; a replica is promoted.  Everybody who was answered is in the queue, once."""
    with Watched() as watched:
        folder = tmp_path_factory.mktemp("sentinel")
        server = cast(RedisServer, watched)
        with House(folder, redis=server, url=watched.address) as house:
            house.start("web")
            house.start("worker")
            stream = Stream(house)
            people = size(1_000, 40)
            texting = threading.Thread(target=stream.run, args=(range(people),))
            texting.start()
            before = watched.primary
            eventually(lambda: stream.deliveries, lambda n: n >= people // 4, 120)
            replicas = watched.cut_off()
            time.sleep(CUT_OFF)
            killed_at = time.monotonic()
            watched.kill(before)
            watched.resume(*replicas)
            eventually(lambda: watched.primary, lambda port: port not in (0, before), 60)
            eventually(lambda: house.ready()[1]["parts"]["redis"], lambda state: state == "ok", 60)
            back = time.monotonic() - killed_at
            texting.join()
            watched.start(before, replica_of=watched.primary)
            left = eventually(house.spooled, lambda files: not files, 60)
            house.redis = Redis.from_url(watched.url, socket_timeout=10)
            found = look(house, stream)

    assert left == []
    assert found.lost == []
    assert found.doubled == []
    assert found.said_twice == []
    assert found.open == len(stream.promised) == people
    assert back < BACK_WITHIN
    tried(
        "the primary killed while its replicas were behind", stream.deliveries,
        f"0 lost of {people} promised, back in {back:.0f} s",
    )  # fmt: skip


def test_a_promise_that_no_replica_has_is_none(tried: Tried) -> None:
    """With its replicas cut off the primary writes a turn, and we say that we cannot take it; once
    one of them is back the same turn stands, once."""
    with Watched() as watched, connect(watched.address, timeout=1.0) as redis:
        store = Store(redis, VAULT, replicas=replicas_of(watched.address))
        replicas = watched.cut_off()
        with pytest.raises(StoreAway):
            commit(store, "SM1", kept=keep(PLAIN))
        with pytest.raises(StoreAway):
            store.confirm()
        watched.resume(*replicas)
        eventually(lambda: _confirmed(store), bool, 20)
        again: Any = commit(store, "SM1", kept=keep(PLAIN))

    assert type(again).__name__ == "Repeated"
    tried("a turn that no replica has", 1, "not promised; kept on disk until one has it")


def _confirmed(store: Store) -> bool:
    try:
        store.confirm()
    except StoreAway:
        return False
    return True
