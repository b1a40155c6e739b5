"""Trains the small model behind `helpline ask`, and measures it on questions it has not seen.

    python -m bench.ask measure    trains on all corpus files but one, asks that one; each in turn
    python -m bench.ask train      trains on all of them and writes the weights beside the words
    python -m bench.ask speed      asks the shipped model every question and says how long it took

Needs scikit-learn to train.  What is shipped is scored by flows/ alone, and so is what is measured
here.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from math import log, sqrt
from pathlib import Path
from time import perf_counter_ns
from typing import Final

from flows.ask import ask, weighed
from flows.asked import MODEL, Weights, read_words, ready, written
from flows.pack import CONTENT, load
from flows.topic_model import BLOCK_WEIGHTS, RARE_UNIT, Model, features, likelihoods
from flows.typed import plain

PACK: Final = CONTENT / "ketamine"
CORPUS: Final = CONTENT.parent / "ask_corpus"
SHARPNESS: Final = 3.0
REGULARISATION: Final = 0.8
LEAST_PIECES: Final = 2
MOST: Final = 127
LEAST_WEIGHT: Final = 2

Question = tuple[str, str]


def corpus() -> dict[str, list[Question]]:
    """Every labelled question by the file it stands in: each file is another set of voices."""
    return {path.stem: [_question(line) for line in _lines(path)] for path in _files()}


def _files() -> list[Path]:
    return sorted(CORPUS.glob("*.jsonl"))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _question(line: str) -> Question:
    row = json.loads(line)
    return plain(row["text"]), row["topic"]


def train(questions: Sequence[Question]) -> Weights:
    """The weights of these questions, rounded as they will be shipped."""
    ideas, same = read_words(PACK)
    seen = [features(said, ideas, same) for said, _ in questions]
    rare = _rareness(seen)
    rows = [_row(blocks, rare) for blocks in seen]
    vectors = importlib.import_module("sklearn.feature_extraction").DictVectorizer()
    machine = importlib.import_module("sklearn.svm").LinearSVC(C=REGULARISATION)
    matrix = vectors.fit_transform(rows)
    matrix.indices, matrix.indptr = matrix.indices.astype("i4"), matrix.indptr.astype("i4")
    machine.fit(matrix, [topic for _, topic in questions])
    names: list[str] = vectors.get_feature_names_out().tolist()
    unit = float(abs(machine.coef_).max()) / MOST
    rounded = (machine.coef_ / unit).round().astype(int).T.tolist()
    weights = {
        name: (rare[name], tuple(row))
        for name, row in zip(names, rounded, strict=True)
        if max(map(abs, row)) >= LEAST_WEIGHT
    }
    bias = tuple(round(float(b), 4) for b in machine.intercept_)
    return Weights(tuple(machine.classes_), bias, SHARPNESS, unit, weights)


def _model(questions: Sequence[Question]) -> Model:
    return ready(train(questions), *read_words(PACK))


Blocks = tuple[Collection[str], ...]


def _rareness(seen: Sequence[Blocks]) -> dict[str, int]:
    """How rare each feature is among the questions, in hundredths.

    A piece of a word, or a pair of ideas, that was met once is left out.
    """
    counted = Counter(name for blocks in seen for name in chain(*blocks))
    return {
        name: round(RARE_UNIT * (1 + log((1 + len(seen)) / (1 + n))))
        for name, n in counted.items()
        if name[0] not in "#~" or n >= LEAST_PIECES
    }


def _row(blocks: Blocks, rare: Mapping[str, int]) -> dict[str, float]:
    row: dict[str, float] = {}
    for block, weight in zip(blocks, BLOCK_WEIGHTS, strict=True):
        known = {name: rare[name] for name in sorted(block) if name in rare}
        length = sqrt(sum(n * n for n in known.values())) or 1.0
        row |= {name: n / length * weight for name, n in known.items()}
    return row


def measure() -> None:
    """Prints, for each file left out, how often it is right first, among three, and when sure."""
    files = corpus()
    totals: Counter[str] = Counter()
    print(f"{'left out':<28}{'n':>6}{'first':>8}{'of three':>10}{'answers':>9}{'right then':>12}")
    for left_out, asked in files.items():
        model = _model([q for name, rows in files.items() if name != left_out for q in rows])
        counts = _counted(model, asked)
        totals += counts
        print(_shown(left_out, counts))
    print(_shown("all", totals))


def _counted(model: Model, asked: Iterable[Question]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for said, topic in asked:
        answer = weighed(likelihoods(said, model))
        counts += Counter(
            n=1,
            first=answer.topics[0] == topic,
            three=topic in answer.topics,
            sure=answer.topic is not None,
            right=answer.topic == topic,
        )
    return counts


def _shown(name: str, counts: Counter[str]) -> str:
    n, sure = counts["n"], counts["sure"] or 1
    shares = (counts["first"] / n, counts["three"] / n, counts["sure"] / n, counts["right"] / sure)
    return f"{name:<28}{n:>6}{shares[0]:>8.3f}{shares[1]:>10.3f}{shares[2]:>9.3f}{shares[3]:>12.3f}"


def speed() -> None:
    """Prints how long a question takes in the shipped pack, the whole of `ask`."""
    pack = load(PACK)
    took = []
    for said, _ in chain(*corpus().values()):
        began = perf_counter_ns()
        ask(said, pack)
        took.append((perf_counter_ns() - began) / 1e6)
    took.sort()
    mean, p99 = sum(took) / len(took), took[len(took) * 99 // 100]
    print(f"n {len(took)}, p50 {took[len(took) // 2]:.3f} ms, mean {mean:.3f}, p99 {p99:.3f}")


def main(arguments: Sequence[str]) -> None:
    """Train, measure or time."""
    match list(arguments):
        case ["train"]:
            found = train([question for rows in corpus().values() for question in rows])
            (PACK / MODEL).write_text(written(found), encoding="utf-8")
        case ["speed"]:
            speed()
        case _:
            measure()


if __name__ == "__main__":
    main(sys.argv[1:])
