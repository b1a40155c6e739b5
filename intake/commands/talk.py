"""`helpline talk`: hold the conversation in a terminal, with no Twilio and no Redis."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import click

from flows.numbers import NumberKind
from flows.pack import load
from flows.rehearsal import Rehearsal
from intake.clock import real_now
from intake.settings import read_settings

HOW: Final = """\
Write a text and press return.  Or, after a slash:
  /ring       ring the line          /key 3      press a key
  /say ...    say something          /silence    say nothing
  /answer     admissions pick up     /nobody     they do not
  /hangup     hang up                /wait 2     let hours pass
  /quit       stop"""


@click.command()
@click.option(
    "--number",
    type=click.Choice([kind.value for kind in NumberKind]),
    default="mobile",
    show_default=True,
    help="What their number can be used for.",
)
def talk(number: str) -> None:
    """Hold the conversation: you are the person, the answers are ours."""
    pack = load(helpline_number=read_settings().helpline_number)
    rehearsal = Rehearsal(pack, real_now(), number)
    click.echo(HOW)
    for line in sys.stdin:
        said = line.strip()
        if said == "/quit":
            return
        if said:
            _act(rehearsal, said)


def _act(rehearsal: Rehearsal, said: str) -> None:
    if not said.startswith("/"):
        heard = rehearsal.text(said)
    else:
        verb, _, rest = said[1:].partition(" ")
        acts = _acts(rehearsal, rest.strip())
        if verb not in acts:
            click.echo(HOW)
            return
        heard = acts[verb]()
    for line in heard:
        click.echo(f"  < {line}")
    for done in rehearsal.done:
        click.echo(f"  * {done}")


def _acts(rehearsal: Rehearsal, rest: str) -> dict[str, Callable[[], list[str]]]:
    def wait() -> list[str]:
        hours = float(rest) if rest.replace(".", "", 1).isdigit() else 1.0
        rehearsal.wait(timedelta(hours=hours))
        return [f"({hours:g} hours pass)"]

    return {
        "ring": rehearsal.ring,
        "key": lambda: rehearsal.press(rest),
        "say": lambda: rehearsal.say(rest),
        "silence": rehearsal.stay_silent,
        "answer": lambda: rehearsal.admissions_answered(True),
        "nobody": lambda: rehearsal.admissions_answered(False),
        "hangup": rehearsal.hang_up,
        "wait": wait,
    }
