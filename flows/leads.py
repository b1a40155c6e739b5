"""Where each action may lead: what the check walks along and what is drawn.

The flow file says where a step goes by itself; what an action does beyond that is told here, and a
test holds that no action is forgotten.  `STAYS` is the step it was taken at; `HANGS_UP` is the end
of a call, and `AT_REST` of an exchange of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from flows.events import Door
from flows.pack import Pack
from flows.shapes import Step

STAYS: Final = "(stays)"
HANGS_UP: Final = "(hangs up)"
AT_REST: Final = "(rests)"
BEGINS: Final = "(begins)"
FIRST_QUESTION: Final = "(first question)"
ONWARD: Final = "(onward)"

_LEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "begin": (BEGINS,),
    "menu": (BEGINS,),
    "more": ("reading", BEGINS),
    "back": ("reading", BEGINS),
    "repeat": (STAYS,),
    "text_topic": (STAYS,),
    "text_numbers": (STAYS,),
    "ask_for_call": (FIRST_QUESTION, "call_other_number", "call_again"),
    "call": (FIRST_QUESTION, "call_other_number", "call_again"),
    "skip": (ONWARD,),
    "when_now": (ONWARD,),
    "when_morning": (ONWARD,),
    "when_afternoon": (ONWARD,),
    "when_evening": (ONWARD,),
    "number_again": ("call_other_number",),
    "leave_as_it_is": (AT_REST,),
    "no_call": (AT_REST,),
    "status": (STAYS,),
    "stop": (AT_REST,),
    "start": (BEGINS,),
    "delete": ("delete_check",),
    "erase": (AT_REST,),
    "not_erased": (AT_REST,),
    "info": (STAYS,),
    "thanked": (STAYS,),
    "enough": (AT_REST,),
    "help": ("check", "after_red"),
    "danger": ("after_red", STAYS),
    "red_again": (STAYS,),
    "ring_admissions": ("offer", "after_red", HANGS_UP),
    "raise_alarm": ("after_red",),
    "check_yes": ("after_red",),
    "check_no": (BEGINS, AT_REST),
    "ring_after_yes": (AT_REST, "call_other_number"),
    "ring_after_no": (AT_REST,),
    "goodbye": (HANGS_UP,),
    "hang_up": (HANGS_UP,),
}
AFTER_REST: Final = ("booked", "beside")


def action_leads(action: str) -> tuple[str, ...]:
    """Where the action may lead, as it is written in the table above.  Raises KeyError."""
    return _LEADS[action]


def known_actions() -> frozenset[str]:
    """Every action in the table."""
    return frozenset(_LEADS)


def leads(pack: Pack, step: Step, door: Door) -> Iterator[tuple[str, str]]:
    """Where one may go from `step` by `door`: (why, the next step or an end)."""
    for option in step.options:
        yield from _each(pack, step, door, option.id, option.go or option.do)
    if step.takes in ("topic", "choice"):
        yield "asks", "reading"
        if step.id != "which_topic":
            yield "asks", "which_topic"
        yield from (("feels", there) for there in kind_steps(pack) if there != step.id)
    if step.then.get(door):
        yield "answers", step.then[door]
    if step.third.get(door):
        yield from _each(pack, step, door, "third time", step.third[door])
    if step.resting and door == "sms":
        yield "is left alone", AT_REST


def kind_steps(pack: Pack) -> frozenset[str]:
    """The steps at which somebody stands after a kind word."""
    return frozenset(feeling.then for feeling in pack.feelings.known)


def _each(pack: Pack, step: Step, door: Door, why: str, target: str) -> Iterator[tuple[str, str]]:
    there = (target,) if target in pack.steps else _resolved(pack, step, door, target)
    yield from ((why, name) for name in there)


def anywhere(pack: Pack, door: Door) -> Iterator[tuple[str, str]]:
    """Where a command leads, from any step of `door`."""
    begin = pack.step(pack.begin[door])
    for command in pack.commands:
        if door in command.does:
            for there in _resolved(pack, begin, door, command.does[door]):
                if there != begin.id or command.does[door] == "menu":
                    yield command.id, there


def _resolved(pack: Pack, step: Step, door: Door, action: str) -> Iterator[str]:
    for there in _LEADS[action]:
        match there:
            case "(stays)":
                yield step.id
            case "(begins)":
                yield pack.begin[door]
            case "(first question)":
                yield pack.call[door]
            case "(onward)":
                if step.then.get(door):
                    yield step.then[door]
                yield from _rest(door)
            case "(rests)":
                yield from _rest(door)
            case _:
                yield there


def _rest(door: Door) -> tuple[str, ...]:
    return (AT_REST,) if door == "sms" else AFTER_REST
