"""The alert ladder of a red callback: people are told, and told again, until a named person has it.

At once people on duty are texted; after two minutes they are again and admissions are rung; after
five the lead is texted and rung as well; and so round again.  It lives in Redis: the callback
counts its steps, the due-set holds the time of the next.  A step is one script, and what it sends
goes by the outbox, so that one number that fails holds up nothing.  It never stops by itself;
claiming, lowering or closing the callback ends it.  An alert carries the reference and the level,
never a number or a word that somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from redis import Redis

from workers import due, keys
from workers.callback_queue import CallbackQueue
from workers.callbacks import Callback
from workers.lua import Scripts
from workers.moments import to_ms
from workers.turn import OutboxEntry
from workers.turn_arguments import outbox_row
from workers.vault import Vault

log = structlog.get_logger(__name__)
PAUSE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: which phones it texts, which it rings, and how long until the next."""

    name: str
    then: timedelta
    texted: tuple[str, ...] = ("duty",)
    rung: tuple[str, ...] = ()


LADDER: Final = (
    Rung("duty", timedelta(minutes=2)),
    Rung("duty_and_desk", timedelta(minutes=3), rung=("desk",)),
    Rung("duty_and_lead", timedelta(minutes=5), texted=("duty", "lead"), rung=("lead",)),
)


@dataclass(frozen=True, slots=True)
class Told:
    """Who can be told: phones of people on duty, of whoever leads, and of the admissions desk."""

    duty: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()

    def texted_on(self, rung: Rung) -> tuple[str, ...]:
        """The phones this step texts; when nobody is on duty the lead is told at once."""
        return self._phones(rung.texted) or self._phones(("lead",))

    def rung_on(self, rung: Rung) -> tuple[str, ...]:
        """The phones this step rings; without a lead the desk is rung again."""
        return (self._phones(rung.rung) or self._phones(("desk",))) if rung.rung else ()

    def _phones(self, whose: tuple[str, ...]) -> tuple[str, ...]:
        known = {"duty": self.duty, "lead": self.lead, "desk": self.desk}
        return tuple(dict.fromkeys(phone for name in whose for phone in known[name]))


class Alerts:
    """The ladders on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._scripts = Scripts(redis)
        self._queue = CallbackQueue(redis, vault)
        self._vault = vault

    def climb(self, reference: str, told: Told, now: datetime) -> tuple[str, ...]:
        """The step that is due, if one is; what to ring the bell for.  Twice at once is once."""
        callback = self._queue.get(reference)
        step = callback.alert_step if callback else 0
        rung = LADDER[(step - callback.alert_from) % len(LADDER)] if callback else LADDER[0]
        entries = _entries(callback, told, rung, now) if callback else ()
        if callback and callback.alert == "climbing" and not entries:
            log.error("alert.nobody_to_tell", reference=reference, step=step)
        answer = self._scripts.run(
            "alert_step",
            [*keys.QUEUE_INDEXES, *(keys.outbox(entry.id) for entry in entries)],
            [
                to_ms(now), keys.CALLBACK_PREFIX, keys.HISTORY_PREFIX,
                reference, step, to_ms(now + rung.then), rung.name,
                *(part for entry in entries for part in outbox_row(entry, self._vault)),
            ],
        )  # fmt: skip
        if answer[0] != b"told":
            return ()
        log.info("alert.told", reference=reference, step=step, rung=rung.name, phones=len(entries))
        return tuple(due.outbox(entry_id.decode()) for entry_id in answer[1])

    def pause(self, reference: str, now: datetime) -> bool:
        """Somebody heard it and asks for a moment; the ladder goes on after that by itself."""
        return bool(
            self._scripts.run(
                "alert_pause",
                list(keys.QUEUE_INDEXES),
                [
                    to_ms(now), keys.CALLBACK_PREFIX, keys.HISTORY_PREFIX,
                    reference, to_ms(now + PAUSE),
                ],
            )
        )  # fmt: skip


def _entries(callback: Callback, told: Told, rung: Rung, now: datetime) -> tuple[OutboxEntry, ...]:
    body = (
        f"{callback.level.upper()} {callback.reference} is waiting. "
        f"Take it in the console now. Alert {callback.alert_step + 1}."
    )
    phones = [("alert", phone) for phone in told.texted_on(rung)]
    phones += [("call", phone) for phone in told.rung_on(rung)]
    return tuple(
        OutboxEntry(
            id=f"{kind}-{callback.reference}-{callback.alert_step}-{n}",
            kind=kind,
            to=phone,
            body=body if kind == "alert" else callback.reference,
            at=now,
            reference=callback.reference,
        )
        for n, (kind, phone) in enumerate(phones)
    )
