"""Whether the words are true to their source: every section used, or omitted by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from flows.checks.problem import Problem, error, warning
from flows.pack import Pack

LONGEST_HEADING: Final = 16  # words
NOT_YET: Final = "not yet reviewed"


def faithful(pack: Pack, source: str) -> Iterator[Problem]:
    """Sections against topics, omissions against the source, and who has looked at it."""
    there = headings(source)
    used = {part.strip() for t in pack.topics.values() for part in t.source_section.split(";")}
    left_out = {omitted.words for omitted in pack.omitted if omitted.whole_section}
    for heading in there:
        if heading not in used and heading not in left_out:
            yield error("source", f'the section "{heading}" is neither used nor omitted by name')
    for name in sorted((used | left_out) - {*there}):
        yield error("topics", f'there is no section "{name}" in the source')
    plain = " ".join(source.split())
    for omitted in pack.omitted:
        if " ".join(omitted.words.split()) not in plain:
            yield error("omitted.yaml", f'"{omitted.words}" does not stand in the source')
        if not omitted.reason.strip():
            yield error("omitted.yaml", f'no reason why "{omitted.words}" is left out')
    yield from _reviewed(pack)


def headings(source: str) -> list[str]:
    """The headings of the source: short lines that are neither a sentence nor one of a list."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    return [
        line
        for line in lines
        if re.search("[A-Za-z]", line)
        and not line.startswith("\N{BULLET}")
        and not line.endswith((".", ";", ":"))
        and len(line.split()) <= LONGEST_HEADING
    ]


def _reviewed(pack: Pack) -> Iterator[Problem]:
    reviews = [line.reviewed for line in pack.lines.values()]
    reviews += [topic.reviewed for topic in pack.topics.values()]
    if NOT_YET in reviews:
        waiting = f"{reviews.count(NOT_YET)} of {len(reviews)} entries are {NOT_YET}"
        yield warning("content", waiting)
    if pack.approval is None:
        yield warning("content", f"nobody has signed off this version, {pack.version}")
