"""The real clock: the only place in our processes where time is read.

In a demonstration, the seconds in the file `clock` of DATA_DIR are added, so that days can pass at
once.  That file is the only way to move time, and outside a demonstration it is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

Now = Callable[[], datetime]
FILE: Final = "clock"


def real_now() -> datetime:
    """The moment it is, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the composition root's clock is read here


def clock(data_dir: Path, *, demonstration: bool) -> Now:
    """The clock that everything is handed."""
    return MovedClock(data_dir / FILE, real_now) if demonstration else real_now


class MovedClock:
    """A clock moved by the whole seconds in a file, read again whenever the file changes."""

    def __init__(self, file: Path, real: Now) -> None:
        self._file = file
        self._real = real
        self._seen = -1
        self._moved = timedelta()

    def __call__(self) -> datetime:
        """The moment it is here."""
        self._look()
        return self._real() + self._moved

    def _look(self) -> None:
        try:
            changed = self._file.stat().st_mtime_ns
            if changed != self._seen:
                self._moved = timedelta(seconds=float(self._file.read_text().strip() or 0))
                self._seen = changed
        except (FileNotFoundError, ValueError, OverflowError):
            return  # not there, or half written: as before
