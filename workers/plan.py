"""When to ring again, by the plan in `plan.yaml`.  Pure: the callback and the moment are arguments.

Red never runs out of tries, and its tries know no quiet hours.  How the file is read and what it is
refused for is in `workers.plan_reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from flows.levels import Kind, Level
from workers.callbacks import Callback
from workers.quiet import Quiet, on_the_wall

RESULTS: Final = ("no_answer", "busy", "voicemail", "failed", "later")
LADDERS: Final = ("red", "medical", "other")
NEVER: Final = "never"
A_PART_OF_THE_DAY: Final = (timedelta(hours=1), timedelta(days=1))
_DAY_MINUTES: Final = 24 * 60
_MOST_DAYS: Final = 10


def at_any_time(moment: datetime) -> datetime:
    """Somebody is always there."""
    return moment


@dataclass(frozen=True, slots=True)
class Text:
    """What they are sent, after which results and after which tries."""

    line: str
    results: tuple[str, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The waits of one urgency: minutes after each try, by its result; due `within` minutes.

    `ends` is the outcome when the waits run out, or `never`.
    """

    waits: Mapping[str, tuple[int, ...]]
    within: timedelta
    ends: str
    text: Text | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The ladders by urgency, and the hours in which nobody but red is rung.

    `somebody_in` gives the first moment from one on at which somebody is there to ring; always,
    unless whoever builds this knows better.
    """

    ladders: Mapping[str, Ladder]
    quiet: Quiet
    somebody_in: Callable[[datetime], datetime] = at_any_time

    def lines(self) -> tuple[str, ...]:
        """The names of every line that the plan may have sent."""
        return tuple(dict.fromkeys(rung.text.line for rung in self.ladders.values() if rung.text))


@dataclass(frozen=True, slots=True)
class NextTry:
    """What an attempt leads to: when to try again, or the end when `exhausted`.

    `text` is the name of the line that they are sent, if they allowed texts, or empty.
    """

    not_before: datetime
    due_at: datetime
    attempts: int
    exhausted: bool
    text: str = ""


@cache
def shipped() -> Plan:
    """The plan packaged with this room.  Raises PlanRefused when it is not whole."""
    from workers.plan_reading import read_shipped  # it is made of what stands here

    return read_shipped()


def next_try(
    plan: Plan,
    callback: Callback,
    result: str,
    now: datetime,
    *,
    chosen: datetime | None = None,
) -> NextTry:
    """What comes after this result; `chosen` is a moment agreed with the person instead."""
    ladder = plan.ladders[urgency(callback)]
    waits = ladder.waits[result]
    attempts = callback.attempts if result == "later" else callback.attempts + 1
    red = callback.level is Level.RED
    goes_on = red or ladder.ends == NEVER or result == "later" or chosen is not None
    exhausted = not goes_on and attempts > len(waits)
    not_before = chosen
    if not_before is None:
        wait = waits[min(max(attempts, 1), len(waits)) - 1]
        not_before = _after(now, wait, plan.quiet.zone)
        not_before = not_before if red else _possible(plan, callback, not_before)
    return NextTry(
        not_before=not_before,
        due_at=not_before + ladder.within,
        attempts=attempts,
        exhausted=exhausted,
        text="" if exhausted else _text(plan, ladder, result, attempts, now),
    )


def urgency(callback: Callback) -> str:
    """Which ladder a callback climbs."""
    if callback.level is Level.RED:
        return "red"
    return "medical" if callback.kind is Kind.MEDICAL else "other"


def is_quiet(plan: Plan, moment: datetime) -> bool:
    """Whether nobody but red is rung at this moment."""
    return plan.quiet.holds(moment)


def _after(now: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """So much later; whole days later it is the same time of day, whatever the clocks did."""
    days, rest = divmod(minutes, _DAY_MINUTES)
    if rest or not days:
        return now + timedelta(minutes=minutes)
    local = now.astimezone(zone)
    return on_the_wall(local.date() + timedelta(days=days), local.time(), zone)


def _possible(plan: Plan, callback: Callback, moment: datetime) -> datetime:
    """The first moment from this one on that suits them and at which somebody is in.

    Where the two never meet, what suits them holds: somebody may come in for it.
    """
    theirs = first = _allowed(plan, callback, moment)
    for _ in range(_MOST_DAYS):
        ours = plan.somebody_in(theirs)
        if ours == theirs:
            return theirs
        theirs = _allowed(plan, callback, ours)
    return first


def _allowed(plan: Plan, callback: Callback, moment: datetime) -> datetime:
    """The first moment from this one on in their own hours; without them, when it is not quiet."""
    wishes = callback.personal.wishes
    begins, ends = wishes.not_before, wishes.due_by
    shortest, longest = A_PART_OF_THE_DAY
    if begins is None or ends is None or not shortest < ends - begins < longest:
        return plan.quiet.ended(moment)
    zone = plan.quiet.zone
    opens, closes = begins.astimezone(zone).time(), ends.astimezone(zone).time()
    local = moment.astimezone(zone)
    if opens >= closes or opens <= local.time() < closes:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= closes else 0)
    return on_the_wall(day, opens, zone)


def _text(plan: Plan, ladder: Ladder, result: str, attempts: int, now: datetime) -> str:
    text = ladder.text
    if text is None or result not in text.results or attempts not in text.after:
        return ""
    return "" if plan.quiet.holds(now) else text.line
