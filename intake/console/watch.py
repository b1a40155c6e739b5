"""What every page of the console watches for: red that nobody has taken, and what is
said in front of both doors.

Reads only, and never stands in the way of a page: when the store is away nothing is watched, and
the page itself says that the store is away.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from intake.console.door import ConsoleDoor
from intake.console.roles import Right, may
from intake.console.wording import moment_words
from workers.errors import StoreAway


@dataclass(frozen=True, slots=True)
class Alarm:
    """The red ones that may be rung now and that nobody has, the next one first."""

    waiting: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """What a page has seen, so that the same news is not told twice."""
        return sha256(" ".join(self.waiting).encode()).hexdigest()[:12] if self.waiting else "calm"


def banner_for(door: ConsoleDoor) -> tuple[str, str]:
    """What is said in front of both doors, and until when; empty: nothing, or nobody knows."""
    now = door.now()
    try:
        stands = door.banners.stands(now)
    except StoreAway:
        return "", ""
    return (stands.words, moment_words(stands.ends, now)) if stands else ("", "")


def alarm_for(door: ConsoleDoor, role: str) -> Alarm | None:
    """The alarm as it stands; None for whoever does not see the queue, or when nobody knows."""
    if not may(role, Right.DESK):
        return None
    try:
        return Alarm(door.queue.red_waiting())
    except StoreAway:
        return None
