"""One Redis for all tests of the console, emptied for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.intake.console.office import Desk, Office, start_office
from tests.support.redis_server import RedisServer


@pytest.fixture(name="console_redis", scope="session")
def _console_redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(name="office")
def _office(console_redis: RedisServer) -> Iterator[Office]:
    office = start_office(console_redis)
    yield office
    office.redis.close()


@pytest.fixture(name="pat")
def _pat(office: Office) -> Desk:
    """An officer at their desk."""
    return office.at_desk("pat")
