"""Whether the number for emergencies is at most one step away from anywhere.

Proved by going there: at every step of each door the cry for help is made, and on the phone the
key of danger is pressed, and what is answered must say the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, get_args

from flows.checks.problem import Problem, error
from flows.conversation import Conversation, Place
from flows.engine import advance
from flows.events import Door, Event, KeyPressed, SpeechHeard, TextReceived
from flows.levels import Assessment, Level
from flows.outcome import Ask, Read, Say
from flows.pack import Pack
from flows.shapes import Command, Step
from flows.wording import wording

_ANY_DAY: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
_CLEAR: Final = Assessment(Level.NONE, None)


def danger_key(pack: Pack) -> str:
    """The key that means danger at every wait of the phone; none when there is no such key."""
    return next((c.key for c in pack.commands if c.does.get("voice") == "danger"), "")


def one_step_away(pack: Pack) -> Iterator[Problem]:
    """Every step of each door, and each way of asking for help there."""
    for door in get_args(Door):
        asking = _asking(pack, door)
        if not asking:
            yield error("steps.yaml", f"{door}: asking for help is not understood everywhere")
        for step in pack.steps.values():
            if door in step.doors:
                yield from _from(pack, step, door, asking)


def _from(pack: Pack, step: Step, door: Door, asking: dict[str, Event]) -> Iterator[Problem]:
    digits = pack.numbers["emergency"].digits
    for what, event in asking.items():
        if digits not in _answer(pack, step, door, event):
            yield error(f"step {step.id}, {door}", f"{what} is not answered with {digits}")


def _asking(pack: Pack, door: Door) -> dict[str, Event]:
    """How help is asked for by this door: by its words, and on the phone by the key as well."""
    found: dict[str, Event] = {}
    for command in pack.commands:
        if command.does.get(door) in ("help", "danger"):
            found |= {f'"{words}"': _said(door, words) for words in command.words}
            if door == "voice" and command.key:
                found |= {f"the key {keys}": KeyPressed(keys) for keys in _presses(command)}
    return found


def _presses(command: Command) -> tuple[str, str]:
    return command.key, command.key * 3


def _said(door: Door, words: str) -> Event:
    return TextReceived(words, _CLEAR) if door == "sms" else SpeechHeard(words, _CLEAR)


def _answer(pack: Pack, step: Step, door: Door, event: Event) -> str:
    place = Place(step.id, topic=next(iter(pack.topics)))
    fresh = Conversation(_ANY_DAY)
    here = replace(fresh, texted=place) if door == "sms" else replace(fresh, called=place)
    outcome = advance(here, event, _ANY_DAY, pack=pack)
    said = (reply for reply in outcome.replies if isinstance(reply, Say | Read | Ask))
    return " ".join(wording(reply, pack, door, {}) for reply in said)
