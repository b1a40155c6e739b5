"""Ceilings on what costs money: nobody makes us text one number, or the world, without end.

Texts to one person end at their ceiling.  What everybody together may cause is held back, not
dropped, and goes when the hour is over; each time is counted, and said in the log as an error.
Alerts to staff have no ceiling of one: a person may be dying behind each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from workers import keys
from workers.lua import Scripts
from workers.moments import to_ms, whole_ms

HOUR: Final = timedelta(hours=1)
KEPT: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most in an hour: to one person (0: as many as there are), and at all."""

    to_one: int
    at_all: int


CEILINGS: Final[Mapping[str, Ceiling]] = {
    "text": Ceiling(to_one=12, at_all=1500),
    "alert": Ceiling(to_one=0, at_all=3000),
    "call": Ceiling(to_one=0, at_all=600),
}


class Tolls:
    """The counts of this hour on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def refused(self, kind: str, person: str, now: datetime) -> str:
        """Count one more of this kind; "" when it may go, else the ceiling: `one` or `all`."""
        ceiling, hour = CEILINGS[kind], _hour(now)
        where = [keys.tolls(kind, hour, person), keys.tolls(kind, hour), keys.tolls("held", hour)]
        most = [ceiling.to_one if person else 0, ceiling.at_all, whole_ms(KEPT)]
        answer: bytes = self._scripts.run("tolls", where, most)
        return answer.decode()

    def held(self, now: datetime) -> int:
        """How often something was held back in this hour."""
        return int(self._scripts.call("GET", keys.tolls("held", _hour(now))) or 0)


def _hour(now: datetime) -> int:
    return to_ms(now) // whole_ms(HOUR)
