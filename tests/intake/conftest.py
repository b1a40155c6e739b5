"""The application of these tests: real doors, a real Redis, a clock that is moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intake.house import House, build, settings_for


@pytest.fixture(name="house")
def _house(redis_url: str, tmp_path: Path) -> House:
    return build(settings_for(redis_url, tmp_path))


@pytest.fixture(name="house_alone")
def _house_alone(tmp_path: Path) -> House:
    """A house whose Redis is not there."""
    return build(settings_for("redis://127.0.0.1:1/0", tmp_path))
