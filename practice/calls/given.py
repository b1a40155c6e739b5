"""What a leg can be given while it waits, and what it can be waiting for."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from practice.signature import Parameters


@dataclass(frozen=True, slots=True)
class Begin:
    """The leg's script may start."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys pressed, one after the other."""

    keys: str


@dataclass(frozen=True, slots=True)
class Speech:
    """Something said, and how sure the recogniser is."""

    words: str
    confidence: str = "0.9"


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing, until whatever is waited for has run out."""


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The phone was answered, by a human or by something else."""

    by: str = "human"


@dataclass(frozen=True, slots=True)
class NotPickedUp:
    """The phone was not answered: busy, no-answer, failed or canceled."""

    status: str


@dataclass(frozen=True, slots=True)
class TimeUp:
    """The longest that a conversation may last has passed."""


@dataclass(frozen=True, slots=True)
class LegReady:
    """A dialled leg can be put through."""

    sid: str


@dataclass(frozen=True, slots=True)
class LegOver:
    """A dialled leg has ended."""

    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """The line is dead: put down by a person, or ended by the service or by time."""

    status: str = ""


@dataclass(frozen=True, slots=True)
class Diverted:
    """The service gave the call another document."""

    source: Source


@dataclass(frozen=True, slots=True)
class Inline:
    """A document that came with the request."""

    twiml: str


@dataclass(frozen=True, slots=True)
class Address:
    """A document to be fetched, with what the request carries beside the call's own fields."""

    url: str
    method: str = "POST"
    more: Parameters = ()


Source = Address | Inline
Given = (
    Begin | Keys | Speech | Silence | PickedUp | NotPickedUp | TimeUp | LegReady | LegOver
    | Dropped | Diverted
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a leg waits for: `answer`, `gather`, `dial` or `bridge`, and the particulars."""

    what: str
    particulars: tuple[tuple[str, object], ...] = ()


Script = Generator[Waiting, Given, None]


class Gone(Exception):
    """Thrown into a script: the line is dead."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Elsewhere(Exception):
    """Thrown into a script: it goes on with another document."""

    def __init__(self, source: Source) -> None:
        super().__init__("another document")
        self.source = source


class HungUp(Exception):
    """Raised by a script: our side ends the call, or never takes it."""

    def __init__(self, status: str = "completed") -> None:
        super().__init__(status)
        self.status = status
