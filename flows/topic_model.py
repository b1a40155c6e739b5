"""The small linear model of which topic a question is about: what it looks at, and how it adds up.

It weighs words, pairs of words and pieces of words, and the pack's own lists of related words.  Its
weights are trained elsewhere (bench/ask.py), rounded, and shipped with the pack.  Every text that
no name decides comes through here, so it is made to be cheap: no word is looked up in a loop over
topics.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise, repeat
from math import exp, sqrt
from pathlib import Path
from typing import Final

import yaml

from flows.lanes import unpacked

RARE_UNIT: Final = 100  # how rare a feature is, is kept in hundredths
BLOCK_WEIGHTS: Final = (1.0, 1.0, 0.2)  # words and pairs, pieces, related words
_SIZES: Final = (3, 4, 5)
_LONG_RUN: Final = re.compile(r"(.)\1\1+")
_SPELT: Final[Mapping[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "textspeak.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Model:
    """The shipped weights.

    `rows[feature]` holds, packed (flows/lanes.py), the square of how rare the feature is and then,
    times how rare it is, one weight a topic.  `related` says which topics a word points to, and
    `same` which words of the pack mean the same thing.
    """

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    sharpness: float
    rows: Mapping[str, int]
    unit: float
    related: Mapping[str, tuple[str, ...]]
    same: Mapping[str, str]


def likelihoods(said: str, model: Model) -> dict[str, float]:
    """How likely each topic is for what was `said` (already plain); they add up to one."""
    words = spelt_out(said, model.same)
    scores = list(model.bias)
    for seen, weight in zip((word_features(words), pieces(words)), BLOCK_WEIGHTS, strict=False):
        squares, *sums = _added(model, sum(map(model.rows.get, seen, repeat(0))))
        _add(scores, sums, weight * model.unit, sqrt(squares))
    pointing = pointed_at(words, model.related)
    known = {name: n for name, n in pointing.items() if name in model.rows}
    _, *sums = _added(model, sum(n * model.rows[name] for name, n in known.items()))
    length = RARE_UNIT * sqrt(sum(n * n for n in known.values()))
    _add(scores, sums, BLOCK_WEIGHTS[2] * model.unit, length)
    top = max(scores)
    odds = [exp((score - top) * model.sharpness) for score in scores]
    whole = sum(odds)
    return {topic: odd / whole for topic, odd in zip(model.topics, odds, strict=True)}


def _added(model: Model, rows: int) -> tuple[int, ...]:
    return unpacked(rows, 1 + len(model.topics))


def _add(scores: list[float], sums: list[int], weight: float, length: float) -> None:
    if length:
        share = weight / length
        scores[:] = [score + share * n for score, n in zip(scores, sums, strict=True)]


def word_features(words: list[str]) -> set[str]:
    """The words themselves and each two that stand together."""
    return {*words, *map(" ".join, pairwise(words))}


def pieces(words: Iterable[str]) -> set[str]:
    """Every run of three, four and five letters, the edges of a word counting as letters."""
    return {
        f"#{framed[at : at + size]}"
        for framed in {f"_{word}_" for word in words}
        for size in _SIZES
        for at in range(len(framed) - size + 1)
    }


def pointed_at(words: Iterable[str], related: Mapping[str, tuple[str, ...]]) -> Counter[str]:
    """How many of the words point to a topic, as features."""
    return Counter(f"@{topic}" for word in set(words) if word in related for topic in related[word])


def spelt_out(said: str, same: Mapping[str, str]) -> list[str]:
    """The words of `said` (already plain), text-speak written out, long runs of a letter cut."""
    words = _LONG_RUN.sub(r"\1\1", said).split()
    return " ".join(same.get(word) or _SPELT.get(word, word) for word in words).split()
