"""What goes into the store and comes out of it for one turn.  Frozen; nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.conversation import Conversation
from flows.levels import Finding, Level
from workers.banner import Banner
from workers.callbacks import Callback


@dataclass(frozen=True, slots=True)
class Opened:
    """What the store knows before a turn.

    `answer` is set when this very delivery was answered already.  `conversation` is None for
    somebody new, and else has its callback and opt-out joined.  `version` is 0 for somebody new.
    `banner` is what a lead has put in front of both doors.
    """

    answer: str | None
    conversation: Conversation | None
    version: int
    callback: Callback | None
    texts_stopped: bool
    blocked_until: datetime | None = None
    banner: Banner | None = None

    def blocked(self, now: datetime) -> bool:
        """Whether a lead keeps this number from the flows at this moment."""
        return self.blocked_until is not None and now < self.blocked_until


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """Something said: `who` is `they`, `we` or `officer`; `door` is `sms` or `voice`."""

    at: datetime
    door: str
    who: str
    text: str
    level: Level = Level.NONE
    evidence: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message to be sent at `at` or soon after.

    `kind` is `text` (to a person: rather never twice), `alert` (to staff: rather never silent) or
    `call` (rings staff: rather never twice, for the ladder goes on; `body` is the reference).
    `id` is letters, digits, `_` and `-`, and known in advance, so that writing it twice is once.
    """

    id: str
    kind: str
    to: str
    body: str
    at: datetime
    person: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """All that one event changes.

    `version` and `callback_version` are those that were opened; `callback_version` 0 is a new one.
    `lapse_at` and `stop_texts` None leave things as they are.  `alert` asks that people on duty be
    told until a named person has it.  `erase` forgets the person, unless a callback stays open;
    that one must carry the request (`callbacks.deleted`), and they are forgotten when it closes.
    `fleeting` takes back what is written of somebody of whom there is nothing else.
    `counted` are words for the reports (workers.reporting), which name nobody.
    """

    delivery: str
    answer: str
    person: str
    conversation: Conversation
    version: int
    now: datetime
    callback: Callback | None = None
    callback_version: int = 0
    entries: tuple[TranscriptEntry, ...] = ()
    outbox: tuple[OutboxEntry, ...] = ()
    lapse_at: datetime | None = None
    stop_texts: bool | None = None
    alert: bool = False
    erase: bool = False
    fleeting: bool = False
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Committed:
    """The turn is written.  `ring` names what is due now: hand it to the bell."""

    version: int
    callback: Callback | None
    ring: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """This delivery was answered before, with this; nothing changed."""

    answer: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else wrote meanwhile; nothing changed.  Decide again on what is there now."""

    opened: Opened
