"""`helpline doctor`: looks at this installation, and says how to mend what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from intake import logs, readiness
from intake.checkup import of_here, of_redis, of_secrets, of_settings, of_twilio
from intake.checkup.finding import Finding
from intake.made_up import settings_on_this_desk
from intake.parts import build_parts
from intake.settings import Settings, SettingsRefused


@click.command()
def doctor() -> None:
    """Check settings, secrets, Redis, the worker, the disk, Twilio and the webhooks."""
    logs.for_a_command()
    settings = settings_on_this_desk()
    found = list(examine(settings, Path.cwd()))
    for finding in found:
        click.echo(f"{'ok   ' if not finding.wrong else 'WRONG'}  {finding.what}", nl=False)
        click.echo(f": {finding.wrong}" if finding.wrong else "")
        if finding.wrong and finding.mend:
            click.echo(f"       {finding.mend}")
    wrong = sum(bool(finding.wrong) for finding in found)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(found)} need mending")


def examine(settings: Settings, here: Path) -> Iterator[Finding]:
    """Everything that is looked at, the cheapest first."""
    yield from of_settings.look(settings)
    yield from of_secrets.look(settings, here)
    try:
        parts = build_parts(settings, timeout=5.0)
    except SettingsRefused as error:
        yield Finding("Redis", str(error), "set REDIS_URL, or start `helpline run`")
        return
    yield from of_here.look(parts)
    yield from of_redis.look(parts)
    if readiness.durable(parts.redis) != readiness.AWAY:
        yield from of_here.look_in_redis(parts)
    yield from of_twilio.look(parts)
