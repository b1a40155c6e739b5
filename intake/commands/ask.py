"""`helpline ask`: which topic a question is about."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

from flows.ask import ask as asked
from flows.pack import load
from intake.commands.triage import objects


@click.command()
@click.argument("questions", nargs=-1)
@click.option("--jsonl", is_flag=True, help="Read objects with `text`, and write them with more.")
def ask(questions: tuple[str, ...], jsonl: bool) -> None:
    """Find the topic of QUESTIONS, or of one question a line of standard input.

    With --jsonl each line is an object: `topic` (the best, or null when it would rather ask) and
    `topics` (the best three) are added, every other key is kept.
    """
    if jsonl and questions:
        raise click.UsageError("--jsonl reads standard input: give no questions")
    pack = load()
    if jsonl:
        for row in objects(_lines()):
            found = asked(row["text"], pack)
            row |= {"topic": found.topic, "topics": list(found.topics)}
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    for text in questions or _lines():
        found = asked(text, pack)
        best = found.topic or "(would rather ask)"
        click.echo(f"{best:<20}  {', '.join(found.topics)}  | {' '.join(text.split())}")


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line.rstrip("\n")
