"""The small linear model: a table of rounded weights, packaged as data, scored in plain Python.

It answers four questions about a text: is it urgent (red), is it anything at all (amber), is it
about self-harm, is it for a doctor.  It may raise a level and never lowers one; that is seen to by
whoever asks.  `bench/triage_train.py` makes the table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from flows.triage.assessing import Reading
from flows.triage.features import BLOCKS, Features, features
from flows.triage.lexicon import LexiconError
from flows.triage.loading import kinds_of_words

QUESTIONS: Final = ("urgent", "anything", "self_harm", "medical")
FOLDER: Final = Path(__file__).with_name("weights")
_SCALE: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Scores:
    """The model's answers; above 0 is more likely yes than no."""

    urgent: float
    anything: float
    self_harm: float
    medical: float


@dataclass(frozen=True, slots=True)
class Model:
    """The weights by block and feature, in thousandths, and the thresholds they were set for."""

    version: str
    bias: tuple[int, ...]
    weights: tuple[Mapping[str, tuple[int, ...]], ...]
    thresholds: Mapping[str, float]
    corpus: str

    def scores(self, found: Features) -> Scores:
        """The answers for a text with these features."""
        totals = [float(b) for b in self.bias]
        for names, weights in zip(found, self.weights, strict=True):
            if not names:
                continue
            urgent = anything = self_harm = medical = 0
            for name in names:
                if name in weights:
                    one, two, three, four = weights[name]
                    urgent += one
                    anything += two
                    self_harm += three
                    medical += four
            size = len(names) ** 0.5
            totals[0] += urgent / size
            totals[1] += anything / size
            totals[2] += self_harm / size
            totals[3] += medical / size
        return Scores(*(round(total / _SCALE, 3) for total in totals))

    def strongest(self, reading: Reading, question: str, most: int = 3) -> tuple[int, ...]:
        """Which words (by number) spoke most for yes to `question`, the strongest first."""
        column = QUESTIONS.index(question)
        words, letters = self.weights[BLOCKS.index("words")], self.weights[BLOCKS.index("letters")]
        said = reading.folded.words
        worth: dict[int, float] = {}
        for at, word in enumerate(said):
            if not word.isalnum():
                continue
            around = [word, " ".join(said[max(0, at - 1) : at + 1]), " ".join(said[at : at + 2])]
            worth[at] = sum(words[name][column] for name in set(around) if name in words)
            whole = f" {word} "
            worth[at] += letters[whole][column] if whole in letters else 0
        best = sorted((at for at in worth if worth[at] > 0), key=lambda at: (-worth[at], at))
        return tuple(best[:most])


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
    weights: tuple[dict[str, tuple[int, ...]], ...] = tuple({} for _ in BLOCKS)
    for line in table.decode("utf-8").splitlines():
        block, name, *numbers = line.split("\t")
        weights[int(block)][name] = tuple(int(n) for n in numbers)
    return Model(
        version=digest[:10],
        bias=tuple(int(n) for n in facts["bias"]),
        weights=weights,
        thresholds={k: float(v) for k, v in facts["thresholds"].items()},
        corpus=facts["corpus"],
    )


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, Sequence[str]]:
    """The kinds that each word belongs to."""
    return kinds_of_words()


def scores_of(reading: Reading) -> Scores:
    """The packaged model's answers about what was read."""
    return model().scores(features(reading, meanings()))
