"""Laws of triage that hold for any text: it never raises, context words never lower, time is linear."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.levels import Kind, Level
from flows.triage import assess, reads_as_no, reads_as_yes
from flows.triage.assessing import level_of, read
from flows.triage.loading import lexicon

PHRASES = [text for text, _ in lexicon().critical]
PREFIXES = ["please", "hi there", "sorry to bother you", "omg", "lol", "fucking hell", "right so"]
SUFFIXES = ["thanks", "please", "lol", "xx", "at the bus stop", "in leeds", "omg", "for fucks sake"]
PEOPLE = ["he", "she", "my mate", "my brother", "my girlfriend", "the baby", "someone"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_no_text_makes_it_raise(text: str) -> None:
    """Whatever is sent is assessed, and kind is None exactly when level is none."""
    found = assess(text, recent=(text, "he wont"))
    assert (found.kind is None) == (found.level is Level.NONE)
    assert all(text[e.start : e.end] == e.words for e in assess(text).evidence)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PHRASES), st.sampled_from(PREFIXES), st.sampled_from(SUFFIXES))
def test_politeness_swearing_place_and_lol_never_lower_a_level(
    phrase: str, before: str, after: str
) -> None:
    """What is said around a danger does not take it away."""
    assert assess(f"{before} {phrase} {after}").level is Level.RED


def test_the_rules_alone_hold_a_critical_phrase_whatever_is_said_around_it() -> None:
    """Every phrase with every prefix and suffix is red without the model's help."""
    words = lexicon()
    fallen = [
        text
        for phrase in PHRASES
        for before in ["", *PREFIXES]
        for after in ["", *SUFFIXES]
        for text in [f"{before} {phrase} {after}".strip()]
        if level_of(read(text, words)) is not Level.RED
    ]
    assert fallen == []


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    "state", ["is not breathing", "wont wake up", "has gone blue", "is fitting"]
)
def test_whoever_it_is_counts_as_much(person: str, state: str) -> None:
    """Somebody else counts as much as the sender."""
    assert assess(f"{person} {state}").level is Level.RED


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PHRASES), st.sampled_from(["im in leeds", "its my flatmate", "come quick"]))
def test_the_order_of_sentences_does_not_matter(phrase: str, other: str) -> None:
    """A danger comes first or last; it is a danger."""
    assert assess(f"{phrase}. {other}.").level is assess(f"{other}. {phrase}.").level is Level.RED


def test_split_messages_are_read_together() -> None:
    """People send half a sentence at a time."""
    assert assess("wake up", recent=("he wont",)).level is Level.RED


@pytest.mark.parametrize("recent", [(), ("he wont",), ("hi", "my mate had loads of k"), ("help",)])
@pytest.mark.parametrize("text", ["wake up", "thanks", "he is not breathing", "and vodka", ""])
def test_what_was_read_alone_need_not_be_read_again(text: str, recent: tuple[str, ...]) -> None:
    """Handing in the assessment of the text alone changes the cost and nothing else."""
    assert assess(text, recent=recent, alone=assess(text)) == assess(text, recent=recent)


def test_the_assessment_alone_is_the_answer_where_nothing_was_said_lately() -> None:
    """Without a conversation the assessment handed in comes back as it is, unread."""
    alone = assess("thanks")
    assert assess("he is not breathing", alone=alone) is alone


def test_a_long_conversation_does_not_push_out_the_new_words() -> None:
    """However much was said before, the new words are read with the end of it."""
    long = ("we were at the pub and then at my house. " * 9).strip()
    assert assess("wake up", recent=(long, long, long, long, f"{long} he wont")).level is Level.RED


def test_what_was_answered_is_not_answered_again() -> None:
    """After a red message, thanks is thanks."""
    assert assess("thanks", recent=("he wont wake up",)).level is Level.NONE
    assert assess("no", recent=("help",)).level is Level.NONE


@pytest.mark.parametrize("text", ["yes", "y", "Ye", "YH", "yeah", "yup", "aye", "help", "please"])
def test_a_yes_to_the_check_is_a_yes(text: str) -> None:
    """A yes, or a plea, answers that somebody is in danger."""
    assert reads_as_yes(text)
    assert not reads_as_no(text)


@pytest.mark.parametrize("text", ["no", "No.", "nah", "nope", "no hes fine", "no thanks", "naw"])
def test_a_clear_no_to_the_check_is_a_no(text: str) -> None:
    """A clear no closes the check."""
    assert reads_as_no(text)
    assert not reads_as_yes(text)


@pytest.mark.parametrize(
    "text", ["no hes not breathing", "no but he wont wake up", "not sure", "hi"]
)
def test_a_no_with_danger_in_it_is_not_a_clear_no(text: str) -> None:
    """Nothing that may be a danger closes the check."""
    assert not reads_as_no(text)


@pytest.mark.parametrize(
    "text",
    ["\u043c\u043e\u0439 \u0431\u0440\u0430\u0442 \u043d\u0435 \u0434\u044b\u0448\u0438\u0442",
     "moj brat nie oddycha i nie wiem co robic", "mein bruder atmet nicht mehr bitte kommen sie schnell"],
)  # fmt: skip
def test_a_language_we_cannot_read_is_amber(text: str) -> None:
    """A message that is not English gets the check question and a person."""
    found = assess(text)
    assert (found.level, found.kind) == (Level.AMBER, Kind.UNCLEAR) or found.level is Level.RED


@pytest.mark.parametrize(
    "text", ["lol k cu l8r", "nae bother pal", "ok x", "2", "Priya Nair", "LS6"]
)
def test_text_speak_and_short_texts_are_english(text: str) -> None:
    """Text-speak, Scots and a name are not a foreign language."""
    assert assess(text).level is Level.NONE


@pytest.mark.parametrize("piece", ["a", "not ", "brxathing ", "he is not ", "0@$!", "n o ", "but "])
def test_time_grows_with_the_length_and_no_faster(piece: str) -> None:
    """Four times the text takes about four times the work, whatever it is made of."""

    def spent(size: int) -> float:
        text = (piece * size)[:size]
        best = 1e9
        for _ in range(9):
            started = process_time()
            assess(text)
            best = min(best, process_time() - started)
        return best

    spent(100)
    assert spent(1600) < 8 * spent(400) + 0.002  # squared would be sixteen times
