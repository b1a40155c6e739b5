"""Laws of the conversation, held over whatever anybody may write, press or say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from flows import sms
from flows.conversation import Conversation
from flows.engine import advance
from flows.events import (
    AdmissionsRang,
    CallEnded,
    CallStarted,
    ConversationLapsed,
    Event,
    KeyPressed,
    SilenceHeard,
    SpeechHeard,
    TextReceived,
)
from flows.levels import Assessment, Kind, Level
from flows.outcome import Ask, EraseMe, HangUp, Outcome, RingAdmissions
from flows.pack import load
from flows.segments import segments

PACK = load()
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
CLEAR = Assessment(Level.NONE, None)
FOUND = some.sampled_from(
    [
        CLEAR,
        CLEAR,
        CLEAR,
        Assessment(Level.AMBER, Kind.UNCLEAR),
        Assessment(Level.AMBER, Kind.MEDICAL),
        Assessment(Level.RED, Kind.OVERDOSE, sign="not_breathing"),
        Assessment(Level.RED, Kind.SELF_HARM),
    ]
)
WORDS = some.one_of(
    some.text(max_size=40),
    some.sampled_from(
        ["call", "yes", "no", "skip", "menu", "more", "delete", "stop", "start", "help", "7", "sam",
         "tomorrow", "07700900123", "no call", "status", "signs", "does it hurt your bladder"]
    ),
)  # fmt: skip
EVENTS: some.SearchStrategy[Event] = some.one_of(
    some.builds(TextReceived, WORDS, FOUND),
    some.builds(SpeechHeard, WORDS, FOUND),
    some.builds(KeyPressed, some.text("0123456789*#", min_size=1, max_size=11)),
    some.builds(CallStarted, some.sampled_from(["mobile", "landline", "withheld", "refused"])),
    some.builds(AdmissionsRang, some.booleans()),
    some.just(SilenceHeard()),
    some.just(CallEnded()),
    some.just(ConversationLapsed()),
)


def _waits_or_ends(event: Event, outcome: Outcome) -> bool:
    if isinstance(event, CallEnded | ConversationLapsed):
        return not outcome.replies
    return isinstance(outcome.replies[-1], Ask | HangUp | RingAdmissions)


@settings(max_examples=150, deadline=None)
@given(some.lists(EVENTS, max_size=12))
def test_whatever_happens_the_conversation_keeps_its_laws(events: list[Event]) -> None:
    """It never breaks, waits or ends, stays affordable, answers alike, and never lowers a level."""
    conversation, now = Conversation(started_at=NOW), NOW
    for event in events:
        now += timedelta(minutes=1)
        outcome = advance(conversation, event, now, pack=PACK)
        assert outcome == advance(conversation, event, now, pack=PACK)
        assert _waits_or_ends(event, outcome)
        for text in sms.texts(outcome.replies, PACK, {"reference": "H7K-4RM"}):
            assert segments(text).count <= 2
        if EraseMe() not in outcome.effects:
            assert outcome.conversation.level.rank >= conversation.level.rank
        conversation = replace(outcome.conversation)


@settings(max_examples=80, deadline=None)
@given(some.lists(EVENTS, max_size=8), some.text(max_size=30))
def test_danger_is_answered_first_wherever_they_stand(events: list[Event], words: str) -> None:
    """At any step a text with a danger sign gets 999 in the first words of its answer."""
    conversation = Conversation(started_at=NOW)
    for event in events:
        conversation = advance(conversation, event, NOW, pack=PACK).conversation
    red = Assessment(Level.RED, Kind.OVERDOSE)
    outcome = advance(conversation, TextReceived(words, red), NOW, pack=PACK)

    assert "999" in sms.texts(outcome.replies, PACK, {})[0][:90]
