"""`helpline backup` and `helpline restore`: everything as one sealed file, and the way back."""

from __future__ import annotations

from pathlib import Path

import click

from intake.commands.rekey import others_at_work
from intake.hours import LONDON
from intake.made_up import settings_on_this_desk
from intake.new_file import new_file
from intake.parts import build_parts, erased_list
from workers.backups import read, take
from workers.backups import restore as put_back
from workers.forgetting import written_down

TIMEOUT = 120.0
FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@FILE
def backup(file: Path) -> None:
    """Write everything in Redis, as it stands at one moment, to FILE, encrypted.

    The service goes on; Redis is busy while it reads, so do it at a quiet hour.  FILE is of no use
    without DATA_KEYS and LOOKUP_KEY: keep these elsewhere.  Beside it, keep the newest copy of the
    file `erased` in each DATA_DIR.
    """
    parts = build_parts(settings_on_this_desk(), timeout=TIMEOUT)
    now = parts.now()
    with new_file(file) as out:
        count = take(parts.redis, parts.vault, now, out)
    waiting = len(parts.queue.open_callbacks(now, 1_000_000))
    click.echo(f"{count} keys, {waiting} open callbacks, written to {file}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--erased",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file `erased` of another DATA_DIR; this one's own is always read.",
)
def restore(file: Path, erased: tuple[Path, ...]) -> None:
    """Put a backup back into an empty Redis, while no role runs.

    Whoever was erased after it was made is erased again.  What came in since is at Twilio:
    `helpline twilio reconcile` has it put through.
    """
    parts = build_parts(settings_on_this_desk(), timeout=TIMEOUT)
    if others := others_at_work(parts):
        raise click.ClickException(f"stop every role first: {others}")
    with file.open("rb") as saved:
        contents = read(saved, parts.vault)
    lists = (erased_list(parts.settings), *erased)
    since = [one for path in lists for one in written_down(path)]
    gone = put_back(parts.redis, parts.vault, contents, since, parts.now())
    waiting = len(parts.queue.open_callbacks(parts.now(), 1_000_000))
    made = contents.made_at.astimezone(LONDON)
    click.echo(f"{waiting} open callbacks, as of {made:%a %d %b %Y %H:%M}; {gone} erased again.")
    click.echo("Start every role, then `helpline twilio reconcile` for what came in since.")
