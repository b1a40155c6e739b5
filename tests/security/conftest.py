"""The application under attack: both doors, a real Redis, and a Twilio that signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intake.house import House, build, settings_for


@pytest.fixture(name="house")
def _house(redis_url: str, tmp_path: Path) -> House:
    return build(settings_for(redis_url, tmp_path))
