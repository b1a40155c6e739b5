"""`helpline rekey`: everything under the newest data key, or everybody under the newest lookup key.

The data keys change while everything runs.  The lookup key changes while nothing else does: people
are found by it, and half of the house must not look for them under another name.
"""

from __future__ import annotations

from typing import Any

import click
from redis import Redis
from redis.exceptions import ResponseError

from intake.made_up import settings_on_this_desk
from intake.parts import Parts, build_parts
from intake.spool import Spool
from workers import health
from workers.connection import store_away
from workers.rekeying import rename, reseal, sealed_with_older

NAME = "helpline"


@click.command()
@click.argument("which", type=click.Choice(["data", "lookup"]), default="data")
def rekey(which: str) -> None:
    """Change keys: `data` (unless said) or `lookup`.  May be stopped and started again.

    data: put the new key before the old in DATA_KEYS everywhere, restart every role, then run this.
    lookup: stop every role, put the new key before the old in LOOKUP_KEY, run this, start again.
    """
    parts = build_parts(settings_on_this_desk(), timeout=10.0)
    spool = Spool(parts.settings.data_dir / "spool", parts.vault)
    if which == "data":
        _data(parts, spool)
    else:
        _lookup(parts, spool)


def _data(parts: Parts, spool: Spool) -> None:
    changed = reseal(parts.redis, parts.vault, _progress) + spool.seal_again()
    if left := sealed_with_older(parts.redis, parts.vault):
        raise click.ClickException(
            f"{left} values were sealed with an older key meanwhile: "
            "restart every role with the new DATA_KEYS, then run this again"
        )
    click.echo(f"{changed} values sealed anew; all are under the newest key.")
    click.echo("Keep the older keys until no spool and no backup needs them.")


def _lookup(parts: Parts, spool: Spool) -> None:
    if others := others_at_work(parts):
        raise click.ClickException(f"stop every role first: {others}")
    if spool.waiting():
        raise click.ClickException("requests wait on this disk: start `helpline web` to take them")
    click.echo(f"{rename(parts.redis, parts.vault, _progress)} people are known by the new key.")
    click.echo("Both keys stay in LOOKUP_KEY, as they stand.  Start every role again.")


def others_at_work(parts: Parts) -> str:
    """Who else is at work on this Redis; empty when nobody is."""
    since = health.clock_beat(parts.redis, parts.now())
    if since is not None and since < health.STALE:
        return "a worker's clock beats, or did half a minute ago"
    others = _connected(parts.redis) - 1
    return f"{others} connections of others are open" if others > 0 else ""


def _connected(redis: Redis) -> int:
    with store_away():
        try:
            clients: Any = redis.client_list()
        except ResponseError:
            return 1  # a managed Redis does not tell: the clock must do
    return sum(client.get("name") == NAME for client in clients)


def _progress(seen: int) -> None:
    click.echo(f"{seen} keys ...", err=True)
