"""When admissions answer: read from one line, in UK time, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intake.hours import ALWAYS, read_hours

WEEK = read_hours("Mon-Fri 08:00-20:00; Sat,Sun 09:30-24:00")


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 20, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 6, 7, 30, tzinfo=UTC), True),
        (datetime(2026, 7, 6, 19, 30, tzinfo=UTC), False),
    ],
)
def test_hours_are_uk_hours(at: datetime, is_open: bool) -> None:
    """Opening is at eight on the clock on the wall, in July as in November."""
    assert WEEK.open_at(at) is is_open


@pytest.mark.parametrize("text", ["", "always", " Always "])
def test_always_unless_set(text: str) -> None:
    """Without a word about hours, somebody always answers."""
    assert read_hours(text) == ALWAYS
    assert ALWAYS.open_at(datetime(2026, 12, 25, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 5, tzinfo=UTC), "at 8am"),
        (datetime(2026, 11, 23, 21, tzinfo=UTC), "tomorrow at 8am"),
        (datetime(2026, 11, 27, 21, tzinfo=UTC), "tomorrow at 9:30am"),
    ],
)
def test_the_next_opening_is_said_in_words(at: datetime, words: str) -> None:
    """A caller after hours hears when to try again."""
    assert WEEK.opens(at) == words


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),
        (datetime(2026, 11, 23, 5, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (datetime(2026, 11, 27, 21, tzinfo=UTC), datetime(2026, 11, 28, 9, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_promise_begins_when_somebody_is_in(at: datetime, first: datetime) -> None:
    """From a moment on, the first at which somebody answers; by the clock on the wall."""
    assert WEEK.first_open(at) == first
    assert ALWAYS.first_open(at) == at


def test_a_later_day_is_named() -> None:
    """More than a day away, the day has a name."""
    monday = read_hours("Mon 08:00-12:00")

    assert monday.opens(datetime(2026, 11, 25, 12, tzinfo=UTC)) == "on Monday at 8am"


@pytest.mark.parametrize(
    "text", ["whenever", "Mon 20:00-08:00", "Fri-Mon 08:00-20:00", "Xyz 08:00-20:00", "Mon 8-20"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    """A line that could be misread is refused rather than guessed."""
    with pytest.raises(ValueError, match=r"."):
        read_hours(text)
