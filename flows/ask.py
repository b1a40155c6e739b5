"""Which topic a question in one's own words is about, or which two or three it may be about.

A topic's own name always means that topic.  Else a small linear model weighs words, pairs of words
and pieces of words, and the pack's own lists of related words; its weights are trained elsewhere
(bench/ask.py), rounded, and shipped with the pack.  A pack without one goes by its keywords.  When
it is not sure enough it says so, and the flow asks rather than guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from flows.typed import mentions, plain

if TYPE_CHECKING:
    from flows.pack import Pack

SURE_ENOUGH: Final = 0.3
LONGEST_QUESTION: Final = 600
BLOCK_WEIGHTS: Final = (1.0, 1.0, 0.2)  # words and pairs, pieces, related words
_PIECES: Final = (3, 4, 5)
_LONG_RUN: Final = re.compile(r"(.)\1\1+")
_SPELT: Final[Mapping[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "textspeak.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`topic` is None when it would rather ask; `topics` are the likeliest three, best first.

    Besides the pack's topics a model may know `callback`, `menu` and `other`.
    """

    topic: str | None
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """The shipped weights.

    `weights[feature]` is how rare the feature is and one weight a topic; `related` are words that
    point to a topic; `same` are words of the pack that mean the same thing.
    """

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    sharpness: float
    weights: Mapping[str, tuple[float, tuple[int, ...]]]
    unit: float
    related: Mapping[str, frozenset[str]]
    same: Mapping[str, str]


def ask(text: str, pack: Pack) -> Answer:
    """The topic that `text` is about, among those of the pack."""
    said = plain(text[:LONGEST_QUESTION])
    named = tuple(topic.id for topic in pack.topics.values() if said in topic.names)
    if named:
        return Answer(named[0], named[:3])
    if pack.asking is None:
        return _by_keywords(said, pack)
    chances = likelihoods(said, pack.asking)
    best = sorted(chances, key=lambda topic: -chances[topic])[:3]
    return Answer(best[0] if chances[best[0]] >= SURE_ENOUGH else None, tuple(best))


def likelihoods(said: str, model: Model) -> dict[str, float]:
    """How likely each topic is; they add up to one."""
    scores = list(model.bias)
    blocks = features(said, model.related, model.same)
    for block, block_weight in zip(blocks, BLOCK_WEIGHTS, strict=True):
        seen = [(n, model.weights[name]) for name, n in block if name in model.weights]
        known = [(n * rarity, weights) for n, (rarity, weights) in seen]
        length = sqrt(sum(n * n for n, _ in known)) or 1.0
        for n, weights in known:
            share = n / length * block_weight * model.unit
            for topic, weight in enumerate(weights):
                scores[topic] += share * weight
    top = max(scores)
    odds = [exp((score - top) * model.sharpness) for score in scores]
    return {topic: odd / sum(odds) for topic, odd in zip(model.topics, odds, strict=True)}


Block = list[tuple[str, float]]


def features(
    said: str, related: Mapping[str, frozenset[str]], same: Mapping[str, str]
) -> tuple[Block, Block, Block]:
    """What the model looks at in `said` (already plain): words and pairs, pieces, related words."""
    words = spelt_out(said, same)
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    pieces = {
        f"#{framed[at : at + size]}"
        for framed in (f"_{word}_" for word in words)
        for size in _PIECES
        for at in range(len(framed) - size + 1)
    }
    pointing = {f"@{topic}": len(known & set(words)) for topic, known in related.items()}
    return (
        [(feature, 1.0) for feature in sorted({*words, *pairs})],
        [(feature, 1.0) for feature in sorted(pieces)],
        [(feature, float(n)) for feature, n in pointing.items() if n],
    )


def spelt_out(said: str, same: Mapping[str, str]) -> list[str]:
    """The words of `said` (already plain), text-speak written out, long runs of a letter cut."""
    words: Iterable[str] = _LONG_RUN.sub(r"\1\1", said).split()
    return " ".join(same.get(word) or _SPELT.get(word, word) for word in words).split()


def _by_keywords(said: str, pack: Pack) -> Answer:
    scored = [(mentions(said, topic.keywords), topic.id) for topic in pack.topics.values()]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    topics = tuple(topic for _, topic in found[:3])
    clear = len(found) == 1 or (len(found) > 1 and found[0][0] > found[1][0])
    return Answer(topics[0] if clear else None, topics)
