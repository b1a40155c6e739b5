"""One text, and the register of all of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime

from practice.texts.segments import segments


@dataclass(frozen=True, slots=True)
class Message:
    """A text as the platform keeps it."""

    sid: str
    direction: str
    sender: str
    to: str
    body: str
    status: str
    created: datetime
    updated: datetime
    callback: str = ""
    error_code: int = 0
    validity: int = 36000

    @property
    def segments(self) -> int:
        """How many parts it is carried in."""
        return segments(self.body)

    def concerns(self, number: str) -> bool:
        """Whether this number sent it or was sent it."""
        return number in (self.sender, self.to)


class Messages:
    """Every text, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Message] = {}

    def add(self, message: Message) -> bool:
        """Keep it; False when there is one with this sid already, which is left as it is."""
        with self._lock:
            if message.sid in self._kept:
                return False
            self._kept[message.sid] = message
            return True

    def get(self, sid: str) -> Message | None:
        """The text with this sid."""
        return self._kept.get(sid)

    def move(self, sid: str, status: str, now: datetime, error_code: int = 0) -> Message | None:
        """Give it another status; None when it is gone."""
        return self._change(sid, status=status, updated=now, error_code=error_code)

    def blank(self, sid: str, now: datetime) -> Message | None:
        """Take its words away and keep the rest."""
        return self._change(sid, body="", updated=now)

    def delete(self, sid: str) -> bool:
        """Forget it; False when there is none."""
        with self._lock:
            return self._kept.pop(sid, None) is not None

    def all(self) -> list[Message]:
        """Every text, oldest first."""
        with self._lock:
            return list(self._kept.values())

    def _change(self, sid: str, **to: object) -> Message | None:
        with self._lock:
            if sid not in self._kept:
                return None
            self._kept[sid] = replace(self._kept[sid], **to)  # type: ignore[arg-type]
            return self._kept[sid]
