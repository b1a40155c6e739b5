"""The application under attack: both doors, a real Redis, and a Twilio that signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from tests.intake.console.office import Desk, Office
from tests.intake.house import House, build, settings_for


@pytest.fixture(name="house")
def _house(redis_url: str, tmp_path: Path) -> House:
    return build(settings_for(redis_url, tmp_path))


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
