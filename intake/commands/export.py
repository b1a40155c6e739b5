"""`helpline export`: a person's data for that person, and the register for whoever counts.

A number is never taken as an argument, which other users of the machine and the shell's history
would see.  The files can be read by their owner alone, and none is written over.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import click

from flows.numbers import read_number
from intake.made_up import settings_on_this_desk
from intake.new_file import new_file
from intake.parts import Parts, build_parts
from intake.personal_file import of_person, register

MOST: Final = 1_000_000
FILE = click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def export() -> None:
    """A person's data, or the register without persons, as files."""


@export.command()
@FILE
@click.option("--ref", default="", help="The person of this callback.")
def person(file: Path | None, ref: str) -> None:
    """Write what is known about a person to FILE, or to standard output, as JSON.

    Their number is asked for, or read from standard input.  Somebody must read it before it is
    handed over: what others said about others may be in it.
    """
    parts = build_parts(settings_on_this_desk(), timeout=5.0)
    who = _of_callback(parts, ref) if ref else parts.vault.person(_number())
    found = of_person(parts, who, parts.now())
    if found is None:
        raise click.ClickException("nothing is known about them")
    _write(file, json.dumps(found, indent=2, ensure_ascii=False) + "\n")


@export.command(name="register")
@FILE
def register_(file: Path | None) -> None:
    """Write every callback that is kept, open or closed, without persons, to FILE as CSV."""
    parts = build_parts(settings_on_this_desk(), timeout=5.0)
    now = parts.now()
    everything = (*parts.queue.open_callbacks(now, MOST), *parts.queue.recently_closed(MOST))
    _write(file, register(everything))


def _number() -> str:
    if sys.stdin.isatty():
        given: str = click.prompt("Number", hide_input=True, err=True)
    else:
        given = sys.stdin.readline()
    number = read_number(given)
    if not number:
        raise click.UsageError("that is not a UK phone number")
    return number


def _of_callback(parts: Parts, reference: str) -> str:
    callback = parts.queue.get(reference.strip().upper())
    if callback is None or not callback.person:
        raise click.UsageError("there is no such callback")
    return callback.person


def _write(file: Path | None, text: str) -> None:
    if file is None:
        click.echo(text, nl=False)
        return
    with new_file(file) as out:
        out.write(text.encode())
    click.echo(f"Written to {file}, which you alone can read.", err=True)
