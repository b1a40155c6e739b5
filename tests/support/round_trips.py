"""Counts round trips to Redis where they begin: at the connection."""

from __future__ import annotations

from typing import Any

from redis import Connection


class Counted(Connection):
    """A connection that counts what it writes: a command is one write, a pipeline is one."""

    trips: int = 0

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        """One trip."""
        Counted.trips += 1
        super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]
