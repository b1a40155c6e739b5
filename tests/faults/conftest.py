"""A Redis behind a proxy that loses replies, for tests that look at single steps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.support.cutting import CuttingProxy
from tests.support.redis_server import RedisServer
from workers.connection import connect


@pytest.fixture(name="proxy")
def _proxy(redis_server: RedisServer, redis: Redis) -> Iterator[CuttingProxy]:
    """It stands before an empty Redis."""
    assert redis.dbsize() == 0
    with CuttingProxy(redis_server.port) as proxy:
        yield proxy


@pytest.fixture(name="far")
def _far(proxy: CuttingProxy) -> Iterator[Redis]:
    """A client of ours that reaches Redis through it."""
    with connect(proxy.url, timeout=1.0) as client:
        yield client
