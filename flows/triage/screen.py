"""`assess`: the one entrance to triage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from flows.events import Door
from flows.levels import Assessment, Finding, Kind, Level, higher
from flows.triage.assessing import (
    Reading,
    advice_of,
    findings,
    kind_of,
    level_of,
    read,
    telling,
)
from flows.triage.features import Features
from flows.triage.language import foreign
from flows.triage.lexicon import LexiconError
from flows.triage.loading import lexicon
from flows.triage.model import QUESTIONS, Scores, features_of, model

_REMEMBERED: Final = 5
_LATELY: Final = 800
_LEAST_WORDS: Final = 3
_HARMLESS: Final = "hello, what time are you open today"


@lru_cache(maxsize=1)
def version() -> str:
    """The version of lexicon and model together."""
    return f"lexicon {lexicon().version} model {model().version}"


def assess(
    text: str,
    *,
    channel: Door = "sms",
    recent: Sequence[str] = (),
    alone: Assessment | None = None,
) -> Assessment:
    """How urgent `text` is, alone and together with what was said lately (oldest first).

    What was said lately counts only so far as the new words change it: a text that was answered
    is not answered again.  A caller that has the assessment of `text` alone hands it in as `alone`
    and pays for the conversation only.
    """
    del channel  # transcripts and texts are read alike: what is misheard may also be misspelt
    if alone is None:
        alone = _assessed(read(text, lexicon()))
    if not recent or alone.level is Level.RED:
        return alone
    before = _lately(recent)
    together = read(f"{before} {text}", lexicon())
    level = level_of(together)
    if level.rank <= alone.level.rank:  # nearly always: what was said before need not be read
        return alone
    if _tipped(level, alone.level, level_of(read(before, lexicon()))):
        return _assessed(together)
    return alone


def _lately(recent: Sequence[str]) -> str:
    """The end of what was said lately: no more than leaves room to read the new words after it."""
    before = " ".join(recent[-_REMEMBERED:])
    if len(before) <= _LATELY:
        return before
    return before[-_LATELY:].partition(" ")[2]


def self_test() -> None:
    """Raise LexiconError when a phrase of the critical list does not come out red, or a greeting
    does not come out harmless.

    Afterwards all that triage reads from disk is read, the model's part too: no message waits.
    """
    greeting = assess(_HARMLESS)
    if greeting.level is not Level.NONE:
        raise LexiconError(f"{_HARMLESS!r} came out {greeting.level} {greeting.kind}")
    for text, kind in lexicon().critical:
        found = assess(text)
        if found.level is not Level.RED or found.kind != kind:
            raise LexiconError(f"{text!r} came out {found.level} {found.kind}")


def raised(reading: Reading, rules: Level, scores: Scores) -> Level:
    """The level that the model makes of what the rules found: never a lower one.

    Of a word or two it says nothing: those are commands, names and answers, and the rules know
    the words that are dangerous by themselves.
    """
    if len(set(reading.folded.spans)) < _LEAST_WORDS:
        return rules
    limits = model().thresholds
    if scores.urgent >= limits["red"]:
        return Level.RED
    if scores.anything >= limits["amber"] or scores.urgent >= limits["amber"]:
        return higher(rules, Level.AMBER)
    return rules


def _tipped(together: Level, alone: Level, before: Level) -> bool:
    """Whether the new words made of the conversation what neither they nor it was before."""
    return together.rank > max(alone.rank, before.rank)


def _assessed(reading: Reading) -> Assessment:
    rules = level_of(reading)
    if rules is Level.RED:  # the model can add nothing to red
        signs = telling(reading, "red")
        kind = kind_of(signs)
        advice = advice_of(reading, signs, kind)
        return Assessment(rules, kind, findings(reading, rules), advice, version())
    seen = features_of(reading)
    scores = model().scores(seen)
    level = raised(reading, rules, scores)
    if level is Level.NONE and foreign(reading.folded, lexicon().function_words, model().words):
        return _foreign(reading)
    evidence = findings(reading, level)
    if level is Level.NONE:
        return Assessment(level, None, evidence, "", version())
    signs = telling(reading, str(level))
    if level is rules:
        kind = kind_of(signs)
        return Assessment(level, kind, evidence, advice_of(reading, signs, kind), version())
    kind = _kind_by_model(level, scores)
    named = _by_model(reading, seen, level, scores)
    sign = advice_of(reading, [sign for sign, _ in reading.open], kind)
    return Assessment(level, kind, (*named, *evidence), sign, version())


def _kind_by_model(level: Level, scores: Scores) -> Kind:
    if level is Level.RED:
        return Kind.SELF_HARM if scores.self_harm > scores.overdose else Kind.OVERDOSE
    return Kind.MEDICAL if scores.medical > scores.urgent else Kind.UNCLEAR


def _by_model(
    reading: Reading, seen: Features, level: Level, scores: Scores
) -> tuple[Finding, ...]:
    """The words that weighed most with the model, as reasons."""
    asked = QUESTIONS[:2] if level is Level.RED else QUESTIONS
    question = max(asked, key=lambda name: float(getattr(scores, name)))
    found = []
    for at in model().strongest(reading, seen, question):
        start, end = reading.folded.spans[at]
        words = reading.folded.source[start:end]
        found.append(Finding(f"model.{question}", words, start, end, level))
    return tuple(found)


def _foreign(reading: Reading) -> Assessment:
    words = reading.folded.source
    finding = Finding("unclear.language", words, 0, len(words), Level.AMBER)
    return Assessment(Level.AMBER, Kind.UNCLEAR, (finding,), "", version())
