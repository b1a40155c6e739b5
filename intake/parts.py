"""What every role stands on, built once from the settings: the store, the queue, the accounts.

Used by the web, the worker and the commands alike.  Nothing connects before it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from redis import Redis

from flows.approved import load_approved
from flows.pack import Pack
from intake.clock import Now, clock
from intake.settings import Settings, SettingsRefused
from workers import embedded
from workers.account import Account
from workers.callback_queue import CallbackQueue
from workers.connection import WEBHOOK_TIMEOUT, connect, replicas_of
from workers.outbox import Outbox
from workers.plan import Plan, shipped
from workers.sessions import Sessions
from workers.staff import Staff
from workers.store import Store
from workers.vault import Vault


@dataclass(frozen=True)
class Parts:
    """The parts that talk to Redis, over one connection pool, and the words."""

    settings: Settings
    now: Now
    redis: Redis
    vault: Vault
    pack: Pack
    store: Store
    queue: CallbackQueue
    plan: Plan
    outbox: Outbox
    staff: Staff
    sessions: Sessions


def build_parts(
    settings: Settings, now: Now | None = None, *, timeout: float = WEBHOOK_TIMEOUT
) -> Parts:
    """The parts over the Redis that the settings name.  `timeout` bounds each answer of Redis."""
    redis = connect(redis_address(settings), timeout=timeout)
    vault = vault_of(settings)
    pack = load_approved(settings.data_dir / "content", settings.helpline_number)
    plan = replace(shipped(), somebody_in=settings.opening_hours.first_open)
    return Parts(
        settings=settings,
        now=now or clock(settings.data_dir, demonstration=settings.demonstration),
        redis=redis,
        vault=vault,
        pack=pack,
        store=Store(redis, vault, replicas=replicas_of(redis_address(settings))),
        queue=CallbackQueue(redis, vault, plan, _words_of_the_plan(pack)),
        plan=plan,
        outbox=Outbox(redis, vault),
        staff=Staff(redis, vault),
        sessions=Sessions(redis),
    )


def account_of(settings: Settings) -> Account:
    """Our account at Twilio, to be read and set up."""
    return Account(
        settings.twilio_account_sid,
        settings.twilio_api_key_sid,
        settings.twilio_api_key_secret.get_secret_value(),
        api_url=settings.twilio_api_url,
    )


def erased_list(settings: Settings) -> Path:
    """Where those who were erased are written down outside Redis, by keyed hash."""
    return settings.data_dir / "erased"


def _words_of_the_plan(pack: Pack) -> dict[str, str]:
    """What the plan has sent after a try that reached nobody."""
    return {line: pack.lines[line].sms for line in shipped().lines() if line in pack.lines}


def redis_address(settings: Settings) -> str:
    """REDIS_URL, else the Redis of the `helpline run` that uses this DATA_DIR.  SettingsRefused."""
    address = settings.redis_url.get_secret_value()
    found = address or embedded.find(settings.data_dir)
    if not found:
        raise SettingsRefused(
            f"REDIS_URL is not set, and no `helpline run` is using {settings.data_dir}"
        )
    return found


def vault_of(settings: Settings) -> Vault:
    """The vault with this place's keys.  SettingsRefused when there are none."""
    data_keys = [key.get_secret_value() for key in settings.data_keys]
    lookup_key = settings.lookup_key.get_secret_value()
    if not data_keys or not lookup_key:
        raise SettingsRefused("not set: DATA_KEYS, LOOKUP_KEY (docs/operations.md says how)")
    return Vault(data_keys, lookup_key)
