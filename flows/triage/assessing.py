"""One message -> its assessment: signs, what context leaves of them, and what the model adds.

Red needs a red sign that no context covers, or a model that is sure.  Where context covers every
sign the message is none; where it covers the red ones only, amber.  The model raises, never lowers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flows.levels import Finding, Kind, Level
from flows.triage.context import Stops, covering
from flows.triage.folding import Folded
from flows.triage.lexicon import Cue, Hit, Lexicon, Sign
from flows.triage.who import (
    MYSELF,
    SOMEBODY_ELSE,
    about_somebody_else,
    about_the_writer,
    of_nobody_else,
)

_GRAVEST: Final = (Kind.OVERDOSE, Kind.SELF_HARM, Kind.SAFEGUARDING, Kind.MEDICAL, Kind.UNCLEAR)
_ADVICE: Final = (
    "not_breathing",
    "choking",
    "fitting",
    "child",
    "not_waking",
    "taken_on_purpose",
    SOMEBODY_ELSE,
)
_NEVER_ONES_OWN: Final = frozenset(("child", "taken_on_purpose"))
_LEVELS: Final = {"red": Level.RED, "amber": Level.AMBER}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules found in one text: each sign's place with the context that covers it."""

    folded: Folded
    signs: tuple[tuple[Sign, Hit, str], ...]
    cues: tuple[tuple[Cue, Hit], ...]

    @property
    def open(self) -> tuple[tuple[Sign, Hit], ...]:
        """The signs that no context covers, parts left out."""
        return tuple((s, h) for s, h, context in self.signs if not context and s.level != "part")


def read(text: str, lexicon: Lexicon) -> Reading:
    """What the rules find in `text`."""
    return read_folded(lexicon.fold(text), lexicon)


def read_folded(folded: Folded, lexicon: Lexicon) -> Reading:
    """What the rules find in a text that has been folded already."""
    places, cues = lexicon.found(folded)
    stops = Stops.of(folded.words)
    found: list[tuple[Sign, Hit, str]] = []
    contexts: dict[str, str] = {}
    for sign in lexicon.signs:
        hits = _together(sign.needs, places) if sign.needs else places.get(sign.id)
        for hit in hits or ():
            context = covering(sign, hit, cues, folded, stops)
            if sign.needs and not context:
                context = next((contexts[n] for n in sign.needs if contexts.get(n)), "")
            contexts[sign.id] = (
                context if sign.id not in contexts or not context else contexts[sign.id]
            )
            found.append((sign, hit, context))
    return Reading(folded, tuple(found), tuple(cues))


def _together(needs: Sequence[str], places: Mapping[str, Sequence[Hit]]) -> Sequence[Hit]:
    """One place that spans the first of each of `needs`, where all of them were found."""
    if any(need not in places for need in needs):
        return ()
    first = [places[need][0] for need in needs]
    return (Hit(min(h.start for h in first), max(h.end for h in first)),)


def level_of(reading: Reading) -> Level:
    """What the rules alone make of a reading."""
    levels = {sign.level for sign, _ in reading.open}
    if "red" in levels:
        return Level.RED
    return Level.AMBER if "amber" in levels else Level.NONE


def findings(reading: Reading, overall: Level) -> tuple[Finding, ...]:
    """The reasons, gravest first, each with the person's own words."""
    found = [
        _finding(reading, sign, hit, context, overall)
        for sign, hit, context in reading.signs
        if sign.level != "part"
    ]
    return tuple(sorted(found, key=lambda f: (-f.level.rank, f.start, f.rule)))


def _finding(reading: Reading, sign: Sign, hit: Hit, context: str, overall: Level) -> Finding:
    start = reading.folded.spans[hit.start][0]
    end = max(end for _, end in reading.folded.spans[hit.start : hit.end])
    level = _LEVELS[sign.level]
    if context:
        level = Level.AMBER if overall is not Level.NONE and level is Level.RED else Level.NONE
    return Finding(sign.id, reading.folded.source[start:end], start, end, level, context)


def telling(reading: Reading, level: str) -> list[Sign]:
    """The open signs of `level` that kind and advice go by.

    Where nobody else is spoken of, "not wake" in a wish not to wake is that wish, and no sign of
    somebody who cannot be woken.
    """
    found = [(sign, hit) for sign, hit in reading.open if sign.level == level]
    wishes = [hit for sign, hit in found if sign.kind is Kind.SELF_HARM]
    if wishes and of_nobody_else(reading.folded.words):
        found = [
            (sign, hit)
            for sign, hit in found
            if not (sign.by_another and any(hit.overlaps(wish) for wish in wishes))
        ]
    return [sign for sign, _ in found]


def kind_of(signs: Sequence[Sign]) -> Kind:
    """The gravest kind among `signs`; what may be danger is unclear, and asked about first."""
    if any(sign.perhaps_of for sign in signs):
        return Kind.UNCLEAR
    kinds = {sign.kind for sign in signs}
    return next((kind for kind in _GRAVEST if kind in kinds), Kind.UNCLEAR)


def advice_of(reading: Reading, signs: Sequence[Sign], kind: Kind) -> str:
    """Which advice the signs of `kind` ask for; empty for the general one."""
    wanted = {sign.advice for sign in signs if sign.kind is kind}
    if kind is Kind.SELF_HARM and about_somebody_else(reading.folded.words):
        wanted.add(SOMEBODY_ELSE)
    if kind is Kind.OVERDOSE and _of_the_writer(reading, wanted):
        return MYSELF
    return next((advice for advice in _ADVICE if advice in wanted), "")


def _of_the_writer(reading: Reading, wanted: set[str]) -> bool:
    """Whether what was found is the writer's own state; nobody writes that they cannot be woken."""
    if not wanted.isdisjoint(_NEVER_ONES_OWN):
        return False
    signs = [(sign, hit) for sign, hit in reading.open if sign.level == "red"]
    if any(sign.by_another for sign, _ in signs):
        return False
    return about_the_writer(reading.folded.words, [(hit.start, hit.end) for _, hit in signs])
