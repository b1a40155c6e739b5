"""A text on its way to a phone: queued, sent, delivered, or whatever a fault makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice.callbacks import Callbacks
from practice.clock import Clock
from practice.faults import Fault
from practice.notices import Notices
from practice.parameters import of_message_status
from practice.sids import sid
from practice.texts.message import Message, Messages
from practice.webhooks import Webhook

A_MOMENT = 0.05


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is to be sent."""

    sender: str
    to: str
    body: str
    callback: str = ""
    direction: str = "outbound-api"
    validity: int = 36000


@dataclass(frozen=True, slots=True)
class Post:
    """Carries texts to phones, and tells of it."""

    account: str
    clock: Clock
    messages: Messages
    callbacks: Callbacks
    notices: Notices

    def accept(self, draft: Draft, fault: Fault | None = None) -> Message:
        """Take a text on, and send it a moment later."""
        now = self.clock.now()
        message = Message(
            sid=sid("SM"),
            direction=draft.direction,
            sender=draft.sender,
            to=draft.to,
            body=draft.body,
            status="queued",
            created=now,
            updated=now,
            callback=draft.callback,
            validity=draft.validity,
        )
        self.messages.add(message)
        self.clock.after(A_MOMENT, lambda: self._carry(message, fault))
        return message

    def _carry(self, message: Message, fault: Fault | None) -> None:
        for status, code in _course(fault):
            self._move(message, status, code)

    def _move(self, message: Message, status: str, code: int) -> None:
        now = self.clock.now()
        moved = self.messages.move(message.sid, status, now, code)
        # A text that was deleted on its way still tells what became of it.
        told = moved or replace(message, status=status, error_code=code)
        if message.callback:
            parameters = of_message_status(self.account, told, now)
            self.callbacks.send(
                Webhook(message.callback, parameters),
                lambda failure: self.notices.warning(failure.code, message.sid, failure.detail),
            )


def _course(fault: Fault | None) -> tuple[tuple[str, int], ...]:
    """The statuses after queued, each with its error."""
    if fault is None or not fault.ends_as:
        return (("sent", 0), ("delivered", 0))
    if fault.ends_as == "failed":
        return (("failed", fault.code),)
    if fault.ends_as == "sent":
        return (("sent", 0),)
    return (("sent", 0), (fault.ends_as, fault.code))
