"""What is counted for reports: how often what happened in which hour, and nothing about anybody.

Counts are written by the very scripts that do what is counted (`scripts/counting.lua`, and the
words that a turn carries), so that they are neither lost nor doubled.  They are counts of finite
words: doors, topics, steps, results.  They outlive the data of the people they count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from redis import Redis

from flows.conversation import Place
from flows.events import Door
from flows.pack import Pack
from workers import keys
from workers.lua import Scripts

HOUR: Final = timedelta(hours=1)
LONGEST: Final = "longer"
_AT_ONCE: Final = 1000
_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hour:
    """The counts of one hour.  A count's name is its words: `("closed", "reached", "red")`."""

    begins: datetime
    counts: Mapping[tuple[str, ...], int]


class Reports:
    """The counts on one Redis.  Raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis) -> None:
        self._scripts = Scripts(redis)

    def between(self, begins: datetime, ends: datetime) -> tuple[Hour, ...]:
        """The hours that begin from `begins` on, before `ends`, in which anything was counted."""
        first, last = (
            _hour(begins + HOUR - timedelta.resolution),
            _hour(ends - timedelta.resolution),
        )
        return tuple(
            hour
            for start in range(first, last + 1, _AT_ONCE)
            for hour in self._read(start, min(start + _AT_ONCE - 1, last))
        )

    def _read(self, first: int, last: int) -> Iterator[Hour]:
        for hour, flat in self._scripts.run("reports", [keys.COUNTS], [first, last]):
            yield Hour(_FIRST + int(hour) * HOUR, _counts(flat))


def came(door: Door) -> str:
    """Somebody texted, or rang."""
    return f"came|{door}"


def asked_about(topic: str) -> str:
    """A topic was read from its beginning."""
    return f"topic|{topic}"


def left_at(pack: Pack, door: Door, place: Place | None) -> tuple[str, ...]:
    """A question of ours that was left unanswered for good; nothing where none was open."""
    if place is None:
        return ()
    step = pack.steps.get(place.step)
    if step is None or step.resting or step.takes == "topic":
        return ()
    return (f"left|{door}|{step.id}",)


def total(hours: tuple[Hour, ...]) -> Counter[tuple[str, ...]]:
    """All hours in one."""
    summed: Counter[tuple[str, ...]] = Counter()
    for hour in hours:
        summed.update(hour.counts)
    return summed


def _hour(moment: datetime) -> int:
    return (moment - _FIRST) // HOUR


def _counts(flat: list[bytes]) -> dict[tuple[str, ...], int]:
    return {tuple(flat[n].decode().split("|")): int(flat[n + 1]) for n in range(0, len(flat), 2)}
