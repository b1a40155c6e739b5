"""`helpline content`: check, draw or list the words and the flow."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import click

from flows.approved import APPROVALS, with_one_more
from flows.content_check import check as problems_of
from flows.pack import CONTENT, load
from flows.shapes import Approval
from intake.clock import real_now
from intake.settings import read_settings

PACK: Final = CONTENT / "ketamine"
FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PACK,
    help="The pack; ours unless given.",
)


@click.group()
def content() -> None:
    """The words and the flow."""


@content.command()
@FOLDER
@click.option("--warnings-too", is_flag=True, help="Fail for warnings as well.")
def check(folder: Path, warnings_too: bool) -> None:
    """Check what can be checked: reachable, bounded, affordable, safe, true to its source."""
    found = problems_of(load(folder), _source(folder), real_now().date())
    for problem in found:
        click.echo(f"{problem.severity}: {problem.where}: {problem.what}")
    errors = sum(problem.severity == "error" for problem in found)
    warnings = len(found) - errors
    click.echo(f"{errors} errors, {warnings} warnings.")
    if errors or (warnings and warnings_too):
        raise click.exceptions.Exit(1)


@content.command()
@FOLDER
@click.option("--svg", "as_svg", is_flag=True, help="A picture, rather than Mermaid.")
def draw(folder: Path, as_svg: bool) -> None:
    """Draw the flow."""
    from flows.drawing import mermaid, svg

    click.echo((svg if as_svg else mermaid)(load(folder)))


@content.command(name="list")
@FOLDER
@click.option("--html", "as_html", is_flag=True, help="A page, rather than plain text.")
def list_(folder: Path, as_html: bool) -> None:
    """Everything that is said, as one page."""
    from flows.listing import html, text

    click.echo((html if as_html else text)(load(folder)))


@content.command()
@FOLDER
@click.option("--by", required=True, help="Who signs these words off.")
def approve(folder: Path, by: str) -> None:
    """Sign a version off: it is copied to DATA_DIR, and live from the next start.

    Conversations that are under way stay on the version they began with.
    """
    pack, now = load(folder), real_now()
    found = problems_of(pack, _source(folder), now.date())
    if any(problem.severity == "error" for problem in found):
        raise click.ClickException("the content check finds errors: mend them first")
    kept = read_settings().data_dir / "content"
    if not (kept / pack.version).exists():
        shutil.copytree(folder, kept / pack.version)
    approval = Approval(pack.version, by, now.date().isoformat())
    (kept / APPROVALS).write_text(with_one_more(kept, approval), encoding="utf-8")
    click.echo(f"{pack.version} signed off by {by}; it goes live at the next start.")


def _source(folder: Path) -> str:
    source = folder / "source.txt"
    return source.read_text(encoding="utf-8") if source.is_file() else ""
