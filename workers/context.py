"""What the workers stand on.  Built by whoever starts them, handed down, never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from redis import Redis

from flows.pack import Pack
from workers.forgetting import Elsewhere
from workers.gateway import Gateway
from workers.vault import Vault


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """`redis` holds our own keys and `bell_redis` the doorbell; they may be one server.

    `alert_numbers` are the phones told of red while nobody is on the rota, `lead_numbers` of who is
    told when they do not come, while no lead is; `admissions_number` of the desk that is rung about
    red.  `now` is the one clock.  `elsewhere` is who else knows people by their number, and
    `erased_list` the file where those who were erased are written down.
    """

    redis: Redis
    bell_redis: Redis
    vault: Vault
    gateway: Gateway
    pack: Pack
    now: Callable[[], datetime]
    alert_numbers: tuple[str, ...] = ()
    lead_numbers: tuple[str, ...] = ()
    admissions_number: str = ""
    elsewhere: Elsewhere | None = None
    erased_list: Path | None = None
