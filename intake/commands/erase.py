"""`helpline erase`: forget a person, as if they had texted DELETE."""

from __future__ import annotations

import sys

import click

from flows.numbers import read_number
from intake.made_up import settings_on_this_desk
from intake.parts import Parts, build_parts
from workers.erasing import erase as forget


@click.command()
@click.argument("number", required=False, default="")
@click.option("--ref", default="", help="The person of this callback, for who has no number.")
def erase(number: str, ref: str) -> None:
    """Erase everything about the person with this NUMBER, or with the callback --ref.

    Without NUMBER it is read from standard input, which keeps it out of the shell's history.  A red
    callback, and one that an officer has in hand, stays until it is closed; it shows the wish.
    """
    if number and ref:
        raise click.UsageError("name a number or a callback, not both")
    parts = build_parts(settings_on_this_desk(), timeout=5.0)
    person = _of_callback(parts, ref) if ref else parts.vault.person(_number(number))
    done = forget(parts.store, person, parts.now())
    if done.kept:
        click.echo(f"Callback {done.kept} stays until an officer closes it; then all is erased.")
    else:
        click.echo("Erased." if done.known else "Nothing was known about them.")


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
