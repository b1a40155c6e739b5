"""`helpline erase`: forget a person, as if they had texted DELETE, and see it through."""

from __future__ import annotations

import sys

import click

from flows.numbers import read_number
from intake import logs
from intake.made_up import settings_on_this_desk
from intake.parts import Parts, account_of, build_parts, erased_list
from intake.spool import Spool
from workers.erasing import erase as forget
from workers.forgetting import finish


@click.command()
@click.argument("number", required=False, default="")
@click.option("--ref", default="", help="The person of this callback, for who has no number.")
def erase(number: str, ref: str) -> None:
    """Erase everything about the person with this NUMBER, or with the callback --ref.

    Without NUMBER it is read from standard input, which keeps it out of the shell's history.  A red
    callback, and one that an officer has in hand, stays until it is closed; it shows the wish.
    Twilio's copies go, too, and what waits on this disk.
    """
    if number and ref:
        raise click.UsageError("name a number or a callback, not both")
    logs.for_a_command()
    parts = build_parts(settings_on_this_desk(), timeout=5.0)
    said = "" if ref else _number(number)
    person = _of_callback(parts, ref) if ref else parts.vault.person(said)
    waiting = Spool(parts.settings.data_dir / "spool", parts.vault).forget(person)
    done = forget(parts.store, person, parts.now(), said)
    if done.kept:
        click.echo(f"Callback {done.kept} stays until an officer closes it; then all is erased.")
        return
    click.echo("Erased." if done.known or waiting else "Nothing was known about them.")
    if not _everywhere_else(parts, person):
        click.echo("Twilio's copies are not gone yet: the worker goes on until they are.", err=True)


def _everywhere_else(parts: Parts, person: str) -> bool:
    account = account_of(parts.settings) if parts.settings.twilio_account_sid else None
    list_outside = erased_list(parts.settings)
    return finish(parts.store.erasures, account, list_outside, person, parts.now())


def _number(given: str) -> str:
    number = read_number(given or sys.stdin.readline())
    if not number:
        raise click.UsageError("that is not a UK phone number")
    return number


def _of_callback(parts: Parts, reference: str) -> str:
    callback = parts.queue.get(reference.strip().upper())
    if callback is None:
        raise click.UsageError("there is no such callback")
    return callback.person
