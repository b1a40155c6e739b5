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
    redacted: bool = False
    deleted: bool = False

    @property
    def segments(self) -> int:
        """How many parts it is carried in."""
        return segments(self.body)

    def concerns(self, number: str) -> bool:
        """Whether this number sent it or was sent it."""
        return number in (self.sender, self.to)


class Messages:
    """Every text, oldest first.

    What the service has the platform forget is forgotten there; the phone keeps what it got.
    """

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
        """The text with this sid, as long as the platform remembers it."""
        kept = self._kept.get(sid)
        return kept if kept is not None and not kept.deleted else None

    def move(self, sid: str, status: str, now: datetime, error_code: int = 0) -> Message | None:
        """Give it another status; None when it is gone."""
        return self._change(sid, status=status, updated=now, error_code=error_code)

    def blank(self, sid: str, now: datetime) -> Message | None:
        """The platform forgets its words and keeps the rest."""
        return self._change(sid, redacted=True, updated=now)

    def delete(self, sid: str) -> None:
        """The platform forgets it."""
        self._change(sid, deleted=True)

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
