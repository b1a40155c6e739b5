"""The figures of a report, from what was counted by hour.  Pure; nobody can be recognised in them.

A figure that was not counted is nought.  How soon somebody was reached is known by steps ("within
5 minutes"), so the middle and the ninetieth of a hundred are given as the step they fall into.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flows.pack import Pack
from intake.console import wording
from workers.reporting import LONGEST, Hour

Counts = Mapping[tuple[str, ...], int]

NONE: Final = "None yet"
DAY: Final = timedelta(days=1)
MOST_DAYS: Final = 92
CLASSES: Final[Mapping[str, str]] = {
    "red": "Red",
    "medical": "Doctor today",
    "asked": "Asked for a call",
    "check": "To check",
}
_DOORS: Final = ("sms", "voice")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, how many, and how many of a hundred of the most."""

    label: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """How many came in a stretch of time, by text and by phone."""

    label: str
    texts: int
    calls: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How soon people of one class were reached: half of them, and nine of ten, in words."""

    label: str
    count: int
    half: str
    most: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises of one class were kept."""

    label: str
    kept: int
    given: int

    @property
    def words(self) -> str:
        """Of a hundred."""
        return f"{round(100 * self.kept / self.given)} %" if self.given else NONE


def arrivals(hours: Sequence[Hour], begins: datetime, ends: datetime) -> tuple[Stretch, ...]:
    """What came in by which door: by hour in one day, by day in a quarter, else by month."""
    every = _every_hour(begins, ends)
    name = _by(ends - begins)
    found = {name(moment): [0, 0] for moment in every}
    for hour in hours:
        for n, door in enumerate(_DOORS):
            found[name(hour.begins)][n] += hour.counts.get(("came", door), 0)
    return tuple(Stretch(label, *both) for label, both in found.items())


def by_hour_of_day(hours: Sequence[Hour]) -> tuple[Stretch, ...]:
    """What came in at which hour of the day here, all days together."""
    found = [[0, 0] for _ in range(24)]
    for hour in hours:
        local = hour.begins.astimezone(wording.LONDON).hour
        for n, door in enumerate(_DOORS):
            found[local][n] += hour.counts.get(("came", door), 0)
    return tuple(Stretch(f"{n:02}:00", *both) for n, both in enumerate(found))


def topics(counts: Counts, pack: Pack) -> tuple[Line, ...]:
    """What they read about, the most read first."""
    return _lines(
        {
            (pack.topics[name[1]].title if name[1] in pack.topics else _plain(name[1])): n
            for name, n in counts.items()
            if name[0] == "topic"
        }
    )


def opened(counts: Counts) -> tuple[tuple[str, int, int], ...]:
    """Callbacks that were opened: what they were at first, by text and by phone."""
    return tuple(
        (words, counts.get(("opened", "sms", name), 0), counts.get(("opened", "voice", name), 0))
        for name, words in CLASSES.items()
    )


def reached(counts: Counts) -> tuple[Reached, ...]:
    """How soon they were reached, for those whom we mean to ring."""
    return tuple(
        Reached(CLASSES[name], sum(steps.values()), _within(steps, 50), _within(steps, 90))
        for name in ("red", "medical", "asked")
        for steps in [_steps(counts, name)]
    )


def kept(counts: Counts) -> tuple[Kept, ...]:
    """Promises kept, of those whose first ring has been made.  Red has no promise but at once."""
    found = []
    for name in ("medical", "asked", "check"):
        good = counts.get(("promise", "kept", name), 0)
        found.append(Kept(CLASSES[name], good, good + counts.get(("promise", "missed", name), 0)))
    return tuple(found)


def outcomes(counts: Counts) -> tuple[Line, ...]:
    """How callbacks ended."""
    return _lines(_summed(counts, "closed", wording.OUTCOMES))


def attempts(counts: Counts) -> tuple[Line, ...]:
    """What came of tries that did not end a callback."""
    return _lines(_summed(counts, "attempt", wording.RESULTS))


def left(counts: Counts, pack: Pack) -> tuple[Line, ...]:
    """Questions of ours that people left unanswered, by door."""
    return _lines(
        {
            f"{wording.DOORS.get(name[1], name[1])}: {_question(pack, name[1], name[2])}": n
            for name, n in counts.items()
            if name[0] == "left"
        }
    )


def of_kind(counts: Counts, *begins: str) -> int:
    """All counts whose name begins like this."""
    return sum(n for name, n in counts.items() if name[: len(begins)] == begins)


def _steps(counts: Counts, name: str) -> Counter[float]:
    return Counter(
        {
            float("inf") if found[2] == LONGEST else float(found[2]): n
            for found, n in counts.items()
            if found[:2] == ("reach", name)
        }
    )


def _within(steps: Counter[float], share: int) -> str:
    """The step within which so many of a hundred fall."""
    wanted, so_far = sum(steps.values()) * share / 100, 0
    for bound in sorted(steps):
        so_far += steps[bound]
        if so_far >= wanted:
            if bound == float("inf"):
                return "more than a week"
            return f"within {wording.duration(timedelta(minutes=bound))}"
    return NONE


def _summed(counts: Counts, kind: str, words: Mapping[str, str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, n in counts.items():
        if name[0] == kind:
            found[words.get(name[1], _plain(name[1]))] += n
    return dict(found)


def _lines(found: Mapping[str, int]) -> tuple[Line, ...]:
    most = max(found.values(), default=0)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Line(label, n, round(100 * n / most)) for label, n in ordered)


def _question(pack: Pack, door: str, step: str) -> str:
    """The question in its own words: what it asks, without what is said around it."""
    found = pack.steps.get(step)
    line = pack.lines.get(found.line) if found else None
    if line is None:
        return _plain(step)
    said = line.voice if door == "voice" else line.sms
    asked = [part.strip() for part in said.replace("?", "?\n").split("\n") if "?" in part]
    return asked[0].rsplit(". ", 1)[-1] if asked else _plain(step)


def _every_hour(begins: datetime, ends: datetime) -> Sequence[datetime]:
    return [begins + timedelta(hours=n) for n in range((ends - begins) // timedelta(hours=1))]


def _by(length: timedelta) -> Callable[[datetime], str]:
    if length <= DAY + timedelta(hours=1):
        return lambda at: f"{at.astimezone(wording.LONDON):%H:00}"
    if length <= MOST_DAYS * DAY:
        return lambda at: _day(at.astimezone(wording.LONDON))
    return lambda at: f"{at.astimezone(wording.LONDON):%b %Y}"


def _day(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b}"


def _plain(word: str) -> str:
    return word.replace("_", " ").capitalize()
