"""The small model: a table of rounded weights, packaged as data, scored in plain Python.

Each feature of a text adds to the answers straight, and to a few hidden units; a unit that comes
out above nothing adds to the answers in its turn, so that two things together can mean what
neither does alone.

It answers three questions about a text, each by its own weights: is somebody in danger from what
they took, does somebody mean to harm themselves, is it for a doctor.  It may raise a level and
never lowers one; that is seen to by whoever asks.  `bench/triage_train.py` makes the table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import repeat
from math import exp, log1p
from operator import mul
from pathlib import Path
from typing import Any, Final

from flows.lanes import packed, unpacked
from flows.triage.assessing import Reading
from flows.triage.features import BLOCKS, MOST_WORDS, Features, features
from flows.triage.lexicon import LexiconError
from flows.triage.loading import kinds_of_words

QUESTIONS: Final = ("overdose", "self_harm", "medical")
FOLDER: Final = Path(__file__).with_name("weights")
_SCALE: Final = 1000.0
_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Scores:
    """The model's answers, one for each question; above 0 is more likely yes than no."""

    overdose: float
    self_harm: float
    medical: float

    @property
    def urgent(self) -> float:
        """How likely it is an overdose or self-harm: one good reason is enough, two are better."""
        return _either(self.overdose, self.self_harm)

    @property
    def anything(self) -> float:
        """How likely it is anything that a person should see soon."""
        return _either(self.urgent, self.medical)


def _either(one: float, other: float) -> float:
    return max(one, other) + log1p(exp(-abs(one - other)))


@dataclass(frozen=True, slots=True)
class Model:
    """The weights by block and feature, in thousandths, and from which scores a level is raised.

    A feature's weights, one for each question and one for each hidden unit, are packed in one
    number (flows/lanes.py), and `bias` has what each begins from in the same order.  `hidden` says
    what a unit adds to each question.
    `point` names the point of work in service: `quiet` where everyday chatter hardly ever rings,
    `watchful` where it may, and less is missed.
    """

    version: str
    bias: tuple[int, ...]
    weights: tuple[Mapping[str, int], ...]
    hidden: tuple[tuple[float, ...], ...]
    point: str
    thresholds: Mapping[str, float]
    corpus: str

    @property
    def words(self) -> Mapping[str, int]:
        """The words, and runs of them, that it has met often enough to know."""
        return self.weights[BLOCKS.index("words")]

    def scores(self, found: Features) -> Scores:
        """The answers for a text with these features."""
        totals = self._totals(found)
        answers = totals[: len(QUESTIONS)]
        for total, adds in zip(totals[len(QUESTIONS) :], self.hidden, strict=True):
            if total > 0:
                answers = [answer + total * add for answer, add in zip(answers, adds, strict=True)]
        return Scores(*(round(answer / _SCALE, 3) for answer in answers))

    def _totals(self, found: Features) -> list[float]:
        """What comes straight to each question, and what to each hidden unit, in thousandths."""
        totals = [float(b) for b in self.bias]
        for names, weights in zip(found, self.weights, strict=True):
            if worth := sum(map(weights.get, names, repeat(0))):
                size = len(names) ** 0.5
                added = unpacked(worth, len(totals))
                totals = [total + more / size for total, more in zip(totals, added, strict=True)]
        return totals

    def strongest(self, reading: Reading, seen: Features, question: str) -> tuple[int, ...]:
        """Which words (by number) spoke most for yes to `question`, the strongest first."""
        speaks = self._speaks(seen, QUESTIONS.index(question))
        words, letters = self.words, self.weights[BLOCKS.index("letters")]
        said = reading.folded.words[:MOST_WORDS]
        worth: dict[int, float] = {}
        for at, word in enumerate(said):
            if not word.isalnum():
                continue
            around = {word, " ".join(said[max(0, at - 1) : at + 1]), " ".join(said[at : at + 2])}
            spoke = sum(map(words.get, around, repeat(0))) + letters.get(f" {word} ", 0)
            row = unpacked(spoke, len(speaks))
            worth[at] = sum(map(mul, row, speaks))
        best = sorted((at for at in worth if worth[at] > 0), key=lambda at: (-worth[at], at))
        return tuple(best[:_MOST_NAMED])

    def _speaks(self, seen: Features, column: int) -> list[float]:
        """How much each number of a feature's row speaks for a question, for this text."""
        straight = [float(at == column) for at in range(len(QUESTIONS))]
        units = zip(self._totals(seen)[len(QUESTIONS) :], self.hidden, strict=True)
        return [*straight, *(adds[column] if total > 0 else 0.0 for total, adds in units)]


@lru_cache(maxsize=1)
def model() -> Model:
    """The model packaged with this version."""
    return load(FOLDER)


def load(folder: Path) -> Model:
    """The model in `folder`.  Raises LexiconError when its files do not belong together."""
    facts: Mapping[str, Any] = json.loads((folder / "model.json").read_text("utf-8"))
    table = (folder / "weights.txt").read_bytes()
    digest = sha256(table).hexdigest()
    if facts["weights"] != digest:
        raise LexiconError("weights.txt is not the table that model.json describes")
    weights: tuple[dict[str, int], ...] = tuple({} for _ in BLOCKS)
    for line in table.decode("utf-8").splitlines():
        block, name, *numbers = line.split("\t")
        weights[int(block)][name] = packed([int(n) for n in numbers])
    return Model(
        version=digest[:10],
        bias=tuple(int(n) for n in facts["bias"]),
        weights=weights,
        hidden=tuple(tuple(float(n) for n in row) for row in facts["hidden"]),
        point=facts["in_service"],
        thresholds={k: float(v) for k, v in facts["thresholds"][facts["in_service"]].items()},
        corpus=facts["corpus"],
    )


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, Sequence[str]]:
    """The kinds that each word belongs to."""
    return kinds_of_words()


def features_of(reading: Reading) -> Features:
    """What the packaged model sees of what was read."""
    return features(reading, meanings())


def scores_of(reading: Reading) -> Scores:
    """The packaged model's answers about what was read."""
    return model().scores(features_of(reading))
