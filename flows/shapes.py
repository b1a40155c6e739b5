"""The shapes of what a pack holds: numbers, lines, topics, and the steps of the flow.  Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.events import Door
from flows.typed import mentions, plain

ByDoor = Mapping[Door, str]


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number that may be said: `sms` as printed, `voice` as spoken, `digits` as dialled."""

    id: str
    sms: str
    voice: str
    digits: str
    checked: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something we say, in both doors' words; blanks stand in braces."""

    id: str
    sms: str
    voice: str
    reviewed: str

    def words(self, door: Door) -> str:
        """The wording for `door`."""
        return self.sms if door == "sms" else self.voice


@dataclass(frozen=True, slots=True)
class Topic:
    """Something people ask about, in pages for each door.

    `finds` are, page by page, words that ask for just that page.
    """

    id: str
    title: str
    menu: str
    key: str
    keywords: tuple[str, ...]
    source_section: str
    reviewed: str
    sms: tuple[str, ...]
    voice: tuple[str, ...]
    finds: tuple[tuple[str, ...], ...] = ()

    def pages(self, door: Door) -> tuple[str, ...]:
        """The pages for `door`."""
        return self.sms if door == "sms" else self.voice

    @property
    def names(self) -> frozenset[str]:
        """Whole messages (made plain) that can only mean this topic."""
        return frozenset(map(plain, (self.menu, self.title, *self.keywords)))

    def page_about(self, said: str) -> int:
        """The page that `said` (already plain) asks for; the first when it asks for none."""
        return next((page for page, words in enumerate(self.finds) if mentions(said, words)), 0)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a person may choose at a step: by key, or by words; then go or do something."""

    id: str
    key: str
    words: tuple[str, ...]
    go: str
    do: str


@dataclass(frozen=True, slots=True)
class Command:
    """What is meant at any step: by a whole message, by a phrase anywhere in one, or by a key.

    `does` names the action by door; a door that is not there does not know this command.  Its `key`
    means it at every wait of the phone, alone or pressed again and again: 9, and so 999.
    """

    id: str
    does: ByDoor
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    key: str = ""

    def pressed_by(self, keys: str) -> bool:
        """Whether `keys` are this command's key and nothing else."""
        return bool(self.key and keys) and not keys.strip(self.key)


@dataclass(frozen=True, slots=True)
class Step:
    """One wait: what is asked, what is expected, and what happens when it does not come.

    `again` are the lines said on the first, second ... miss (nonsense), `silence` likewise when
    nothing came; the last of them is the third time and leads to `third`, a step or an action.
    `takes` names how a free answer is read, `into` the wish it fills, `then` the next step.
    `yes` and `no` are phrases that answer a yes-or-no question of this step.  `offers` are topics
    that have a key here, from 1 on; `hints` are words a caller may use.  On the phone `listen` is
    how many seconds we wait, and a `calm` step does not ask again what was met with silence.
    """

    id: str
    line: str
    doors: tuple[Door, ...]
    options: tuple[Option, ...]
    takes: str
    into: str
    then: ByDoor
    again: tuple[str, ...]
    silence: tuple[str, ...]
    third: ByDoor
    digits: int
    resting: bool
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    listen: int = 7
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """Who signed a content version off, and when (ISO date)."""

    version: str
    by: str
    on: str
