"""The small linear model of which topic a question is about: what it looks at, and how it adds up.

It weighs words, pairs of words, pieces of words, and the pack's own ideas (words that belong
together, such as all those for money), alone and two by two.  Its weights are trained
elsewhere (bench/ask.py), rounded, and shipped with the pack.  Every text that no name decides comes
through here, so it is made to be cheap: no word is looked up in a loop over topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise, repeat
from math import exp, sqrt
from pathlib import Path
from typing import Final

import yaml

from flows.lanes import unpacked

RARE_UNIT: Final = 100  # how rare a feature is, is kept in hundredths
BLOCK_WEIGHTS: Final = (1.0, 1.0, 0.6, 0.6)  # words and pairs, pieces, ideas, pairs of ideas
_SIZES: Final = (3, 4, 5)
_LONG_RUN: Final = re.compile(r"(.)\1\1+")
_SPELT: Final[Mapping[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "textspeak.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Model:
    """The shipped weights.

    `rows[feature]` holds, packed (flows/lanes.py), the square of how rare the feature is and then,
    times how rare it is, one weight a topic.  `ideas` says which ideas a word belongs to, and
    `same` which words of the pack mean the same thing.
    """

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    sharpness: float
    rows: Mapping[str, int]
    unit: float
    ideas: Mapping[str, tuple[str, ...]]
    same: Mapping[str, str]


def likelihoods(said: str, model: Model) -> dict[str, float]:
    """How likely each topic is for what was `said` (already plain); they add up to one."""
    scores = list(model.bias)
    lanes = 1 + len(model.topics)
    for seen, weight in zip(features(said, model.ideas, model.same), BLOCK_WEIGHTS, strict=True):
        squares, *sums = unpacked(sum(map(model.rows.get, seen, repeat(0))), lanes)
        if squares:
            share = weight * model.unit / sqrt(squares)
            scores = [score + share * n for score, n in zip(scores, sums, strict=True)]
    top = max(scores)
    odds = [exp((score - top) * model.sharpness) for score in scores]
    whole = sum(odds)
    return {topic: odd / whole for topic, odd in zip(model.topics, odds, strict=True)}


def features(
    said: str, ideas: Mapping[str, tuple[str, ...]], same: Mapping[str, str]
) -> tuple[set[str], set[str], set[str], set[str]]:
    """What the model looks at, in the blocks of `BLOCK_WEIGHTS`."""
    words = spelt_out(said, same)
    found = {f"~{idea}" for word in words if word in ideas for idea in ideas[word]}
    pairs = set(map("".join, combinations(sorted(found), 2)))
    return _word_features(words), _pieces(words), found, pairs


def _word_features(words: list[str]) -> set[str]:
    """The words themselves and each two that stand together."""
    return {*words, *map(" ".join, pairwise(words))}


def _pieces(words: Iterable[str]) -> set[str]:
    """Every run of three, four and five letters, the edges of a word counting as letters."""
    return {
        f"#{framed[at : at + size]}"
        for framed in {f"_{word}_" for word in words}
        for size in _SIZES
        for at in range(len(framed) - size + 1)
    }


def spelt_out(said: str, same: Mapping[str, str]) -> list[str]:
    """The words of `said` (already plain), text-speak written out, long runs of a letter cut."""
    words = _LONG_RUN.sub(r"\1\1", said).split()
    return " ".join(same.get(word) or _SPELT.get(word, word) for word in words).split()
