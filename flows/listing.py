"""Everything that is said, as one page for a clinician: both doors side by side.

Plain text, or HTML that stands alone and prints.  Nothing is left out and nothing is filled in but
the phone numbers, so that what is signed off is what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final, get_args

from flows.events import Door
from flows.pack import Pack
from flows.segments import segments

_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;color:#212b32;margin:2em auto;max-width:70em;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #aeb7bd;padding:.5em;"
    "text-align:left;vertical-align:top;white-space:pre-line}td.side,th.side{width:42%}"
    "small{color:#4c6272}tr{break-inside:avoid}"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One wording: its name, what a texter reads, what a caller hears, who reviewed it."""

    name: str
    sms: str
    voice: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page."""

    title: str
    rows: tuple[Row, ...]


def parts(pack: Pack) -> Iterator[Part]:
    """The topics first, then the lines in the order of their files, then the numbers."""
    for topic in pack.topics.values():
        rows = (
            Row(f"page {page}", sms, voice, topic.reviewed)
            for page, (sms, voice) in enumerate(zip(topic.sms, topic.voice, strict=False), start=1)
        )
        yield Part(f"{topic.key}. {topic.title}", tuple(rows))
    lines = (Row(line.id, line.sms, line.voice, line.reviewed) for line in pack.lines.values())
    yield Part("Everything else that is said", tuple(lines))
    yield Part("The source, sentence by sentence, and where we say it", tuple(_sourced(pack)))
    numbers = (Row(n.id, n.sms, n.voice, f"checked {n.checked}") for n in pack.numbers.values())
    yield Part("Phone numbers", tuple(numbers))


def _sourced(pack: Pack) -> Iterator[Row]:
    for carried in pack.carried:
        there = [(pack.topics[name], page) for name, page in carried.pages]
        named = ", ".join(f"{topic.menu}, page {page}" for topic, page in there)
        sms, voice = (
            "\n".join(topic.pages(door)[page - 1] for topic, page in there)
            for door in get_args(Door)
        )
        yield Row(carried.words, sms, voice, named)
    for omitted in pack.omitted:
        yield Row(" ".join(omitted.words.split()), "", "", f"left out: {omitted.reason}")


def text(pack: Pack) -> str:
    """The page as plain text."""
    out = [f"{pack.id}, version {pack.version}", _approved(pack), ""]
    for part in parts(pack):
        out += [part.title, "=" * len(part.title), ""]
        for row in part.rows:
            out.append(f"{row.name}  ({row.reviewed})")
            out += [f"  text:  {_indented(row.sms)}"] if row.sms else []
            out += [f"  phone: {_indented(row.voice)}"] if row.voice else []
            out.append("")
    return "\n".join(out)


def html(pack: Pack) -> str:
    """The page as HTML, in one file."""
    title = escape(f"What {pack.id} says, version {pack.version}")
    body = "".join(_section(part) for part in parts(pack))
    return (
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><p>{escape(_approved(pack))}</p>{body}</html>"
    )


def _section(part: Part) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(row.name)}<br><small>{escape(row.reviewed)}</small></th>'
        f'<td class="side">{escape(row.sms)}{_cost(row.sms)}</td>'
        f'<td class="side">{escape(row.voice)}</td></tr>'
        for row in part.rows
    )
    head = '<tr><th></th><th class="side">By text</th><th class="side">By phone</th></tr>'
    return f"<h2>{escape(part.title)}</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _cost(words: str) -> str:
    cost = segments(words)
    return f"\n<small>{cost.units} characters, {cost.count} segments</small>" if words else ""


def _approved(pack: Pack) -> str:
    if pack.approval is None:
        return "Nobody has signed off this version."
    return f"Signed off by {pack.approval.by} on {pack.approval.on}."


def _indented(words: str) -> str:
    return words.replace("\n", "\n         ")
