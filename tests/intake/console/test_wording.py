"""The console's words: for times, levels, and what was done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.levels import Finding, Kind, Level
from intake.console import wording
from intake.console.transcript import Piece, marked
from workers.callback_queue import OUTCOMES
from workers.plan import RESULTS

NOW = datetime(2026, 7, 10, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "under a minute"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=3, minutes=5), "3 hours 5 minutes"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=1), "2 days 1 hour"),
    ],
)
def test_how_long_as_one_would_say_it(length: timedelta, words: str) -> None:
    """Never more precise than is of use."""
    assert wording.duration(length) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "12.05pm"),
        (NOW + timedelta(hours=12), "tomorrow at 12.05am"),
        (NOW - timedelta(days=1), "yesterday at 12.05pm"),
        (NOW + timedelta(days=3), "Mon 13 Jul at 12.05pm"),
        (NOW + timedelta(days=200), "Tue 26 Jan 2027 at 11.05am"),
    ],
)
def test_when_as_one_would_say_it_here(moment: datetime, words: str) -> None:
    """In the time of this country, summer and winter."""
    assert wording.moment_words(moment, NOW) == words


def test_everything_the_queue_knows_has_words() -> None:
    """A result, outcome, level or kind without words would be a blank on the page."""
    assert set(wording.RESULTS) == set(RESULTS)
    assert set(wording.OUTCOMES) == set(OUTCOMES)
    assert set(wording.LEVELS) == set(wording.COLOURS) == set(Level)
    assert set(wording.KINDS) == {*Kind, None}


@pytest.mark.parametrize(
    ("what", "detail", "words"),
    [
        ("attempt", "no_answer", "Tried: No answer"),
        ("closed", "passed_to_999", "Closed: Passed to 999"),
        ("raised", "red", "Raised: Red"),
        ("number_shown", "", "Number shown"),
        ("something_new", "", "Something new"),
    ],
)
def test_history_in_words(what: str, detail: str, words: str) -> None:
    """What is not known yet is shown as it stands rather than left out."""
    assert wording.happened(what, detail) == words


def test_marks_never_change_the_text() -> None:
    """Overlapping, misplaced or empty findings: joined again the pieces are the message."""
    text = "mate wont wake up help"
    findings = (
        Finding("a", "wont wake", 5, 14, Level.AMBER),
        Finding("b", "wake up", 10, 17, Level.RED),
        Finding("c", "elsewhere", 0, 9, Level.RED),
        Finding("d", "", 3, 3, Level.RED),
        Finding("e", "help", 18, 22, Level.NONE, "figure"),
    )

    pieces = marked(text, findings)
    assert "".join(piece.text for piece in pieces) == text
    assert pieces == (
        Piece("mate "),
        Piece("wont ", "amber"),
        Piece("wake up", "red"),
        Piece(" help"),
    )


def test_an_empty_message_has_no_pieces() -> None:
    """A call step without words."""
    assert marked("", ()) == ()
