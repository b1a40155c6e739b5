"""The application under attack: both doors, a real Redis, and a Twilio that signs."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from redis import Redis

from flows.triage import self_test
from intake.pacing import Pacing
from tests.intake.console.office import Desk, Office
from tests.intake.house import Clock, House, build, settings_for
from tests.support.redis_server import RedisServer

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(name="built", scope="session")
def _built(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The real application, but that passwords take little work: they are guessed often here."""
    house = build(settings_for(redis_server.url, tmp_path_factory.mktemp("attacked")))
    for staff in (house.runtime.parts.staff, house.runtime.console.staff):
        staff._hasher = CHEAP  # noqa: SLF001 - the one thing that is not as in production
    self_test()  # as every web process does before its first request
    return house


@pytest.fixture(name="house")
def _house(built: House, redis_url: str) -> House:
    """The same one, with nothing in it: an empty Redis, an empty spool, its first hour."""
    assert built.runtime.settings.redis_url.get_secret_value() == redis_url
    for left in (built.runtime.settings.data_dir / "spool").glob("*"):
        left.unlink()
    built.clock.at = Clock().at
    object.__setattr__(built.runtime.twilio.turns, "pacing", Pacing())
    built.sent = 0
    return built


@pytest.fixture(name="office")
def _office(redis_url: str) -> Office:
    return Office(redis_url)


@pytest.fixture(name="pat")
def _pat(office: Office) -> Desk:
    """An officer at their desk."""
    return office.at_desk("pat")


@pytest.fixture(name="keys_of")
def _keys_of(redis: Redis) -> Redis:
    """The same Redis, to be looked into."""
    return redis
