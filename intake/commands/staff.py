"""`helpline staff`: accounts of the console.  Passwords never come by argument."""

from __future__ import annotations

import sys

import click

from intake.made_up import settings_on_this_desk
from intake.parts import build_parts
from workers.second_step import SecondStep
from workers.staff import ROLES, Staff

PASSWORD_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group()
def staff() -> None:
    """Accounts of the console."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@PASSWORD_STDIN
def add(name: str, role: str, password_stdin: bool) -> None:
    """Add the account NAME."""
    account = _staff().add(name, role, _password(password_stdin))
    click.echo(f"{account.name} may sign in as {account.role}.")


@staff.command(name="list")
def list_() -> None:
    """List every account."""
    for account in _staff().list():
        more: tuple[str, ...] = ("second step",) if account.second_step else ()
        more += ("disabled",) if account.disabled else ()
        click.echo("  ".join((account.name, account.role, *more)))


@staff.command()
@click.argument("name")
def disable(name: str) -> None:
    """Let NAME sign in no more; whoever is signed in with it is out."""
    _staff().disable(name)
    click.echo(f"{name} may not sign in.")


@staff.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let NAME sign in again."""
    _staff().enable(name)
    click.echo(f"{name} may sign in.")


@staff.command()
@click.argument("name")
@PASSWORD_STDIN
@click.option("--totp", is_flag=True, help="Take the second step away, too: the phone is lost.")
def reset(name: str, password_stdin: bool, totp: bool) -> None:
    """Give NAME another password; whoever is signed in with it is out, and no lock is left."""
    parts = build_parts(settings_on_this_desk(), timeout=5.0)
    parts.staff.reset(name, _password(password_stdin))
    if totp:
        SecondStep(parts.redis, parts.vault).take_away(name.strip().casefold())
    click.echo(f"{name} has another password{', and no second step' if totp else ''}.")


def _staff() -> Staff:
    return build_parts(settings_on_this_desk(), timeout=5.0).staff


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise click.UsageError("give the password on standard input, with --password-stdin")
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given
