"""When to ring again, by the plan in `plan.yaml`.  Pure: the callback and the moment are arguments.

Red never runs out of tries, and its tries know no quiet hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from flows.levels import Kind, Level
from workers.callbacks import Callback

RESULTS: Final = ("no_answer", "busy", "voicemail", "failed", "later")
_LADDERS: Final = ("red", "medical", "other")


@dataclass(frozen=True, slots=True)
class Ladder:
    """The waits of one urgency: minutes after each try, by its result; due `within` minutes."""

    waits: Mapping[str, tuple[int, ...]]
    within: timedelta


@dataclass(frozen=True, slots=True)
class Plan:
    """The ladders by urgency, and the hours in which nobody but red is rung."""

    ladders: Mapping[str, Ladder]
    zone: ZoneInfo
    quiet_from: time
    quiet_until: time


@dataclass(frozen=True, slots=True)
class NextTry:
    """What an attempt leads to: when to try again, or the end when `exhausted`."""

    not_before: datetime
    due_at: datetime
    attempts: int
    exhausted: bool


@cache
def shipped() -> Plan:
    """The plan packaged with this room.  Raises ValueError when it is not complete."""
    text = (files("workers") / "plan.yaml").read_text(encoding="utf-8")
    return read_plan(yaml.safe_load(text))


def read_plan(written: Mapping[str, Any]) -> Plan:
    """The plan as written in YAML.  Raises ValueError, KeyError for what is missing."""
    quiet = written["quiet"]
    return Plan(
        ladders={name: _ladder(name, written[name]) for name in _LADDERS},
        zone=ZoneInfo(quiet["zone"]),
        quiet_from=time.fromisoformat(quiet["from"]),
        quiet_until=time.fromisoformat(quiet["until"]),
    )


def next_try(
    plan: Plan,
    callback: Callback,
    result: str,
    now: datetime,
    *,
    chosen: datetime | None = None,
) -> NextTry:
    """What comes after this result; `chosen` is a moment agreed with the person instead."""
    ladder = plan.ladders[_urgency(callback)]
    waits = ladder.waits[result]
    attempts = callback.attempts if result == "later" else callback.attempts + 1
    wait = waits[min(max(attempts, 1), len(waits)) - 1]
    never_ends = callback.level is Level.RED or result == "later" or chosen is not None
    not_before = chosen or now + timedelta(minutes=wait)
    if callback.level is not Level.RED and chosen is None:
        not_before = _outside_quiet_hours(plan, not_before)
    return NextTry(
        not_before=not_before,
        due_at=not_before + ladder.within,
        attempts=attempts,
        exhausted=not never_ends and attempts > len(waits),
    )


def _urgency(callback: Callback) -> str:
    if callback.level is Level.RED:
        return "red"
    return "medical" if callback.kind is Kind.MEDICAL else "other"


def is_quiet(plan: Plan, moment: datetime) -> bool:
    """Whether nobody but red is rung at this moment."""
    return not plan.quiet_until <= moment.astimezone(plan.zone).time() < plan.quiet_from


def _outside_quiet_hours(plan: Plan, moment: datetime) -> datetime:
    local = moment.astimezone(plan.zone)
    if plan.quiet_until <= local.time() < plan.quiet_from:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= plan.quiet_from else 0)
    return datetime.combine(day, plan.quiet_until, plan.zone).astimezone(moment.tzinfo)


def _ladder(name: str, written: Mapping[str, Any]) -> Ladder:
    waits = {result: tuple(written[result]) for result in RESULTS}
    for result, minutes in waits.items():
        if not minutes or any(not isinstance(m, int) or m < 1 for m in minutes):
            raise ValueError(f"plan: {name}.{result} must be minutes, at least one of them")
    return Ladder(waits, timedelta(minutes=written["within"]))
