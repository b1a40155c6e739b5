"""Who tells us how they feel, and asks nothing, is met with a kind word first, by both doors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.conversation import Conversation, Place
from flows.engine import advance
from flows.events import SpeechHeard, TextReceived
from flows.feelings import feelings
from flows.levels import Assessment, Level
from flows.outcome import Ask, Read, Say
from flows.pack import load

PACK = load()
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
CLEAR = Assessment(Level.NONE, None)
FELT = [
    ("im so scared about my son", "kind_family"),
    ("my daughter is on ket", "kind_family"),
    ("I can't do this anymore with him", "kind_family"),
    ("at my wits end wiv my lad", "kind_family"),
    ("My husband won't listen to me.", "kind_family"),
    ("found ketamine in my daughters room", "kind_family"),
    ("dont know what to do", "kind_lost"),
    ("idk what to do anymore", "kind_lost"),
    ("theres nobody to talk to", "kind_lost"),
    ("i feel ashamed", "kind_shame"),
    ("ive let everyone down", "kind_shame"),
    ("i cant cope", "kind_struggling"),
    ("i think im addicted", "kind_struggling"),
    ("my brother died because of it", "kind_grief"),
    ("please help my son", "kind_family"),
    ("hello i need some help with my son", "kind_family"),
    ("im so tired of covering for him", "kind_family"),
    ("im a bad mother", "kind_shame"),
    ("nobody cares", "kind_lost"),
    ("thanks you lot are great, 3 weeks clean", "kind_glad"),
    ("he's back at work and right as rain", "kind_glad"),
    ("just to say my son is doing really well now thank you", "kind_glad"),
    ("thank you for ringing me back, the lady was lovely", "kind_glad"),
    ("3 weeks clean but nearly slipped last night", "kind_struggling"),
    ("he was doing well but hes back on it", "kind_family"),
    ("seeing my kids every other weekend now", "kind_heard"),
]


@pytest.mark.parametrize(("said", "line"), FELT)
def test_a_kind_word_that_fits_comes_first(said: str, line: str) -> None:
    """By text and by phone alike, and then a few topics and a person."""
    texting = Conversation(NOW, texted=Place("home"))
    calling = Conversation(NOW, called=Place("menu"))

    for start, event in (
        (texting, TextReceived(said, CLEAR)),
        (calling, SpeechHeard(said, CLEAR)),
    ):
        word, offer = advance(start, event, NOW, pack=PACK).replies
        assert word == Say(line)
        assert isinstance(offer, Ask)
        assert offer.step == "kind_offer"
        assert "1" in offer.values["choices"]


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("my son is on ket, what does it do to his bladder?", "physical"),
        ("im worried about my mum. what are the signs of addiction", "signs"),
        ("can my husband get tablets for the cravings", "medication"),
    ],
)
def test_what_they_ask_is_answered(asked: str, topic: str) -> None:
    """A question about somebody dear is a question: its answer is not put off."""
    start = Conversation(NOW, texted=Place("home"))

    (first, *_) = advance(start, TextReceived(asked, CLEAR), NOW, pack=PACK).replies

    assert isinstance(first, Read)
    assert first.topic == topic


def test_a_question_of_ours_stands_after_the_kind_word() -> None:
    """In the middle of arranging a call they are heard, and then asked again."""
    start = Conversation(NOW, texted=Place("call_message"))
    said = TextReceived("im so scared about my son", CLEAR)

    word, asked = advance(start, said, NOW, pack=PACK).replies

    assert word == Say("kind_family")
    assert asked == Ask("call_message")


def test_whoever_waits_beside_somebody_stays_there() -> None:
    """After red advice a kind word leads nowhere else."""
    start = Conversation(NOW, texted=Place("after_red"), level=Level.RED)

    outcome = advance(start, TextReceived("im so scared for him", CLEAR), NOW, pack=PACK)

    assert outcome.replies[0] == Say("kind_family")
    assert outcome.conversation.texted == Place("after_red")


def test_what_we_cannot_place_is_met_kindly_too() -> None:
    """A sentence that asks nothing and fits no topic gets thanks, likely topics and a person."""
    start = Conversation(NOW, texted=Place("home"))
    said = TextReceived("i never thought it would come to this", CLEAR)

    word, offer = advance(start, said, NOW, pack=PACK).replies

    assert word == Say("kind_heard")
    assert isinstance(offer, Ask)
    assert offer.values["choices"].count("\n") == 2


def test_a_pack_may_know_no_feelings() -> None:
    """Without the file nothing is felt, and everything is asked."""
    assert feelings({}).in_words("i feel ashamed") is None
