"""`helpline queue`: the open callbacks in take-next order, without numbers or words."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from intake.hours import LONDON
from intake.made_up import settings_on_this_desk
from intake.parts import build_parts
from workers.callbacks import Callback


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 10_000))
def queue(as_json: bool, limit: int) -> None:
    """List the open callbacks in the order in which they should be rung."""
    parts = build_parts(settings_on_this_desk(), timeout=5.0)
    found = parts.queue.open_callbacks(parts.now(), limit)
    for callback in found:
        click.echo(json.dumps(_row(callback)) if as_json else _line(callback))
    if not found and not as_json:
        click.echo("Nobody is waiting.")


def _row(callback: Callback) -> dict[str, Any]:
    return {
        "ref": callback.reference,
        "level": callback.level.value,
        "kind": callback.kind.value if callback.kind else None,
        "state": callback.state,
        "not_before": callback.not_before.isoformat(),
        "due_at": callback.due_at.isoformat(),
        "waiting_since": callback.waiting_since.isoformat(),
        "asked": callback.asked,
        "channel": callback.channel,
    }


def _line(callback: Callback) -> str:
    asked = "asked for" if callback.asked else "not asked for"
    kind = callback.kind.value if callback.kind else ""
    return (
        f"{callback.reference}  {callback.level.value:<5}  {kind:<12}  {callback.state:<8}  "
        f"due {_when(callback.due_at)}  waiting since {_when(callback.waiting_since)}  {asked}"
    )


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%a %d %b %H:%M}"
