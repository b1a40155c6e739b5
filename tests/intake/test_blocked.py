"""Whoever is blocked is still screened, still told 999, and red is acted on as ever."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.conversation import Conversation
from flows.engine import advance
from flows.events import CallStarted, Event, KeyPressed, SpeechHeard, TextReceived
from flows.levels import Level
from flows.outcome import EraseMe, HangUp, KeepCallback, Outcome, Say, SendText, StopTexts
from flows.pack import load
from flows.sms import texts
from flows.triage import assess
from intake.blocked import LINE, while_blocked

PACK = load()
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
FRESH = Conversation(started_at=NOW)


def said(text: str, before: Conversation = FRESH) -> Outcome:
    """What comes of this text by somebody who is blocked."""
    assessment = assess(text, channel="sms")
    return heard(TextReceived(text, assessment, 0), before, text)


def heard(event: Event, before: Conversation = FRESH, words: str = "") -> Outcome:
    """What comes of this event, by whichever door."""
    assessment = assess(words, channel="sms")
    outcome = advance(before, event, NOW, pack=PACK)
    return while_blocked(before, event, assessment, outcome)


def test_red_is_acted_on_as_ever() -> None:
    """999 in the very answer, and a red callback: nobody is blocked from that."""
    outcome = said("my mate wont wake up")
    assert outcome == advance(
        FRESH,
        TextReceived("my mate wont wake up", assess("my mate wont wake up", channel="sms"), 0),
        NOW,
        pack=PACK,
    )
    assert any(isinstance(e, KeepCallback) and e.level is Level.RED for e in outcome.effects)


def test_a_doubtful_sign_is_asked_about_and_a_yes_makes_it_red() -> None:
    """The check question stays theirs, and so does its answer."""
    first = said("help")
    assert not any(isinstance(e, KeepCallback) for e in first.effects)
    assert "999" in " ".join(texts(first.replies, PACK, {}))
    second = said("yes", first.conversation)
    assert any(isinstance(e, KeepCallback) and e.level is Level.RED for e in second.effects)


@pytest.mark.parametrize("text", ["call me", "what is ketamine", "hello", "1", "menu"])
def test_everything_else_is_answered_with_999_and_one_line(text: str) -> None:
    """No topic, no callback, no text later; they stand where they stood."""
    outcome = said(text)
    assert texts(outcome.replies, PACK, {}) == (PACK.lines[LINE].sms,)
    assert "999" in PACK.lines[LINE].sms
    assert not any(isinstance(e, KeepCallback | SendText) for e in outcome.effects)
    assert outcome.conversation.texted == FRESH.texted


def test_their_data_and_our_texts_stay_theirs() -> None:
    """Anyone can text DELETE and STOP, blocked or not."""
    assert StopTexts() in said("STOP").effects
    asked = said("DELETE")
    assert EraseMe() in said("delete", asked.conversation).effects


def test_a_caller_is_heard_once_and_then_the_call_ends() -> None:
    """They may be in danger: what they say is screened; keys lead nowhere."""
    first = heard(CallStarted("mobile"))
    assert first.replies[0] == Say(LINE)
    assert HangUp() not in first.replies
    nothing = heard(KeyPressed("2"), first.conversation)
    assert nothing.replies == (Say(LINE), HangUp())
    words = "my mate wont wake up"
    danger = SpeechHeard(words, assess(words, channel="voice"))
    assert "red_overdose" in str(heard(danger, first.conversation, words).replies)
