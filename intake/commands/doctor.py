"""`helpline doctor`: looks at this installation, and says how to mend what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import click
import requests
from pydantic import SecretStr

from intake import readiness
from intake.clock import real_now
from intake.made_up import settings_on_this_desk
from intake.parts import Parts, build_parts
from intake.settings import Settings, SettingsRefused, require_secrets
from intake.spool import Spool
from workers import embedded
from workers.errors import StoreAway
from workers.lua import Scripts
from workers.moments import from_ms

APART: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `wrong` is empty when it is well, and `mend` says what to do."""

    what: str
    wrong: str = ""
    mend: str = ""


@click.command()
def doctor() -> None:
    """Check settings, Redis, the worker, the clock, the spool and the webhooks."""
    settings = settings_on_this_desk()
    found = list(_look(settings))
    for finding in found:
        click.echo(f"{'ok   ' if not finding.wrong else 'WRONG'}  {finding.what}", nl=False)
        click.echo(f": {finding.wrong}" if finding.wrong else "")
        if finding.wrong and finding.mend:
            click.echo(f"       {finding.mend}")
    wrong = sum(bool(finding.wrong) for finding in found)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(found)} need mending")


def _look(settings: Settings) -> Iterator[Finding]:
    yield _secrets(settings)
    yield _alerts(settings)
    yield Finding("lexicon", _wrong(readiness.lexicon()), "reinstall: the package is not whole")
    try:
        parts = build_parts(settings, timeout=5.0)
    except SettingsRefused as error:
        yield Finding("Redis", str(error), "set REDIS_URL, or start `helpline run`")
        return
    yield from _redis(parts)
    spool = readiness.spooling(Spool(settings.data_dir / "spool", parts.vault))
    yield Finding("spool", _wrong(spool), "look at DATA_DIR/spool; *.damaged files are set aside")
    yield _webhooks(settings)


def _secrets(settings: Settings) -> Finding:
    """A Redis that a `helpline run` beside us started is as good as one that is named."""
    beside = embedded.find(settings.data_dir) if not settings.redis_url.get_secret_value() else None
    if beside:
        settings = settings.model_copy(update={"redis_url": SecretStr(beside)})
    try:
        require_secrets(settings)
    except SettingsRefused as error:
        return Finding("settings", str(error), "put them into .env or the environment")
    return Finding("settings")


def _alerts(settings: Settings) -> Finding:
    wrong = "" if settings.alert_numbers else "nobody is told about red: ALERT_NUMBERS is not set"
    return Finding("alerts", wrong, "set ALERT_NUMBERS to the phones of whoever is on duty")


def _redis(parts: Parts) -> Iterator[Finding]:
    durable = _wrong(readiness.durable(parts.redis))
    how = "start Redis with: appendonly yes, appendfsync always, maxmemory-policy noeviction"
    yield Finding("Redis keeps what it answered", durable, how)
    if durable == readiness.AWAY:
        return
    working = _wrong(readiness.working(parts.redis, parts.now))
    yield Finding("worker", working, "start `helpline worker`")
    yield _clock(parts)


def _clock(parts: Parts) -> Finding:
    try:
        seconds, micros = Scripts(parts.redis).call("TIME")
    except StoreAway:
        return Finding("clock", "Redis did not say what time it is")
    apart = abs(real_now() - from_ms(int(seconds) * 1000 + int(micros) // 1000))
    wrong = f"{apart.total_seconds():.0f} s from that of Redis" if apart > APART else ""
    return Finding("clock", wrong, "keep both machines in step by NTP")


def _webhooks(settings: Settings) -> Finding:
    """Our own door from outside: alive, and shut to whoever has no signature."""
    base, how = settings.public_base_url, "make PUBLIC_BASE_URL lead to `helpline web`"
    if not base:
        return Finding("webhooks", "PUBLIC_BASE_URL is not set", how)
    try:
        answer = requests.post(f"{base}/twilio/sms", data={"Body": ""}, timeout=10)
    except requests.RequestException as error:
        return Finding("webhooks", f"nobody answers there ({type(error).__name__})", how)
    if answer.status_code != 403:
        return Finding("webhooks", f"an unsigned request got {answer.status_code}, not 403", how)
    return Finding("webhooks")


def _wrong(state: str) -> str:
    return "" if state == "ok" else state
