"""When a callback is due: what we promise, by how urgent it is and by what the person asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from flows.levels import Kind, Level
from flows.when import Window

MEDICAL: Final = timedelta(minutes=30)
ASKED: Final = timedelta(hours=1)
CHECK: Final = timedelta(minutes=15)
STILL_ANSWERING: Final = timedelta(minutes=3)


FirstOpen = Callable[[datetime], datetime]


def always(moment: datetime) -> datetime:
    """Somebody is there at any moment."""
    return moment


def while_open(window: Window, hours: FirstOpen) -> Window:
    """The promise as somebody can keep it: from when they are there; then as long as ever."""
    start = hours(window.not_before)
    if start <= window.not_before:
        return window
    return Window(start, max(window.due_by, start + ASKED))


def promised(
    level: Level, kind: Kind | None, asked: bool, wish: Window | None, now: datetime
) -> Window:
    """Never ring before, and due by: red at once, a check in 15 minutes, medical in 30, else asked.

    A wish moves only what was asked for; nobody in danger waits for the evening they named.
    """
    if level is Level.RED:
        return Window(now, now)
    if kind is Kind.UNCLEAR:
        return Window(now, now + CHECK)
    if asked and wish is not None:
        return wish
    return Window(now, now + (MEDICAL if kind is Kind.MEDICAL else ASKED))
