"""A closing that has not taken effect yet: what is said of it, and who may undo it.  Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.console import wording
from workers.callbacks import Callback


@dataclass(frozen=True, slots=True)
class Closing:
    """What a page shows of it; `mine` is whether this officer may undo it."""

    reference: str
    fence: int
    outcome: str
    at: str
    by: str
    mine: bool


def closing(callback: Callback, officer: str, now: datetime) -> Closing | None:
    """The closing under way, as `officer` sees it; None while there is none."""
    if not callback.closing or callback.closing_at is None:
        return None
    left = (callback.closing_at - now).total_seconds()
    return Closing(
        callback.reference,
        callback.fence,
        wording.OUTCOMES.get(callback.closing, callback.closing),
        f"at {wording.clock_time(callback.closing_at)}" if left > 0 else "any moment now",
        callback.officer,
        callback.officer == officer,
    )
