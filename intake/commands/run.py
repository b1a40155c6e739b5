"""`helpline run`: everything on one machine, nothing configured, with a practice phone.

Embedded Redis unless REDIS_URL is set, the web with both doors, the worker, the practice phone:
each a process of its own, as in production.  It prints where to look, and Ctrl-C stops all.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import click
import requests

from intake.clock import FILE as CLOCK_FILE
from intake.commands.roles import taken
from intake.made_up import ACCOUNT, PASSWORD, filled, make_up
from intake.parts import build_parts
from intake.serving import counting_folder, gunicorn_command, port_taken
from intake.settings import Settings, read_settings
from intake.supervisor import Child, ChildRefused, Supervisor
from workers import health
from workers.embedded import EmbeddedRedis
from workers.errors import StoreAway

WEB_PROCESSES: Final = 2
PRACTICE_HOST: Final = "127.0.0.1"
LOOK_EVERY: Final = 0.2
ROLE: Final = "lead"


@dataclass
class Stopping:
    """Set by Ctrl-C or SIGTERM."""

    asked: bool = False

    def __call__(self) -> bool:
        """Whether we are to stop."""
        return self.asked


@click.command()
def run() -> None:
    """Run everything on this machine: Redis, web, console, worker and a practice phone."""
    settings = read_settings()
    made = make_up(settings.data_dir)
    settings = filled(settings, made, {})
    _ports_free(settings)
    stopping = _listen_for_the_end()
    with _redis(settings) as (embedded, url):
        settings = settings.model_copy(update={"redis_url": type(settings.redis_url)(url)})
        password = _account(settings, made)
        supervisor = Supervisor(say=_say)
        try:
            supervisor.start(_children(settings, url), stopping)
            if not stopping():
                _where_to_look(settings, password)
            while not stopping():
                time.sleep(LOOK_EVERY)
                if embedded and not embedded.alive():
                    _say("Redis ended; it is started again.")
                    embedded.start()
                supervisor.tend()
        except ChildRefused as error:
            raise click.ClickException(str(error)) from error
        finally:
            supervisor.stop()
    _say("Stopped.")


@contextmanager
def _redis(settings: Settings) -> Iterator[tuple[EmbeddedRedis | None, str]]:
    """The Redis that REDIS_URL names, else one of our own for as long as we run."""
    address = settings.redis_url.get_secret_value()
    if address:
        yield None, address
        return
    embedded = EmbeddedRedis(settings.data_dir)
    try:
        yield embedded, embedded.start()
    finally:
        embedded.stop()


def _account(settings: Settings, made: dict[str, str]) -> str:
    """An account for the console with the password that is kept here; the password."""
    staff = build_parts(settings, timeout=5.0).staff
    if staff.get(ACCOUNT) is None:
        staff.add(ACCOUNT, ROLE, made[PASSWORD])
    elif staff.check(ACCOUNT, made[PASSWORD]) is None:
        staff.reset(ACCOUNT, made[PASSWORD])
    return made[PASSWORD]


def _children(settings: Settings, url: str) -> list[Child]:
    environment = _environment(settings, url)
    here = f"http://127.0.0.1:{settings.port}"
    parts = build_parts(settings, timeout=2.0)
    began = parts.now()

    def beats() -> bool:
        try:
            since = health.clock_beat(parts.redis, parts.now())
        except StoreAway:
            return False
        return since is not None and parts.now() - since >= began

    web = environment | {"PROMETHEUS_MULTIPROC_DIR": str(counting_folder(settings.data_dir, "run"))}
    children = [
        Child(
            "web",
            gunicorn_command("twilio,console", settings.host, settings.port, WEB_PROCESSES),
            web,
            lambda: _answers(f"{here}/healthz"),
        ),
        Child("worker", [sys.executable, "-m", "intake.cli", "worker"], environment, beats),
    ]
    if settings.demonstration:
        phone = f"http://127.0.0.1:{settings.practice_port}/"
        children.insert(
            0,
            Child(
                "practice phone",
                [sys.executable, "-m", "practice"],
                environment,
                lambda: _answers(phone),
            ),
        )
    return children


def _environment(settings: Settings, url: str) -> dict[str, str]:
    """What the children are told: every setting as we have it, over our own environment."""
    told = dict(os.environ)
    for name, value in _told(settings).items():
        told[name.upper()] = value
    clock = {"PRACTICE_CLOCK": str(settings.data_dir / CLOCK_FILE)}
    return told | {"REDIS_URL": url, "PRACTICE_HOST": PRACTICE_HOST} | clock


def _told(settings: Settings) -> dict[str, str]:
    secret = settings.model_dump(
        include={"secret_key", "lookup_key", "twilio_api_key_secret"},
    )
    plain = settings.model_dump(
        include={
            "twilio_account_sid", "twilio_api_key_sid", "twilio_api_url", "public_base_url",
            "sms_number", "caller_id", "helpline_number", "host", "port", "practice",
            "practice_port",
        }
    )  # fmt: skip
    return {
        **{name: value.get_secret_value() for name, value in secret.items()},
        **{name: str(value) for name, value in plain.items()},
        "twilio_auth_token": ",".join(t.get_secret_value() for t in settings.twilio_auth_token),
        "alert_numbers": ",".join(settings.alert_numbers),
        "data_keys": ",".join(k.get_secret_value() for k in settings.data_keys),
        "data_dir": str(settings.data_dir),
    }


def _ports_free(settings: Settings) -> None:
    wanted = [("PORT", settings.host, settings.port)]
    if settings.demonstration:
        wanted.append(("PRACTICE_PORT", PRACTICE_HOST, settings.practice_port))
    for name, host, port in wanted:
        if port_taken(host, port):
            raise click.ClickException(taken(host, port, name))


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code < 500
    except requests.RequestException:
        return False


def _listen_for_the_end() -> Stopping:
    stopping = Stopping()

    def stop(*_: object) -> None:
        stopping.asked = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopping


def _where_to_look(settings: Settings, password: str) -> None:
    here = f"http://127.0.0.1:{settings.port}"
    if settings.demonstration:
        _say(f"Phone:   http://127.0.0.1:{settings.practice_port}/")
    _say(f"Console: {here}/console/")
    _say(f"Sign in as {ACCOUNT} with {password}")
    _say(f"Data:    {settings.data_dir}")
    _say("Ready.  Ctrl-C stops everything.")


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
