"""Plain answers: names, yes and no, numbers by range, and what a text costs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.conversation import Conversation, Place
from flows.numbers import NumberKind, kind_of, read_number, spelt
from flows.pack import load
from flows.scene import Scene
from flows.segments import not_gsm7, segments
from flows.values import read_value

PACK = load()
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def read(step: str, text: str) -> object:
    """What `text` means as an answer at `step`."""
    scene = Scene(PACK, Conversation(NOW, texted=Place(step)), "sms", NOW)
    return read_value(PACK.step(step), text, scene)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("its sam", "Sam"),
        ("My name is Mary Ann", "Mary Ann"),
        ("call me Jo pls", "Jo"),
        ("Zo\u00eb", "Zoe"),
        ("call me back", None),
        ("why do you need it?", None),
        ("bladder", None),
        ("idk", None),
        ("\U0001f600", None),
    ],
)
def test_a_name_is_a_short_run_of_letters(said: str, name: str | None) -> None:
    """Introductions fall away; a question, a command or a topic is nobody's name."""
    assert read("call_name", said) == name


@pytest.mark.parametrize(
    ("step", "said", "meant"),
    [
        ("call_message", "yh thats fine", True),
        ("call_message", "nah dont leave one", False),
        ("call_shared", "just me", False),
        ("call_shared", "my mum does", True),
        ("call_shared", "just me and my mum", None),
        ("call_shared", "no one else", False),
        ("call_message", "maybe", None),
    ],
)
def test_yes_and_no_as_people_say_them(step: str, said: str, meant: bool | None) -> None:
    """A phrase that answers this very question counts; what says both says neither."""
    assert read(step, said) is meant


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("its 07700900123 thanks", "+447700900123"),
        ("oh seven seven double oh nine oh oh one two three", "+447700900123"),
        ("+44 20 7946 0000", "+442079460000"),
        ("0906 123 4567", None),
        ("070 1234 5678", None),
        ("+33 6 12 34 56 78", None),
        ("999", None),
    ],
)
def test_numbers_are_taken_or_refused_by_range(given: str, number: str | None) -> None:
    """Premium, personal and foreign numbers are refused, and so are short codes."""
    assert read("call_other_number", given) == number
    assert (read_number(given) or None) == number or "its" in given


def test_a_number_is_read_back_digit_by_digit() -> None:
    """Groups have a rest between them, as people read a number aloud."""
    assert spelt("+447700900123") == "0 7 7 0 0, 9 0 0, 1 2 3"
    assert kind_of("+266696687") is NumberKind.WITHHELD


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "gsm7", 0),
        ("a" * 160, "gsm7", 1),
        ("a" * 161, "gsm7", 2),
        ("\u20ac" * 80, "gsm7", 1),
        ("a" * 152 + "\u20ac" + "a" * 8, "gsm7", 2),
        ("\u2019" + "a" * 70, "ucs2", 2),
        ("\U0001f600" * 35, "ucs2", 1),
    ],
)
def test_what_a_text_costs(text: str, encoding: str, count: int) -> None:
    """GSM-7 counts septets and UCS-2 half-words; a pair is never split."""
    cost = segments(text)

    assert (cost.encoding, cost.count) == (encoding, count)
    assert bool(not_gsm7(text)) is (encoding == "ucs2")
