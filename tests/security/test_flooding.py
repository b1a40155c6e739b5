"""Somebody who floods: screened still, answered at a sane rate, one callback, nobody else kept."""

from __future__ import annotations

from datetime import timedelta

from redis import Redis

from flows.levels import Level
from intake.pacing import AT_ONCE, EVERY, MOST_PEOPLE, Pacing
from tests.intake.house import House
from tests.support.tried import Size, Tried
from workers.turn_arguments import MOST_ENTRIES

FLOODER = "+447700900666"


def replies(twiml: str) -> int:
    """How many texts go back."""
    return twiml.count("<Message>")


def test_a_flood_is_answered_at_a_sane_rate(house: House, size: Size, tried: Tried) -> None:
    """So many at once, and then one every so often, however many come; somebody else's text in the
    middle of it is answered as ever, and in the end there is one callback."""
    times, answered = size(2_000, 100), 0
    for n in range(times):
        answered += replies(house.text("call me now" if n % 2 else "hello?", number=FLOODER)) > 0
        house.clock.pass_time(timedelta(milliseconds=100))
    passed = timedelta(milliseconds=100) * times
    other = house.text("what does it do to your bladder", number="+447700900667")
    opened = house.runtime.parts.queue.open_callbacks(house.clock())
    kept = house.runtime.parts.store.transcript(opened[0].person)

    assert AT_ONCE <= answered <= AT_ONCE + passed / EVERY + 2
    assert "bladder" in other
    assert len(opened) == 1
    assert len(kept) <= MOST_ENTRIES
    tried("texts from one person as fast as they go", times, f"{answered} answered, one callback")


def test_danger_is_answered_in_the_middle_of_a_flood(house: House, tried: Tried) -> None:
    """Every time it is said, with 999, and the callback is red at once; a doubt is asked about."""
    for _ in range(AT_ONCE * 2):
        house.text("hello?", number=FLOODER)
    quiet = house.text("hello?", number=FLOODER)
    danger = [house.text("my mate wont wake up", number=FLOODER) for _ in range(30)]
    (callback,) = house.runtime.parts.queue.open_callbacks(house.clock())

    assert replies(quiet) == 0
    assert all("999" in answer for answer in danger)
    assert callback.level is Level.RED
    tried("danger in the middle of a flood", len(danger), "999 every time, red")


def test_after_a_while_they_are_answered_again(house: House) -> None:
    """Nobody is shut out: a pause later there is an answer."""
    for _ in range(AT_ONCE + 1):
        quiet = house.text("hello?", number=FLOODER)
    house.clock.pass_time(EVERY)

    assert replies(quiet) == 0
    assert replies(house.text("hello?", number=FLOODER)) > 0


def test_what_a_flood_makes_us_remember_has_an_end(redis: Redis, house: House) -> None:
    """Thousands of numbers do not fill the memory of a process."""
    pacing, now = Pacing(), house.clock()
    for n in range(MOST_PEOPLE + 500):
        pacing.too_soon(f"person {n}", now)

    assert len(pacing._until) == MOST_PEOPLE  # noqa: SLF001 - how much is remembered
