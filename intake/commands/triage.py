"""`helpline triage`: how urgent messages are, and why."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from flows.events import Door
from flows.levels import Assessment
from flows.triage import VERSION, assess
from flows.triage import report as reporting

CHANNELS: Final[Mapping[str, Door]] = {"sms": "sms", "voice": "voice", "speech": "voice"}


@click.command()
@click.argument("messages", nargs=-1)
@click.option("--jsonl", is_flag=True, help="Read objects with `text`, and write them with more.")
@click.option("--report", is_flag=True, help="How well it does: on the corpus, or on a FILE.jsonl.")
@click.option(
    "--picture", type=click.Path(dir_okay=False), help="With --report: write an SVG here."
)
@click.option("--channel", type=click.Choice(list(CHANNELS)), default="sms", show_default=True)
def triage(
    messages: tuple[str, ...], jsonl: bool, report: bool, picture: str | None, channel: str
) -> None:
    """Assess MESSAGES, or one message a line of standard input.

    With --jsonl each line is an object: `text` is assessed, `channel` (sms, voice or speech) and
    `recent` (a list of earlier texts) are heeded, every other key is kept.
    """
    if jsonl and messages:
        raise click.UsageError("--jsonl reads standard input: give no messages")
    if report and not jsonl:
        _report(messages, picture)
        return
    counted: Counter[str] = Counter()
    for line in _judged_objects(channel) if jsonl else _judged_lines(messages, channel):
        counted[line[0]] += 1
        click.echo(line[1])
    if report:
        found = ", ".join(f"{name} {counted[name]}" for name in ("red", "amber", "none"))
        click.echo(f"{sum(counted.values())} messages: {found} ({VERSION})", err=True)


def _report(files: tuple[str, ...], drawing: str | None) -> None:
    if len(files) > 1:
        raise click.UsageError("--report takes one file of labelled messages, or none")
    path = files[0] if files else None
    try:
        click.echo(reporting.report(path), nl=False)
        if drawing:
            Path(drawing).write_text(reporting.picture(reporting.judged_rows(path)), "utf-8")
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None


def _judged_lines(messages: tuple[str, ...], channel: str) -> Iterator[tuple[str, str]]:
    for text in messages or _lines():
        found = assess(text, channel=CHANNELS[channel])
        kind = found.kind or "-"
        why = ", ".join(_why(found)) or "-"
        yield found.level, f"{found.level:<5}  {kind:<12}  {why}  | {' '.join(text.split())}"


def _judged_objects(channel: str) -> Iterator[tuple[str, str]]:
    for row in objects(_lines()):
        door = CHANNELS.get(str(row.get("channel", channel)), CHANNELS[channel])
        recent = [str(text) for text in row.get("recent") or ()]
        found = assess(row["text"], channel=door, recent=recent)
        row |= {
            "level": found.level.value,
            "kind": found.kind.value if found.kind else None,
            "evidence": evidence(found),
        }
        yield found.level, json.dumps(row, ensure_ascii=False)


def evidence(found: Assessment) -> list[dict[str, Any]]:
    """Why, as plain values."""
    return [
        {
            "rule": e.rule, "words": e.words, "start": e.start, "end": e.end,
            "level": e.level.value, "context": e.context,
        }
        for e in found.evidence
    ]  # fmt: skip


def objects(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Each line as an object with a `text`.  A line that is not one is told by its number."""
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            raise click.ClickException(f"line {number} is not JSON") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise click.ClickException(f"line {number} is not an object with a `text`")
        yield row


def _why(found: Assessment) -> list[str]:
    return [f"{e.rule}{f' ({e.context})' if e.context else ''}" for e in found.evidence]


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line.rstrip("\n")
