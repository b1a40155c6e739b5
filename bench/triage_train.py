"""Makes the triage model from the corpus in the repository, and records how it fares on writers it
has not seen.

    python -m bench.triage_train

Two machines learn from the same table, and what is shipped is their mean: a logistic regression a
question, and a small network (triage_net.py), which counts three times as much.  They err apart,
and together less than either.

Writes flows/triage/weights/: the table of weights, the thresholds, and the cross-validated scores
that the report and the gate read.  Needs scikit-learn (the extra `train`), which nothing that runs
in production imports.  Deterministic: on one kind of machine the same corpus and lexicon give the
same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression

from bench.triage_net import Network, trained
from flows.triage.assessing import level_of, read
from flows.triage.corpus_files import Row, corpus_digest, corpus_rows
from flows.triage.features import BLOCKS, features
from flows.triage.loading import lexicon
from flows.triage.model import FOLDER, QUESTIONS, Scores, meanings

FOLDS: Final = 5
ROUNDED: Final = 1000
LEAST_SEEN: Final = 8
STRENGTH: Final = 0.6
BLOCK_WEIGHTS: Final = (1.0, 1.5, 1.2, 0.7, 1.0)
EVERYDAY_COUNTS: Final = 3.0
NETWORK_COUNTS: Final = 0.75  # the rest is the regression's
# What thresholds are set for, over writers that the model has not seen: the share of harmless
# messages in the files that were given to the project, and of everyday chatter, that may come out
# at a level or a higher one.  The project's own files do not count here: they were written to be
# harder than the world.  `quiet` keeps everyday chatter from ringing; `watchful` lets it ring, and
# misses less.  Everyday chatter is fifty times as many messages, so what is set by it holds still
# from one training to the next.
FALSE_ALARMS: Final = {
    "quiet": {"red": (0.06, 0.015), "amber": (0.22, 0.05)},
    "watchful": {"red": (0.06, 0.03), "amber": (0.22, 0.125)},
}
IN_SERVICE: Final = "watchful"


def answers(rows: list[Row]) -> list[tuple[Any, Any]]:
    """For each of the model's questions the right answers, and which rows it learns them from.

    A message of one kind is no example against another: an overdose on purpose is both.
    """
    label = np.array([row.label for row in rows])
    none = label == "none"
    return [(label == question, none | (label == question)) for question in QUESTIONS]


def weights_of(rows: list[Row]) -> Any:
    """How much each message counts: everyday chatter and the plainest questions more, because the
    world is full of them.
    """
    common = [row.everyday or row.asked for row in rows]
    return np.where(common, EVERYDAY_COUNTS, 1.0)


class Table:
    """The features of all rows as one sparse matrix."""

    def __init__(self, found: list[Any]):
        seen: Counter[tuple[int, str]] = Counter()
        for blocks in found:
            for number, names in enumerate(blocks):
                seen.update((number, name) for name in names)
        kept = sorted(key for key, count in seen.items() if count >= LEAST_SEEN)
        self.columns = {key: at for at, key in enumerate(kept)}
        self.rarity = np.array([np.log((1 + len(found)) / (1 + seen[key])) + 1 for key in kept])
        self.matrix = self._matrix(found)

    def _matrix(self, found: list[Any]) -> Any:
        at: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, blocks in enumerate(found):
            for number, names in enumerate(blocks):
                scale = BLOCK_WEIGHTS[number] / max(len(names), 1) ** 0.5
                for name in sorted(names):
                    column = self.columns.get((number, name))
                    if column is not None:
                        at.append(row)
                        columns.append(column)
                        values.append(scale * self.rarity[column])
        size = (len(found), len(self.columns))
        return sparse.csr_matrix((values, (at, columns)), shape=size, dtype=np.float32)


def learned(matrix: Any, rows: list[Row]) -> Network:
    """What both machines make of these rows: the mean of their answers, as one network."""
    weight = weights_of(rows)
    right = np.array([(*QUESTIONS, "none").index(row.label) for row in rows])
    network = trained(matrix, (right + 1) % (len(QUESTIONS) + 1), weight)
    for column, (yes, taught) in enumerate(answers(rows)):
        line = fitted(matrix[taught], yes[taught], weight[taught])
        network.feature[:, column] = _mixed(network.feature[:, column], line.coef_[0])
        network.bias[column] = _mixed(network.bias[column], line.intercept_[0])
    network.out *= NETWORK_COUNTS
    return network


def _mixed(network: Any, line: Any) -> Any:
    return NETWORK_COUNTS * network + (1 - NETWORK_COUNTS) * line


def fitted(matrix: Any, right: Any, weight: Any) -> Any:
    """A logistic regression, the same every time."""
    machine = LogisticRegression(
        C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=200, random_state=0
    )
    return machine.fit(matrix, right, sample_weight=weight)


def fold_of(writers: list[str]) -> dict[str, int]:
    """Which fold each writer is held out in: the first files apart, the others in turn."""
    return {writer: number % FOLDS for number, writer in enumerate(sorted(writers))}


def held_out(table: Table, rows: list[Row]) -> Any:
    """Each row's scores by models that never saw its writer."""
    folds = fold_of(sorted({row.writer for row in rows}))
    fold = np.array([folds[row.writer] for row in rows])
    scores = np.zeros((len(rows), len(QUESTIONS)))
    for number in range(FOLDS):
        others = np.flatnonzero(fold != number)
        network = learned(table.matrix[others], [rows[at] for at in others])
        scores[fold == number] = network.scores(table.matrix[fold == number])
        print(f"part {number + 1} of {FOLDS} held out", flush=True)
    return np.round(scores, 3)


def thresholds(
    rows: list[Row], rules: list[str], scores: Any, allowed: Mapping[str, tuple[float, float]]
) -> dict[str, float]:
    """From which score on a message is raised, so that false alarms stay where we want them.

    Two kinds of harmless messages have their say, and the stricter one holds: those to a helpline,
    two thirds of them written to fool, and everyday chatter, of which the world is full.
    """
    none = np.array([row.label == "none" for row in rows])
    given = np.array([row.given for row in rows])
    everyday = np.array([row.everyday for row in rows])
    rule = np.array(rules)
    answered = [Scores(*found) for found in scores]
    urgent = np.array([found.urgent for found in answered])
    anything = np.array([found.anything for found in answered])
    limits: dict[str, float] = {}
    flagged = rule != "none"
    for level, score, already in (("red", urgent, rule == "red"), ("amber", anything, flagged)):
        if level == "amber":
            already = already | (urgent >= limits["red"])
        cuts = [
            _cut(score[of], already[of], share)
            for of, share in zip((none & given, none & everyday), allowed[level], strict=True)
        ]
        limits[level] = round(max(cuts), 3)
    return limits


def _cut(scores: Any, already: Any, share: float) -> float:
    """The lowest score to raise from, so that no more than `share` are raised in all."""
    room = int(share * len(scores)) - int(already.sum())
    rest = np.sort(scores[~already])[::-1]
    return float(rest[max(room, 0)]) + 0.0005 if room < len(rest) else float(rest[-1])


def save(table: Table, rows: list[Row], rules: list[str], scores: Any) -> None:
    """Write the table of weights, its description and the cross-validated scores."""
    network = learned(table.matrix, rows)
    weights = network.feature * table.rarity[:, None]
    lines = []
    for (block, name), at in table.columns.items():
        scaled = [round(float(w) * BLOCK_WEIGHTS[block] * ROUNDED) for w in weights[at]]
        lines.append("\t".join([str(block), name, *map(str, scaled)]))
    FOLDER.mkdir(exist_ok=True)
    content = ("\n".join(lines) + "\n").encode()
    (FOLDER / "weights.txt").write_bytes(content)
    facts = {
        "weights": sha256(content).hexdigest(),
        "corpus": corpus_digest(),
        "lexicon": lexicon().version,
        "bias": [round(float(b) * ROUNDED) for b in [*network.bias, *network.hidden_bias]],
        "hidden": [[round(float(w), 4) for w in row] for row in network.out],
        "blocks": list(BLOCKS),
        "in_service": IN_SERVICE,
        "thresholds": {
            point: thresholds(rows, rules, scores, allowed)
            for point, allowed in FALSE_ALARMS.items()
        },
    }
    (FOLDER / "model.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    held = {
        row.id: [rule, *(round(float(s), 3) for s in found)]
        for row, rule, found in zip(rows, rules, scores, strict=True)
    }
    lines = [json.dumps([key, *value]) for key, value in held.items()]
    (FOLDER / "held_out.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Train, cross-validate over writers, and write what was found."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    rows = [row for row in corpus_rows() if row.label != "either"]
    readings = [read(row.text, lexicon()) for row in rows]
    table = Table([features(reading, meanings()) for reading in readings])
    rules = [str(level_of(reading)) for reading in readings]
    print(f"{len(rows)} messages, {len(table.columns)} features")
    scores = held_out(table, rows)
    save(table, rows, rules, scores)
    print(f"written to {Path(FOLDER)}")


if __name__ == "__main__":
    main()
