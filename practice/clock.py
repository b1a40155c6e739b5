"""Time, handed in: what o'clock it is, and something to be done after a while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the time and wakes people up."""

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def after(self, seconds: float, do: Callable[[], None]) -> Callable[[], None]:
        """Do it after so many seconds, unless what is returned here is called before."""
        ...


class WallClock:
    """The clock on the wall of this machine, moved by the seconds in a file when there is one."""

    def __init__(self, moved: Path | None = None) -> None:
        self._moved = moved

    def now(self) -> datetime:
        """The time by this machine."""
        return datetime.now(UTC) + self._offset()

    def _offset(self) -> timedelta:
        try:
            return timedelta(seconds=float(self._moved.read_text())) if self._moved else timedelta()
        except (OSError, ValueError, OverflowError):
            return timedelta()

    def after(self, seconds: float, do: Callable[[], None]) -> Callable[[], None]:
        """Do it in a thread of its own, unless cancelled; never keeps the program alive."""
        timer = threading.Timer(seconds, do)
        timer.daemon = True
        timer.start()
        return timer.cancel
