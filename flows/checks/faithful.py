"""Whether the words are true to their source: nothing lost and nothing added.

Every section is used, or omitted by name; every sentence stands in carried.yaml with the pages that
say it, or in omitted.yaml; every page has a sentence behind it, or a reason of our own.  Whether a
page says it well is for a person to judge: `content list` prints both side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from flows.checks.problem import Problem, error, warning
from flows.pack import Pack
from flows.sentences import sentences

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
    yield from _lost(pack, source, {*there})
    yield from _added(pack)
    yield from _reviewed(pack)


def _lost(pack: Pack, source: str, headed: set[str]) -> Iterator[Problem]:
    """Sentences of the source that nobody accounts for, and accounts of what is not there."""
    found = sentences(source)
    said = {carried.words for carried in pack.carried}
    left_out = [" ".join(omitted.words.split()) for omitted in pack.omitted]
    for sentence in found:
        if sentence in said or sentence in headed or any(part in sentence for part in left_out):
            continue
        yield error("carried.yaml", f'nothing says where this sentence is said: "{sentence}"')
    for words in sorted(said - {*found}):
        yield error("carried.yaml", f'no such sentence in the source: "{words}"')


def _added(pack: Pack) -> Iterator[Problem]:
    """Pages with no sentence behind them, and pages that are named and are not there."""
    there = {
        (topic.id, page) for topic in pack.topics.values() for page, _ in enumerate(topic.sms, 1)
    }
    named = {page for carried in pack.carried for page in carried.pages} | {*pack.own_pages}
    for topic, page in sorted(there - named):
        yield error(f"topic {topic}, page {page}", "has no sentence of the source behind it")
    for topic, page in sorted(named - there):
        yield error("carried.yaml", f'there is no page "{topic} {page}"')
    for carried in pack.carried:
        if not carried.pages:
            yield error("carried.yaml", f'no page is named for "{carried.words}"')


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
