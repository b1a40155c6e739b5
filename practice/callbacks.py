"""Status callbacks: made one after the other behind everybody's back, their answers ignored.

They can be lost, doubled or put off, as the platform's can.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from practice.faults import Faults
from practice.webhooks import Webhook, Webhooks
from practice.wire import Unanswered


class Callbacks:
    """One thread that makes callbacks in the order in which they came."""

    def __init__(self, webhooks: Webhooks, faults: Faults) -> None:
        self._webhooks = webhooks
        self._faults = faults
        self._late: list[Webhook] = []
        self._waiting: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._stopped = False
        self._made = threading.Thread(target=self._make, name="callbacks", daemon=True)
        self._made.start()

    def send(self, webhook: Webhook, failed: Callable[[Unanswered], None]) -> None:
        """Make this callback soon; `failed` hears when nobody took it."""

        def make() -> None:
            for one in self._as_it_goes(webhook):
                try:
                    self._webhooks.ask(one)
                except Unanswered as failure:
                    failed(failure)

        self._waiting.put(make)

    def do(self, step: Callable[[], None]) -> None:
        """Do something in this order, such as moving a message on before its next callback."""
        self._waiting.put(step)

    def settle(self, within: float = 5.0) -> None:
        """Wait until everything that stands here now has been made, but no longer than so long."""
        done = threading.Event()
        self._waiting.put(done.set)
        done.wait(within)

    def stop(self) -> None:
        """Make no more callbacks than the one that is being made."""
        self._stopped = True
        self._waiting.put(None)
        self._made.join(1.0)

    def _as_it_goes(self, webhook: Webhook) -> list[Webhook]:
        """The callbacks that are really made when this one should be."""
        fault = self._faults.take("StatusCallback", dict(webhook.parameters).get("To", ""))
        if fault is not None and fault.late:
            self._late.append(webhook)
            return []
        held, self._late = self._late, []
        if fault is not None and fault.lose:
            return held
        return [webhook] * (2 if fault is not None and fault.twice else 1) + held

    def _make(self) -> None:
        while (step := self._waiting.get()) is not None and not self._stopped:
            step()
