"""What steps on the callback queue share: how an answer is read, and what it refused with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workers.callbacks import Callback
from workers.desk_views import DeskViews
from workers.errors import AlreadyClaimed, Gone, LeaseLost, OutcomeRefused


class QueueSteps(DeskViews):
    """The foot on which the steps of the queue stand."""

    def _changed(self, reply: Any) -> Callback:
        allowed(reply)
        return self._callback(reply[1])

    def _existing(self, reference: str) -> Callback:
        callback = self.get(reference)
        if callback is None:
            raise Gone("there is no such callback")
        return callback


def allowed(reply: Sequence[Any]) -> None:
    """Raises what the script refused with."""
    match reply[0]:
        case b"ok":
            return
        case b"taken":
            raise AlreadyClaimed(reply[1].decode())
        case b"lost":
            raise LeaseLost("the callback is not theirs any more")
        case b"refused":
            raise OutcomeRefused("this callback may not end or be lowered this way")
        case _:
            raise Gone("closed, or no such callback")
