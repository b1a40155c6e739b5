"""The conversation as an officer reads it: both doors in one thread, the words that counted marked.

A mark is made only where the words really stand at the place the finding names; otherwise the
finding is listed beside the message and nothing is marked.  Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.levels import Finding, Level
from intake.console import wording
from workers.turn import TranscriptEntry


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message; `level` is what the words in it alone would give, or empty."""

    text: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a message counted: the words, what they were taken for, and what lowered them."""

    words: str
    sign: str
    level: str
    context: str


@dataclass(frozen=True, slots=True)
class Said:
    """One message: who said it, by which door, when, and in marked pieces."""

    who: str
    theirs: bool
    door: str
    at: str
    pieces: tuple[Piece, ...]
    level: str
    reasons: tuple[Reason, ...]


def thread(entries: Sequence[TranscriptEntry], now: datetime) -> tuple[Said, ...]:
    """The conversation, oldest first."""
    return tuple(_said(entry, now) for entry in entries)


def reasons(evidence: Sequence[Finding]) -> tuple[Reason, ...]:
    """The findings in words, the gravest first."""
    ordered = sorted(evidence, key=lambda found: -found.level.rank)
    return tuple(
        Reason(
            found.words,
            found.rule.replace("_", " ").replace(".", ", "),
            wording.LEVELS[found.level],
            wording.CONTEXTS.get(found.context, found.context),
        )
        for found in ordered
    )


def marked(text: str, evidence: Sequence[Finding]) -> tuple[Piece, ...]:
    """The text in pieces, those that counted with their level; where marks overlap, the gravest."""
    levels = [Level.NONE] * len(text)
    for found in sorted(evidence, key=lambda f: f.level.rank):
        stands = text[found.start : found.end] == found.words
        if stands and found.words and found.level is not Level.NONE:
            levels[found.start : found.end] = [found.level] * len(found.words)
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or levels[end] is not levels[start]:
            level = levels[start]
            pieces.append(Piece(text[start:end], "" if level is Level.NONE else level.value))
            start = end
    return tuple(pieces)


def _said(entry: TranscriptEntry, now: datetime) -> Said:
    names = {"they": "The person", "we": "The helpline", "officer": "An officer"}
    return Said(
        who=names.get(entry.who, entry.who),
        theirs=entry.who == "they",
        door=wording.DOORS.get(entry.door, entry.door),
        at=wording.moment_words(entry.at, now),
        pieces=marked(entry.text, entry.evidence),
        level="" if entry.level is Level.NONE else wording.LEVELS[entry.level],
        reasons=reasons(entry.evidence),
    )
