"""Moments on the two sides: aware datetimes in UTC here, whole milliseconds in Redis.

Nothing here reads a clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, rounded down.  A naive moment raises TypeError."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The moment in UTC, exactly."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def whole_ms(duration: timedelta) -> int:
    """A duration in milliseconds."""
    return duration // _MILLISECOND
