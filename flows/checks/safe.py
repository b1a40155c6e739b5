"""Whether 999 is never far: in the first message and sentence, and a step from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, get_args

from flows.checks.near import danger_key
from flows.checks.problem import Problem, error
from flows.events import Door
from flows.levels import Kind, Level
from flows.pack import Pack

EMERGENCY: Final = "emergency"
NEUTRAL: Final = "neutral_"
SOON: Final = 90  # characters of advice before which the number must have come
_REDS: Final = tuple(
    f"{Level.RED}_{kind}"
    for kind in (Kind.OVERDOSE, Kind.SELF_HARM, Kind.SAFEGUARDING, Kind.UNCLEAR)
)


def safe(pack: Pack) -> Iterator[Problem]:
    """The number for emergencies against every place where it must stand."""
    if EMERGENCY not in pack.numbers:
        yield error("numbers.yaml", "there is no number for emergencies")
        return
    digits = pack.numbers[EMERGENCY].digits
    for name in ("welcome", "first_contact", "last_words"):
        for door in get_args(Door):
            if name != "first_contact" or door == "sms":
                yield from _stands(pack, name, door, digits)
    if digits not in _first_sentence(pack.lines["welcome"].voice):
        yield error(
            "line welcome, voice", "the first sentence does not say the number for emergencies"
        )
    for name in sorted({*_REDS, *(n for n in pack.lines if n.startswith(f"{_REDS[0]}_"))}):
        for door in get_args(Door):
            yield from _comes_soon(pack, name, door, digits)
    key = danger_key(pack)
    if not key or not re.search(rf"\b{re.escape(key)}\b", pack.lines["welcome"].voice):
        yield error("line welcome, voice", "does not name a key for danger that works everywhere")
    yield from _unnamed(pack)


def _stands(pack: Pack, name: str, door: Door, digits: str) -> Iterator[Problem]:
    if name not in pack.lines or digits not in pack.lines[name].words(door):
        yield error(f"line {name}, {door}", f"does not say {digits}")


def _comes_soon(pack: Pack, name: str, door: Door, digits: str) -> Iterator[Problem]:
    words = pack.lines[name].words(door) if name in pack.lines else ""
    if digits not in words[:SOON]:
        yield error(f"line {name}, {door}", f"does not begin with {digits}")


def _first_sentence(words: str) -> str:
    return re.split(r"(?<=[.!?])\s+", words)[0]


def _unnamed(pack: Pack) -> Iterator[Problem]:
    """What nobody asked for names neither the service nor what it is about."""
    telling = {pack.id, pack.helpline_name, *pack.keyword} - {"start", "hi", "hello", "hey"}
    telling |= {
        number for n in pack.numbers.values() if n.id == "helpline" for number in (n.sms, n.voice)
    }
    telling |= {topic.title for topic in pack.topics.values()}
    for name, line in pack.lines.items():
        if name.startswith(NEUTRAL):
            words = f" {line.sms} {line.voice} ".casefold()
            for word in sorted(telling):
                if re.search(rf"\b{re.escape(word.casefold())}\b", words):
                    yield error(f"line {name}", f'must stay neutral, and says "{word}"')
