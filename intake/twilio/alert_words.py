"""What whoever picks up an alert call hears: level and reference, nothing about anybody.  Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from workers.callbacks import Callback

HOW: Final = (
    "To take it, key in your PIN, then the hash key. To have five minutes, press 1, then hash."
)
PAUSED: Final = "Five minutes, then it goes on, unless somebody takes it before. Goodbye."
UNKNOWN: Final = "That PIN is not known."
GOES_ON: Final = "Nobody has taken it, and the alert goes on. Goodbye."
LOOK: Final = "Something is wrong at our end. Please look at the callback desk now. Goodbye."
_NOBODY: Final = "Nothing is waiting there any more. Goodbye."


def waiting(callback: Callback, now: datetime) -> tuple[str, ...]:
    """What is waiting, and what can be done about it."""
    minutes = max(0, int((now - callback.waiting_since).total_seconds() // 60))
    since = "since just now" if minutes == 0 else f"for {minutes} minute{'s' * (minutes != 1)}"
    return (
        f"This is an alert. A {callback.level.value} callback has been waiting {since}.",
        f"Its reference is {spelt(callback.reference)}.",
        HOW,
    )


def yours(callback: Callback) -> str:
    """It is claimed for them."""
    return f"It is yours. Open the callback desk: {spelt(callback.reference)}. Goodbye."


def taken_by(officer: str) -> str:
    """Somebody else was quicker."""
    return f"{officer} has taken it already. Goodbye."


def settled(callback: Callback | None) -> str:
    """Nobody needs to be told any more."""
    if callback is not None and callback.held:
        return taken_by(callback.officer)
    return _NOBODY


def spelt(reference: str) -> str:
    """A reference letter by letter."""
    return " ".join(reference.replace("-", ""))
