"""A message that could not be screened is never taken for a harmless one."""

from __future__ import annotations

from collections.abc import Sequence
from time import thread_time

from flows.levels import Assessment, Kind, Level
from intake.screening import LONGEST_SECONDS, Screening

CLEAR = Assessment(Level.NONE, None)
RED = Assessment(Level.RED, Kind.OVERDOSE)


def assessing(found: Assessment, seconds: float = 0.0, error: Exception | None = None):  # type: ignore[no-untyped-def]
    """A stand-in for triage that takes its time, or fails."""

    def assess(
        text: str,
        *,
        channel: str,
        recent: Sequence[str] = (),
        alone: Assessment | None = None,
    ) -> Assessment:
        enough = thread_time() + seconds
        while thread_time() < enough:
            pass
        if error:
            raise error
        return found

    return assess


def test_an_assessment_in_time_is_passed_on() -> None:
    """What triage found is what counts."""
    told: list[str] = []

    assert Screening(assessing(RED), told.append)("x", "sms") is RED
    assert told == []


def test_an_exception_makes_it_amber_and_tells_staff() -> None:
    """If assessing raises, the message is amber, and the reason given holds nothing written."""
    told: list[str] = []
    screening = Screening(assessing(CLEAR, error=ValueError("my mate 07700 900123")), told.append)
    found = screening("my mate", "sms")

    assert (found.level, found.kind) == (Level.AMBER, Kind.UNCLEAR)
    assert told == ["ValueError"]


def test_a_slow_all_clear_is_amber() -> None:
    """An all-clear that took too long is not believed."""
    told: list[str] = []
    screening = Screening(assessing(CLEAR, seconds=LONGEST_SECONDS * 1.2), told.append)

    assert screening("x", "sms").level is Level.AMBER
    assert told == ["too slow"]


def test_a_slow_red_stays_red() -> None:
    """Slowness never lowers what was found."""
    screening = Screening(assessing(RED, seconds=LONGEST_SECONDS * 1.2), lambda _: None)

    assert screening("x", "sms").level is Level.RED


def test_what_was_assessed_already_is_handed_on() -> None:
    """A text is read alone once: its assessment goes along when the conversation is read."""
    given: list[Assessment | None] = []

    def assess(
        text: str,
        *,
        channel: str,
        recent: Sequence[str] = (),
        alone: Assessment | None = None,
    ) -> Assessment:
        given.append(alone)
        return RED

    assert Screening(assess, lambda _: None)("wake up", "sms", ("he wont",), CLEAR) is RED
    assert given == [CLEAR]
