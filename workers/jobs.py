"""What RQ runs: one function, which takes the name of something due and does what it needs now.

Every job looks at the state in our own keys first, so that running it twice, late, at the same
moment as another, or not at all does no harm: a message is taken in hand by one script, a ladder
counts its steps, a conversation is written on condition.  What was not done the clock rings again.

No error leaves a job: RQ would keep its traceback, which may quote what it should not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from workers.alerts import Alerts, Told
from workers.bell import Bell
from workers.callback_queue import CallbackQueue
from workers.context import WorkerContext
from workers.dueset import DueSet
from workers.erasing import see_through
from workers.errors import StoreAway, VaultError
from workers.lapsing import lapse
from workers.outbox import Outbox
from workers.rota import Rota
from workers.sending import send
from workers.store import Store

log = structlog.get_logger(__name__)


@dataclass
class _Bound:
    """The context of this process: RQ calls a function by its name and hands over only its data."""

    context: WorkerContext | None = field(default=None)


_BOUND: Final = _Bound()


def bind(context: WorkerContext) -> None:
    """What jobs of this process stand on.  Once, before the worker starts."""
    _BOUND.context = context


def work(member: str) -> None:
    """Do what this member of the due-set needs; see `do`.  RQ calls this by its name."""
    if _BOUND.context is None:
        log.error("job.unbound")
        return
    do(_BOUND.context, member)


def do(context: WorkerContext, member: str) -> None:
    """Do what this member needs now.  Twice is once, and what is not due needs nothing."""
    kind, _, name = member.partition(":")
    try:
        _do(context, kind, name)
    except StoreAway:
        log.warning("job.store_away", member=member)
    except Exception as error:  # noqa: BLE001 - the clock rings again; a traceback may quote people
        log.error("job.failed", member=member, error=type(error).__name__)


def on_the_rota(rota: Rota, context: WorkerContext, now: datetime) -> Told:
    """Whom alerts reach now: those on the rota, else those whom the settings name.

    A rota that cannot be read (sealed with a key that is gone) must not silence an alert.
    """
    try:
        duty, lead = rota.numbers("officer", now), rota.numbers("lead", now)
    except VaultError:
        log.error("alert.rota_unreadable")
        duty, lead = (), ()
    desk = (context.admissions_number,) if context.admissions_number else ()
    return Told(duty or context.alert_numbers, lead or context.lead_numbers, desk)


def _do(context: WorkerContext, kind: str, name: str) -> None:
    redis, vault, now = context.redis, context.vault, context.now()
    match kind:
        case "outbox":
            send(Outbox(redis, vault), context.gateway, name, now)
        case "alert":
            told = on_the_rota(Rota(redis, vault), context, now)
            Bell(context.bell_redis).ring(Alerts(redis, vault).climb(name, told, now))
        case "close":
            CallbackQueue(redis, vault).finish_closing(name, now)
        case "forget":
            store = Store(redis, vault)
            see_through(store, context.elsewhere, context.erased_list, name, now)
        case "lapse":
            lapse(Store(redis, vault), DueSet(redis), context.pack, name, now)
        case _:
            log.error("job.unknown", kind=kind)
