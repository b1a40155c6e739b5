"""What stands in front of both doors is said first, once, and never before an answer to danger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.runtime import Runtime
from tests.intake.house import House
from workers.banner import Banner, Banners

WORDS = "No calls back before 6pm today. If somebody is in danger, call 999 now."
SPOKEN = "No calls back before 6pm today. If somebody is in danger, call"


def put_up(house: House, lasts: timedelta = timedelta(hours=2)) -> None:
    """A lead puts it up, in a house that has screened before: the first time of all is slow."""
    now = house.clock()
    runtime_of(house).twilio.turns.screening("hello", "sms")
    Banners(runtime_of(house).parts.redis).put_up(Banner(WORDS, now + lasts, "lea"), now)


def runtime_of(house: House) -> Runtime:
    """What the house stands on."""
    return house.runtime


def test_a_texter_gets_it_first_and_once(house: House) -> None:
    """A text of its own before the answer; the next answers are answers only."""
    put_up(house)
    first = house.text("hello")
    second = house.text("signs")

    assert first.index(f"<Message>{WORDS}</Message>") < first.rindex("<Message>")
    assert WORDS not in second


def test_whoever_comes_back_later_gets_it_again(house: House) -> None:
    """After a quarter of an hour of silence a conversation begins anew."""
    put_up(house)
    house.text("hello")
    house.clock.pass_time(timedelta(minutes=16))

    assert WORDS in house.text("hello")


def test_a_caller_hears_it_first_and_once(house: House) -> None:
    """Before the menu, with 999 in digits; not again at the next step."""
    put_up(house)
    first = house.call("CA1")
    second = house.call("CA1", "/twilio/voice/answer?at=menu&turn=1", Digits="1")

    assert SPOKEN in first
    assert "9 9 9" in first
    assert SPOKEN not in second


@pytest.mark.parametrize("words", ["my mate wont wake up", "there is blood when i pee"])
def test_nothing_stands_before_an_answer_to_danger(house: House, words: str) -> None:
    """Advice to call 999, and the question whether anybody is in danger, come first and alone."""
    put_up(house)
    answer = house.text(words)

    assert WORDS not in answer
    assert "999" in answer


def test_it_ends_by_itself(house: House) -> None:
    """At the moment that the lead named."""
    put_up(house, timedelta(minutes=5))
    house.clock.pass_time(timedelta(minutes=5))

    assert WORDS not in house.text("hello")


def test_it_stands_in_what_was_said(house: House) -> None:
    """An officer who reads the conversation sees what the person saw."""
    put_up(house)
    house.text("hello")
    parts = runtime_of(house).parts
    said = parts.store.transcript(parts.vault.person("+447700900123"))

    assert WORDS in said[-1].text


def test_one_that_cannot_be_read_holds_up_nobody(house: House) -> None:
    """The answer is given without it."""
    put_up(house)
    runtime_of(house).parts.redis.set("hi:banner", b"{ not what we wrote")

    answer = house.text("hello")

    assert "<Message>" in answer
    assert WORDS not in answer
