"""Options and fixtures that every room's tests may use."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import expect
from redis import Redis

from tests.support.redis_server import RedisServer
from workers.connection import connect

pytest_plugins = ["tests.support.tried"]

expect.set_options(timeout=20_000)  # a busy machine is slow, and no failure

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden conversations are rewritten by a command, never by hand."""
    parser.addoption(
        "--rewrite-golden", action="store_true", help="make our side of the golden texts anew"
    )


@pytest.fixture(name="redis_server", scope="session")
def _redis_server() -> Iterator[RedisServer]:
    """One real Redis for all tests that leave it as it is."""
    with RedisServer() as server:
        yield server


@pytest.fixture(name="redis_url")
def _redis_url(redis_server: RedisServer) -> str:
    """The address of a Redis that is empty."""
    with Redis.from_url(redis_server.url) as client:
        client.flushall()
        _wait_for_its_file(client)
    return redis_server.url


def _wait_for_its_file(client: Redis) -> None:
    """A rewriting of the file that an earlier test began would be in the way of the next one."""
    deadline = time.monotonic() + 30
    while client.info("persistence")["aof_rewrite_in_progress"]:
        assert time.monotonic() < deadline, "the test's Redis is still writing its file"
        time.sleep(0.01)


@pytest.fixture(name="redis")
def _redis(redis_url: str) -> Iterator[Redis]:
    """A client of ours on an empty Redis."""
    client = connect(redis_url, timeout=5.0)
    yield client
    client.close()
