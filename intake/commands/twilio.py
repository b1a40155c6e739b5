"""`helpline twilio`: points our numbers at us, writes the words for when we are down, finds what
never reached us.

Nothing is changed at Twilio without --yes.  Numbers of people are never printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from flows.approved import load_approved
from intake import logs, readiness
from intake.health import Counters
from intake.hours import LONDON
from intake.made_up import settings_on_this_desk
from intake.missed import LONGEST_BACK, find, our_numbers, put_through
from intake.parts import Parts, account_of, build_parts
from intake.pointing import (
    RUNG_BACK_FILE,
    SMS_FILE,
    VOICE_FILE,
    OurNumbers,
    changes,
    without_fallback,
)
from intake.runtime import build_turns
from intake.spool import Spool
from intake.twilio.last_words import LastWords
from workers.account import Account, Line
from workers.errors import SendFailed

_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
ALSO = click.option(
    "--also", multiple=True, metavar="NUMBER", help="Another number that callers ring, as +44..."
)


@click.group()
def twilio() -> None:
    """Our account at Twilio: numbers, the words for when we are down, what we never received."""


@twilio.command()
@ALSO
@click.option("--fallback", default="", metavar="URL", help="Folder with our static words.")
@click.option("--yes", is_flag=True, help="Change it; otherwise it is only shown.")
def configure(also: tuple[str, ...], fallback: str, yes: bool) -> None:
    """Point our numbers at PUBLIC_BASE_URL; without --yes only show what that would change.

    SMS_NUMBER takes texts, CALLER_ID neutral calls, HELPLINE_NUMBER and any --also calls.
    """
    parts, account = _standing()
    ours = _numbers(parts, also)
    _refuse_fallback_here(fallback, ours)
    lines = _asked(account)
    _missing(lines, ours)
    different = [one for one in changes(lines, ours, fallback) if one.fields]
    for change in different:
        for name, (before, after) in change.fields.items():
            click.echo(f"{change.line.number}  {name}: {before or '(empty)'} -> {after}")
        if yes:
            _told(account, change.line, change.told)
    if not different:
        click.echo("Every number points as it should.")
    elif not yes:
        click.echo("Nothing was changed: say --yes to change it.")
    _say_what_has_no_fallback(_asked(account) if yes else lines, ours)


@twilio.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def fallback(folder: Path) -> None:
    """Write the words for when we are down into FOLDER, to be served by another host.

    They name 999 and the helpline, and need nothing of ours.  Serve them as text/xml, for POST too.
    """
    settings = settings_on_this_desk()
    words = LastWords.of(load_approved(settings.data_dir / "content", settings.helpline_number))
    folder.mkdir(parents=True, exist_ok=True)
    written = {SMS_FILE: words.sms, VOICE_FILE: words.voice, RUNG_BACK_FILE: words.neutral_voice}
    for name, twiml in written.items():
        (folder / name).write_text(twiml, encoding="utf-8")
        click.echo(str(folder / name))
    click.echo("Serve them as text/xml at another host, and say where: configure --fallback URL")


@twilio.command()
@ALSO
@click.option("--since", default="24h", show_default=True, help="So long ago: 90m, 6h, 3d.")
@click.option("--dry-run", is_flag=True, help="Only list what was missed.")
def reconcile(also: tuple[str, ...], since: str, dry_run: bool) -> None:
    """Find texts and calls that never reached us, and put them through, each once.

    A text goes the way of every text.  Who rang becomes a check that an officer reads.
    """
    parts, account = _standing()
    spool = Spool(parts.settings.data_dir / "spool", parts.vault)
    if waiting := spool.waiting():
        raise click.ClickException(f"{waiting} requests still wait on this disk: let them drain")
    ours = _numbers(parts, also)
    lines = [line for line in _asked(account) if ours.is_ours(line)]
    with _plainly():
        missed = find(parts, account, lines, parts.now() - _span(since))
    _read_the_lexicon()
    turns = build_turns(parts, spool, Counters())
    for one in missed:
        if not dry_run:
            put_through(parts, turns, one)
        click.echo(f"{_when(one.came.at)}  {one.what:<8}  {one.came.sid}")
    done = "would be put through" if dry_run else "put through"
    click.echo(f"{len(missed)} {done}." if missed else "Nothing was missed.")


def _read_the_lexicon() -> None:
    """Once, before the first text: reading it takes longer than a text may take to be screened."""
    if readiness.lexicon() != "ok":
        raise click.ClickException("triage misses a critical phrase: install the package again")


def _standing() -> tuple[Parts, Account]:
    logs.for_a_command()
    settings = settings_on_this_desk()
    if not (settings.twilio_account_sid and settings.public_base_url):
        raise click.ClickException("not set: TWILIO_ACCOUNT_SID, PUBLIC_BASE_URL")
    return build_parts(settings, timeout=5.0), account_of(settings)


def _numbers(parts: Parts, also: tuple[str, ...]) -> OurNumbers:
    for number in also:
        if not re.fullmatch(r"\+\d{7,15}", number):
            raise click.UsageError("write --also as +44...")
    return our_numbers(parts, also)


def _refuse_fallback_here(fallback: str, ours: OurNumbers) -> None:
    if fallback and not re.fullmatch(r"https://[^\s/?#]+(/[^\s?#]*)?", fallback):
        raise click.UsageError("write --fallback as https://name/folder")
    if fallback and urlsplit(fallback).hostname == urlsplit(ours.base_url).hostname:
        raise click.UsageError("--fallback must be another host: it is for when this one is down")


def _missing(lines: tuple[Line, ...], ours: OurNumbers) -> None:
    here = {line.number for line in lines}
    for name, number in (("SMS_NUMBER", ours.texts), ("CALLER_ID", ours.calls_from)):
        if number not in here:
            raise click.ClickException(f"{name} is not a number of this account")
    if not ours.calls & here:
        click.echo("No number here takes calls for us: name it with --also.", err=True)


def _say_what_has_no_fallback(lines: tuple[Line, ...], ours: OurNumbers) -> None:
    for line in lines:
        if ours.is_ours(line) and (missing := without_fallback(line, ours)):
            click.echo(
                f"{line.number} has no {' and no '.join(missing)} at another host.", err=True
            )


def _asked(account: Account) -> tuple[Line, ...]:
    with _plainly():
        return account.lines()


def _told(account: Account, line: Line, fields: dict[str, str]) -> None:
    with _plainly():
        account.point(line, fields)


@contextmanager
def _plainly() -> Iterator[None]:
    """Tells in one line that Twilio refused or did not answer."""
    try:
        yield
    except SendFailed as error:
        said = f"refused it (code {error.code})" if error.code else "does not answer"
        raise click.ClickException(f"Twilio {said}") from None


def _span(written: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,5})([mhd])", written.strip())
    if not found:
        raise click.UsageError("write --since as 90m, 6h or 3d")
    span = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if span > LONGEST_BACK:
        most = LONGEST_BACK.days
        raise click.UsageError(f"{most} days at most: what came before is no longer known here")
    return span


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%a %d %b %H:%M}"
