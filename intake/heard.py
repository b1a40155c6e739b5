"""One delivery as it was heard, live or out of the spool: what a turn is made from.

It holds what came and decides nothing; `intake.twilio.hearing` makes it of a request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flows.conversation import Place
from flows.events import Door, Event
from flows.levels import Assessment
from flows.numbers import NumberKind, kind_of
from intake.spool import Spooled


@dataclass(frozen=True, slots=True)
class Heard:
    """One delivery: what came, from whom, and how to make an event of it.

    `words` are what must be screened.  `place` is where the call says it stands, by its own
    address; `turn` counts its requests.  `again` marks one that comes back from the spool, and
    `replied` a text that the platform itself has answered already (STOP, START, HELP).
    """

    delivery: str
    door: Door
    address: str
    call: str
    words: str
    event: Callable[[Assessment], Event]
    raw: Spooled
    received: datetime
    place: Place | None = None
    turn: int = 0
    again: bool = False
    replied: bool = False

    @property
    def number(self) -> str:
        """Their number; empty when it was withheld."""
        return "" if kind_of(self.address) is NumberKind.WITHHELD else self.address

    @property
    def lookup(self) -> str:
        """What the person is known by: their number, or this one call when it was withheld."""
        return self.call if kind_of(self.address) is NumberKind.WITHHELD else self.address
