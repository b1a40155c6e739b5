"""One leg of a call: what it is, how it stands, and what has been heard on it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from practice.calls.given import Given, Script, Waiting
from practice.parameters import of_call
from practice.signature import Parameters

OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


@dataclass(slots=True)
class Family:
    """The legs of one call: one at a time, and one after the other."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    mailbox: deque[tuple[Call, Given]] = field(default_factory=deque)
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """Where the progress of a leg is told, and which of it."""

    url: str = ""
    events: frozenset[str] = frozenset({"completed"})


@dataclass(slots=True, eq=False)
class Call:
    """A leg.  Changed only while its family's lock is held; read at any time."""

    sid: str
    account: str
    sender: str
    to: str
    direction: str
    created: datetime
    status: str = "queued"
    parent: str = ""
    family: Family = field(default_factory=Family)
    telling: Telling = field(default_factory=Telling)
    fallback_url: str = ""
    detects_machines: bool = False
    answered_by: str = ""
    detection_url: str = ""
    heard: list[str] = field(default_factory=list)
    waiting: Waiting | None = None
    document: str = ""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    told: int = 0
    steps: int = 0
    script: Script | None = None
    timers: list[Callable[[], None]] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether the line is dead."""
        return self.status in OVER

    @property
    def seconds(self) -> int:
        """How long it lasted, from being answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(0, round((self.ended_at - self.answered_at).total_seconds()))

    def ends_as(self, status: str) -> str:
        """Its last status when it ends with `status`: a leg never answered is not completed."""
        if self.answered_at is not None:
            return "completed"
        if status in OVER and status != "completed":
            return status
        return "no-answer" if self.direction == "inbound" else "canceled"

    def answer(self, now: datetime) -> bool:
        """It is answered; False when it was already."""
        if self.answered_at is not None:
            return False
        self.answered_at = now
        self.status = "in-progress"
        return True

    def hears(self, words: str) -> None:
        """The person at this end hears something."""
        if words:
            self.heard.append(words)

    def parameters(self) -> Parameters:
        """What every request about this leg carries."""
        fields = of_call(
            self.account,
            self.sid,
            self.sender,
            self.to,
            self.direction,
            self.status,
            self.parent,
        )
        return (*fields, ("AnsweredBy", self.answered_by)) if self.answered_by else fields
