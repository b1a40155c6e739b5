"""What happened, in the past tense: everything that can move a conversation.

Events are frozen and closed: `advance` matches every one and mypy reports a forgotten case.
Nothing here knows how an event reached us.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.levels import Assessment

Door = Literal["sms", "voice"]


@dataclass(frozen=True, slots=True)
class TextReceived:
    """A person sent a text.  `media` counts attached pictures; `text` may then be empty."""

    text: str
    assessment: Assessment
    media: int = 0


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A person rang.  `number` says what theirs can be used for (flows.numbers.NumberKind)."""

    number: str = "mobile"


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A caller pressed keys at the step they were asked at."""

    keys: str


@dataclass(frozen=True, slots=True)
class SpeechHeard:
    """A caller said something; `text` is the transcript as the recogniser gave it."""

    text: str
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class SilenceHeard:
    """A caller was asked and neither pressed nor said anything in time."""


@dataclass(frozen=True, slots=True)
class AdmissionsRang:
    """We rang admissions for a caller, and this came of it."""

    answered: bool


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The caller is no longer on the line, whoever hung up."""


@dataclass(frozen=True, slots=True)
class ConversationLapsed:
    """Nobody has written for a while; the clock noticed."""


Event = (
    TextReceived
    | CallStarted
    | KeyPressed
    | SpeechHeard
    | SilenceHeard
    | AdmissionsRang
    | CallEnded
    | ConversationLapsed
)
