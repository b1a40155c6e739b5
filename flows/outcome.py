"""What `advance` returns: the next conversation, what to say, and what to have done.

Replies are spoken or sent in the answer to the same request; effects are written by the same
script as the conversation.  Both are imperative, frozen and closed.  Nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from flows.conversation import Conversation, Wishes
from flows.levels import Kind, Level

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Say:
    """Say the line `line` of the content, its blanks filled from `values`.

    `{reference}` is filled by the shell, which alone knows the callback's reference.
    """

    line: str
    values: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Read:
    """Read page `page` (from 0) of topic `topic`."""

    topic: str
    page: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Wait at step `step`, on the phone gathering what it expects.

    The step's own question is asked unless `line` names another wording, or `quiet` none at all;
    its blanks are filled from `values`.
    """

    step: str
    line: str = ""
    quiet: bool = False
    values: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class RingAdmissions:
    """Put the caller through to admissions, and come back if nobody answers."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


Reply = Say | Read | Ask | RingAdmissions | HangUp


@dataclass(frozen=True, slots=True)
class KeepCallback:
    """Open the person's callback, or update the one that is open.

    `not_before` and `due_at` are the promise as things stand now; merging keeps the first waiting
    time, never lowers the level, and never delays what was promised earlier unless the person
    asked for another time themselves (`rescheduled`).
    """

    asked: bool
    level: Level
    kind: Kind | None
    not_before: datetime
    due_at: datetime
    wishes: Wishes
    rescheduled: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawCallback:
    """The person takes their callback back.  Red stays open for an officer; the wish is shown."""


@dataclass(frozen=True, slots=True)
class CloseCheck:
    """A clear no to the check question: close the check; keep a callback that was asked for."""


@dataclass(frozen=True, slots=True)
class SendText:
    """Send the words of these replies to the person as a text, at `at` or soon after."""

    replies: tuple[Say | Read, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class StopTexts:
    """The person wants no texts from us but answers to their own."""


@dataclass(frozen=True, slots=True)
class StartTexts:
    """The person allows texts again."""


@dataclass(frozen=True, slots=True)
class EraseMe:
    """The person wants everything about them erased.

    An open red callback, and one that an officer has in hand, stays until it is closed, with what
    they asked recorded on it; everything else goes at once.
    """


@dataclass(frozen=True, slots=True)
class LeaveNothing:
    """The call ended before they asked for anything: what was written down of it goes."""


@dataclass(frozen=True, slots=True)
class LapseAt:
    """Unless they write before `at`, the conversation ends then."""

    at: datetime


Effect = (
    KeepCallback
    | WithdrawCallback
    | CloseCheck
    | SendText
    | StopTexts
    | StartTexts
    | EraseMe
    | LeaveNothing
    | LapseAt
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The next conversation, what to say now, and what to have done."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
