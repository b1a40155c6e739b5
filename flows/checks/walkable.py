"""Whether the flow holds: every wait is answered, every step reached and left again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, get_args

from flows.checks.problem import Problem, error
from flows.events import Door
from flows.leads import AT_REST, HANGS_UP, anywhere, kind_steps, known_actions, leads
from flows.pack import Pack
from flows.shapes import Step

DOORS: Final[tuple[Door, ...]] = get_args(Door)
TIMES: Final = 3
TAKES: Final = frozenset({"", "topic", "choice", "name", "when", "number", "yes_no", "check"})
_ENDS: Final = frozenset({AT_REST, HANGS_UP})


def walkable(pack: Pack) -> Iterator[Problem]:
    """What can be said of the flow without walking it; then, if it is whole, the walk."""
    broken = [problem for step in pack.steps.values() for problem in _whole(pack, step)]
    broken += [*_starts(pack), *_felt(pack)]
    yield from broken
    if broken:
        return
    for door in DOORS:
        yield from _walked(pack, door)


def _whole(pack: Pack, step: Step) -> Iterator[Problem]:
    where = f"step {step.id}"
    if step.takes not in TAKES:
        yield error(where, f'takes "{step.takes}", which is no way of reading an answer')
    for option in step.options:
        if option.go not in {"", *pack.steps} or bool(option.go) is bool(option.do):
            yield error(where, f"option {option.id} needs a step to go to, or else something to do")
        if option.do and option.do not in known_actions():
            yield error(where, f"option {option.id} does {option.do}, which nobody knows how to do")
    for topic in step.offers:
        if topic not in pack.topics:
            yield error(where, f"offers {topic}, which is no topic")
    keys = [option.key for option in step.options if option.key]
    keys += [str(n) for n, _ in enumerate(step.offers, start=1)]
    if "voice" in step.doors:
        keys += [command.key for command in pack.commands if command.key]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield error(where, f"the key {key} means two things")
    for door in step.doors:
        yield from _answered(pack, step, door)


def _answered(pack: Pack, step: Step, door: Door) -> Iterator[Problem]:
    """A question has words, and an answer to nonsense, to silence, and the third time."""
    where = f"step {step.id}, {door}"
    said: list[Iterable[str]] = [(step.line,), step.again]
    if door == "voice":
        said.append(step.silence)
        if not step.silence:
            yield error(where, "has no answer for silence")
    if len(step.again) != TIMES:
        yield error(where, f"has {len(step.again)} answers for nonsense; {TIMES} are wanted")
    for line in {name for names in said for name in names}:
        if line not in pack.lines or not pack.lines[line].words(door):
            yield error(where, f"has no words for {line}")
    third = step.third.get(door, "")
    if third not in {"booked", *pack.steps, *known_actions()}:
        yield error(where, f'leads nowhere the third time ("{third}")')
    for target in (step.then.get(door, ""), third):
        there = pack.steps.get(target)
        if there is not None and door not in there.doors and target != "booked":
            yield error(where, f"leads to {target}, which is not for this door")


def _felt(pack: Pack) -> Iterator[Problem]:
    """A feeling is answered in both doors, and leads to topics that are there."""
    for feeling in pack.feelings.known:
        where = f"feeling {feeling.id}"
        if feeling.then not in pack.steps or pack.steps[feeling.then].takes != "choice":
            yield error(where, f"leads to {feeling.then}, which is no step with a choice")
        for topic in feeling.offers:
            if topic not in pack.topics:
                yield error(where, f"offers {topic}, which is no topic")
        for door in DOORS:
            if feeling.line not in pack.lines or not pack.lines[feeling.line].words(door):
                yield error(where, f"has no words for {feeling.line} by {door}")


def _starts(pack: Pack) -> Iterator[Problem]:
    for door in DOORS:
        for name in (pack.begin.get(door, ""), pack.call.get(door, "")):
            if name not in pack.steps:
                yield error(
                    "steps.yaml", f'{door} begins or asks first at "{name}", which is no step'
                )
    for command in pack.commands:
        for door, action in command.does.items():
            if action not in known_actions():
                yield error(f"command {command.id}", f"{door}: nobody knows how to do {action}")


def _walked(pack: Pack, door: Door) -> Iterator[Problem]:
    here = {step.id: step for step in pack.steps.values() if door in step.doors}
    ways = {name: {there for _, there in leads(pack, step, door)} for name, step in here.items()}
    # danger, and a call that admissions did not take, may come at any step
    every = {there for _, there in anywhere(pack, door)} | {"check", "after_red", "which_topic"}
    every |= kind_steps(pack)
    reached = _spread({pack.begin[door], *every}, ways)
    for name in here:
        if name not in reached:
            yield error(f"step {name}, {door}", "cannot be reached")
    for name in here:
        if not _spread({name}, ways) & _ENDS:
            yield error(f"step {name}, {door}", "never comes to an end")


def _spread(start: Iterable[str], ways: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += ways.get(name, ())
    return reached
