"""Reads `plan.yaml` and refuses what is not whole, with the place and what is wrong with it.

Nothing is guessed: an unknown word, a missing result, a wait of nothing or a red that ends stop the
start of whatever needs the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from workers.plan import LADDERS, NEVER, RESULTS, Ladder, Plan, Text
from workers.quiet import NATIONS, Quiet

FORM: Final = 2
LONGEST_WAIT: Final = 14 * 24 * 60
MOST_TRIES: Final = 20
ENDS: Final = ("exhausted", NEVER)
NEUTRAL: Final = "neutral_"
Row = Mapping[str, Any]


class PlanRefused(ValueError):
    """The plan will not do; the message names the place and what is wrong with it."""


def read_shipped() -> Plan:
    """The plan packaged with this room."""
    return read_text((files("workers") / "plan.yaml").read_text(encoding="utf-8"))


def read_text(text: str) -> Plan:
    """The plan in this YAML.  Raises PlanRefused."""
    try:
        written = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise PlanRefused(f"plan: not YAML: {error}") from None
    return read_plan(written)


def read_plan(written: Any) -> Plan:
    """The plan as written.  Raises PlanRefused."""
    rows = _row("plan", written, {"form", "quiet", *LADDERS})
    if rows["form"] != FORM:
        raise PlanRefused(f"plan.form: this version reads form {FORM}")
    return Plan(
        ladders={name: _ladder(name, rows[name]) for name in LADDERS},
        quiet=_quiet(rows["quiet"]),
    )


def _row(place: str, written: Any, wanted: set[str], optional: set[str] | None = None) -> Row:
    if not isinstance(written, Mapping):
        raise PlanRefused(f"{place}: must be names with values")
    missing = wanted - set(written)
    unknown = set(written) - wanted - (optional or set())
    if missing:
        raise PlanRefused(f"{place}: {', '.join(sorted(missing))} is missing")
    if unknown:
        raise PlanRefused(f"{place}: {', '.join(sorted(map(str, unknown)))} is not known")
    return written


def _quiet(written: Any) -> Quiet:
    row = _row("quiet", written, {"zone", "from", "until", "bank_holidays"})
    holidays = _row("quiet.bank_holidays", row["bank_holidays"], {"nation", "until"})
    if holidays["nation"] not in NATIONS:
        raise PlanRefused(f"quiet.bank_holidays.nation: one of {', '.join(NATIONS)}")
    quiet = Quiet(
        zone=_zone(row["zone"]),
        begins=_time("quiet.from", row["from"]),
        ends=_time("quiet.until", row["until"]),
        nation=holidays["nation"],
        ends_on_bank_holidays=_time("quiet.bank_holidays.until", holidays["until"]),
    )
    if not max(quiet.ends, quiet.ends_on_bank_holidays) < quiet.begins:
        raise PlanRefused("quiet: it ends in the morning, and begins later on the same day")
    return quiet


def _zone(written: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(written))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PlanRefused("quiet.zone: no such time zone") from None


def _time(place: str, written: Any) -> time:
    try:
        return time.fromisoformat(written)
    except (TypeError, ValueError):
        raise PlanRefused(f'{place}: write it as "21:00", in quotes') from None


def _ladder(name: str, written: Any) -> Ladder:
    row = _row(name, written, {"ends", "within", *RESULTS}, {"text"})
    if row["ends"] not in ENDS:
        raise PlanRefused(f"{name}.ends: one of {', '.join(ENDS)}")
    if (name == "red") is not (row["ends"] == NEVER):
        raise PlanRefused(f"{name}.ends: red never ends by itself, and everything else does")
    (within,) = _numbers(f"{name}.within", [row["within"]], 0, LONGEST_WAIT)
    return Ladder(
        waits={
            result: _numbers(f"{name}.{result}", row[result], 1, LONGEST_WAIT) for result in RESULTS
        },
        within=timedelta(minutes=within),
        ends=row["ends"],
        text=_text(name, row["text"]) if "text" in row else None,
    )


def _text(name: str, written: Any) -> Text:
    place = f"{name}.text"
    row = _row(place, written, {"line", "results", "after"})
    if not str(row["line"]).startswith(NEUTRAL):
        raise PlanRefused(f"{place}.line: nobody asked for it, so it is one called {NEUTRAL}...")
    results = row["results"]
    if not isinstance(results, list) or not set(results) <= set(RESULTS) - {"later"}:
        raise PlanRefused(f"{place}.results: results of a try, and not later")
    return Text(row["line"], tuple(results), _numbers(f"{place}.after", row["after"], 1, 20))


def _numbers(place: str, written: Any, least: int, most: int) -> tuple[int, ...]:
    if not isinstance(written, list) or not 1 <= len(written) <= MOST_TRIES:
        raise PlanRefused(f"{place}: a list of whole numbers, at least one of them")
    if any(type(n) is not int or not least <= n <= most for n in written):
        raise PlanRefused(f"{place}: whole numbers from {least} to {most}")
    return tuple(written)
