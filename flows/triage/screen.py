"""`assess`: the one entrance to triage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flows.events import Door
from flows.levels import Assessment, Level
from flows.triage.assessing import (
    Reading,
    advice_of,
    findings,
    kind_of,
    level_of,
    read,
)
from flows.triage.lexicon import LexiconError
from flows.triage.loading import lexicon

_REMEMBERED: Final = 5


def version() -> str:
    """The version of lexicon and model together."""
    return f"lexicon {lexicon().version}"


def assess(text: str, *, channel: Door = "sms", recent: Sequence[str] = ()) -> Assessment:
    """How urgent `text` is, alone and together with what was said lately (oldest first).

    What was said lately counts only so far as the new words change it: a text that was answered
    is not answered again.
    """
    del channel
    alone = _alone(text)
    if not recent or alone.level is Level.RED:
        return alone
    before = " . ".join(recent[-_REMEMBERED:])
    together = _alone(f"{before} {text}")
    earlier = _alone(before)
    if together.level.rank > max(alone.level.rank, earlier.level.rank):
        return together
    return alone


def self_test() -> None:
    """Raise LexiconError when a phrase of the critical list does not come out red."""
    for text, kind in lexicon().critical:
        found = assess(text)
        if found.level is not Level.RED or found.kind != kind:
            raise LexiconError(f"{text!r} came out {found.level} {found.kind}")


def _alone(text: str) -> Assessment:
    reading = read(text, lexicon())
    return _assessment(reading)


def _assessment(reading: Reading) -> Assessment:
    level = level_of(reading)
    evidence = findings(reading, level)
    if level is Level.NONE:
        return Assessment(level, None, evidence, "", version())
    signs = [s for s, _ in reading.open if s.level == str(level)]
    kind = kind_of(signs)
    return Assessment(level, kind, evidence, advice_of(signs, kind), version())
