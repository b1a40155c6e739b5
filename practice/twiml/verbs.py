"""The verbs of a call, each with everything about it that is played."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """Words spoken."""

    words: str
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    """A recording; what is heard is its address."""

    url: str
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence on our side; it takes no time here."""

    length: int = 1


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """A question: what is said while it listens, and what it listens for."""

    prompts: tuple[Prompt, ...] = ()
    action: str | None = None
    method: str = "POST"
    keys: bool = True
    speech: bool = False
    timeout: int = 5
    speech_timeout: str = ""
    finish_on_key: str = "#"
    digits: int | None = None
    hints: str = ""
    language: str = "en-US"
    masks_profanity: bool = True
    acts_on_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """The call goes on with another document."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Target:
    """One number that a Dial rings, and what it hears before it is put through."""

    number: str
    url: str | None = None
    method: str = "POST"
    status_callback: str = ""
    status_events: tuple[str, ...] = ("completed",)
    detection_callback: str = ""


@dataclass(frozen=True, slots=True)
class Dial:
    """Rings numbers all at once; the first to answer is put through."""

    targets: tuple[Target, ...]
    action: str | None = None
    method: str = "POST"
    timeout: int = 30
    time_limit: int = 14400
    caller_id: str = ""
    answer_on_bridge: bool = False
    hangup_on_star: bool = False


@dataclass(frozen=True, slots=True)
class Hangup:
    """The call ends."""


@dataclass(frozen=True, slots=True)
class Reject:
    """The call is not taken."""

    reason: str = "rejected"


@dataclass(frozen=True, slots=True)
class NotPlayed:
    """A verb that the platform has and practice does not play."""

    name: str


Verb = Say | Play | Pause | Gather | Redirect | Dial | Hangup | Reject | NotPlayed
