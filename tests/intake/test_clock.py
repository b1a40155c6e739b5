"""Time is read in one place, and moves by a file in a demonstration alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.clock import MovedClock, clock, real_now

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def write(file: Path, text: str, changed: int) -> None:
    """Write the file, changed at that second, as a slow file system would have it."""
    file.write_text(text)
    os.utime(file, (changed, changed))


def test_the_real_clock_knows_its_zone() -> None:
    """Times are aware, in UTC."""
    assert real_now().utcoffset() == timedelta(0)


def test_outside_a_demonstration_nothing_moves_it(tmp_path: Path) -> None:
    """The file means nothing in production."""
    write(tmp_path / "clock", "86400", 1)

    assert clock(tmp_path, demonstration=False) is real_now


def test_the_file_is_read_again_whenever_it_changes(tmp_path: Path) -> None:
    """Every process follows the file, forwards and back."""
    moved = MovedClock(tmp_path / "clock", lambda: NOON)

    assert moved() == NOON
    write(tmp_path / "clock", "3600", 1)
    assert moved() == NOON + timedelta(hours=1)
    write(tmp_path / "clock", "172800\n", 2)
    assert moved() == NOON + timedelta(days=2)
    write(tmp_path / "clock", "0", 3)
    assert moved() == NOON


@pytest.mark.parametrize("text", ["", "soon", "1e999"])
def test_a_file_that_says_nothing_moves_nothing(tmp_path: Path, text: str) -> None:
    """Half written or nonsense: the clock goes on as it was."""
    moved = MovedClock(tmp_path / "clock", lambda: NOON)
    write(tmp_path / "clock", "60", 1)

    assert moved() == NOON + timedelta(minutes=1)
    write(tmp_path / "clock", text, 2)
    assert moved() in (NOON, NOON + timedelta(minutes=1))
