"""What the tests of the workers stand on: a real Redis, emptied for each, and keys made up here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.support.queueing import VAULT
from workers.callback_queue import CallbackQueue
from workers.connection import connect
from workers.outbox import Outbox
from workers.store import Store


@pytest.fixture(name="redis")
def _redis(redis_url: str) -> Iterator[Redis]:
    """A client for our own keys on an empty Redis, with more patience than a webhook has."""
    with connect(redis_url, timeout=10) as client:
        yield client


@pytest.fixture(name="queue")
def _queue(redis: Redis) -> CallbackQueue:
    """The queue on it."""
    return CallbackQueue(redis, VAULT)


@pytest.fixture(name="store")
def _store(redis: Redis) -> Store:
    """The store on it."""
    return Store(redis, VAULT)


@pytest.fixture(name="outbox")
def _outbox(redis: Redis) -> Outbox:
    """The outbox on it."""
    return Outbox(redis, VAULT)
