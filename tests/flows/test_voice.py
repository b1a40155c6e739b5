"""Replies as TwiML: one voice, questions inside their Gather, numbers digit by digit."""

from __future__ import annotations

import pytest

from flows.outcome import Ask, HangUp, Read, Reply, RingAdmissions, Say
from flows.pack import load
from flows.voice import VOICE, twiml

PACK = load()


def spoken(*replies: Reply) -> str:
    """The TwiML of these replies."""
    return twiml(
        replies,
        PACK,
        {},
        action=lambda what: f"/twilio/voice/{what}",
        admissions="+448082502196",
        caller_id="+441134960000",
    )


@pytest.mark.parametrize(
    ("replies", "parts"),
    [
        ((Say("goodbye"), HangUp()), ["Thank you for calling.", "<Hangup", VOICE]),
        ((Ask("menu"),), ['action="/twilio/voice/answer"', "press 1", "/twilio/voice/silence"]),
        ((Ask("menu"),), ['language="en-GB"', 'profanityFilter="false"', "actionOnEmptyResult"]),
        ((Ask("beside", quiet=True),), ['timeout="20"']),
        ((Ask("call_other_number"),), ['numDigits="11"', 'finishOnKey="#"']),
        ((Read("signs", 0), Ask("reading")), ["Gather", "It helps to know the signs."]),
        ((Say("admissions_ringing"), RingAdmissions()), ["<Dial", "+448082502196"]),
        ((Say("red_self_harm"),), ['<say-as interpret-as="telephone">999</say-as>']),
        ((Ask("topics"),), ["hints=", "bladder", "not breathing"]),
    ],
)
def test_what_is_said_becomes_twiml(replies: tuple[Reply, ...], parts: list[str]) -> None:
    """Each reply becomes the verbs that Twilio needs, in this voice."""
    made = spoken(*replies)

    for part in parts:
        assert part in made


def test_there_is_a_pause_between_one_thing_and_the_next() -> None:
    """What is answered and what is asked do not run into each other."""
    made = spoken(Say("welcome"), Ask("menu"))

    assert made.count('<break time="400ms"') == 1
    assert made.index("Hello") < made.index("<break") < made.index("press 1")


def test_what_is_said_before_a_question_can_be_interrupted() -> None:
    """Everything before a question stands inside its Gather, so that a key is heard at once."""
    made = spoken(Say("welcome"), Ask("menu"))

    assert made.index("<Gather") < made.index("Hello")
