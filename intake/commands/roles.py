"""`helpline web`, `console` and `worker`: one role each, for production.

A role refuses to start without its secrets, in one line that names what is missing.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from typing import Final

import click

from intake import logs
from intake.clock import clock
from intake.parts import redis_address, vault_of
from intake.serving import counting_folder, gunicorn_command, port_taken
from intake.settings import Settings, read_settings, require_secrets
from workers.connection import connect
from workers.errors import StoreAway
from workers.health import STALE, clock_beat
from workers.rekeying import lookup_state, remember_lookup

LOOK_FOR: Final = 2.0
PROCESSES = click.option(
    "--processes", default=4, show_default=True, type=click.IntRange(1, 64), help="Of gunicorn."
)


@click.command()
@PROCESSES
@click.option("--with-console", is_flag=True, help="Serve the console too, on the same port.")
def web(processes: int, with_console: bool) -> None:
    """Serve Twilio's webhooks, health and metrics on HOST and PORT."""
    serve("twilio,console" if with_console else "twilio", processes)


@click.command()
@click.option(
    "--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="Of gunicorn."
)
def console(processes: int) -> None:
    """Serve the admissions console, health and metrics on HOST and PORT."""
    serve("console", processes)


@click.command()
@click.option("--check", is_flag=True, help="Only say whether a worker's clock beats.")
def worker(check: bool) -> None:
    """Run the clock and the jobs.  Any number may run; one clock leads."""
    if check:
        _clock_beats(read_settings())
        return
    from intake.runtime import worker_context
    from workers.processes import run_worker

    settings = require_secrets(read_settings())
    right_lookup_key(settings)
    logs.configure()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    run_worker(worker_context(settings), stopping)


def serve(doors: str, processes: int) -> None:
    """Become gunicorn with these doors.  Does not come back."""
    settings = require_secrets(read_settings())
    right_lookup_key(settings)
    if port_taken(settings.host, settings.port):
        raise click.ClickException(taken(settings.host, settings.port, "PORT"))
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_counts(settings, doors))
    command = gunicorn_command(doors, settings.host, settings.port, processes)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter, fixed arguments


def _clock_beats(settings: Settings) -> None:
    """For a health check of the container: 0 when it does."""
    with connect(redis_address(settings), timeout=LOOK_FOR) as redis:
        since = clock_beat(redis, clock(settings.data_dir, demonstration=settings.demonstration)())
    if since is None or since > STALE:
        raise click.ClickException("no worker's clock beats")


def right_lookup_key(settings: Settings) -> None:
    """Refuses to start where people would not be found; with Redis away nobody can say."""
    with suppress(StoreAway), connect(redis_address(settings), timeout=LOOK_FOR) as redis:
        vault = vault_of(settings)
        remember_lookup(redis, vault)
        state = lookup_state(redis, vault)
        if state != "ok":
            raise click.ClickException(state)


def taken(host: str, port: int, name: str) -> str:
    """The line about a port that somebody else has."""
    return f"{host}:{port} is in use already: stop what listens there, or set {name} to another"


def _counts(settings: Settings, doors: str) -> os.PathLike[str]:
    return counting_folder(settings.data_dir, doors.replace(",", "-"))
