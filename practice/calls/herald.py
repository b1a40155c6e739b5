"""Tells of a leg's life, when somebody asked to be told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from practice.callbacks import Callbacks
from practice.calls.call import Call
from practice.calls.given import Address
from practice.clock import Clock
from practice.notices import Notices
from practice.parameters import of_progress
from practice.webhooks import Webhook
from practice.wire import Unanswered

SIP: Final = {
    "completed": "200", "busy": "486", "no-answer": "487", "canceled": "487", "failed": "404",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Herald:
    """Makes the status callbacks of calls."""

    clock: Clock
    callbacks: Callbacks
    notices: Notices

    def progress(self, call: Call, event: str) -> None:
        """An event in a leg's life: initiated, ringing, answered or completed."""
        if not call.telling.url or event not in call.telling.events:
            return
        seconds = call.seconds if event == "completed" else None
        more = of_progress(self.clock.now(), call.told, seconds)
        if seconds is not None and call.direction != "inbound":
            more = (*more, ("SipResponseCode", SIP[call.status]))
        call.told += 1
        self.tell(call, Address(call.telling.url, more=more))

    def detected(self, call: Call, by: str) -> None:
        """What answered, told beside the call when that was asked for."""
        if call.detection_url:
            more = (("AnsweredBy", by), ("MachineDetectionDuration", "2000"))
            self.tell(call, Address(call.detection_url, more=more))

    def tell(self, call: Call, address: Address) -> None:
        """Make a request about a leg whose answer plays no part."""
        parameters = (*call.parameters(), *address.more)
        webhook = Webhook(address.url, parameters, address.method)
        self.callbacks.send(webhook, self._warns_of(call))

    def _warns_of(self, call: Call) -> Callable[[Unanswered], None]:
        return lambda failure: self.notices.warning(failure.code, call.sid, failure.detail)
