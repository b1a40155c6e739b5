"""Makes the triage model from the corpus in the repository, and records how it fares on writers it
has not seen.

    python -m bench.triage_train

Writes flows/triage/weights/: the table of weights, the thresholds, and the cross-validated scores
that the report and the gate read.  Needs scikit-learn (the extra `train`), which nothing that runs
in production imports.  Deterministic: the same corpus and lexicon give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression

from flows.triage.assessing import level_of, read
from flows.triage.corpus_files import Row, corpus_digest, corpus_rows
from flows.triage.features import BLOCKS, features
from flows.triage.loading import lexicon
from flows.triage.model import FOLDER, QUESTIONS, meanings

FOLDS: Final = 5
ROUNDED: Final = 1000
LEAST_SEEN: Final = 2
STRENGTH: Final = 0.5
BLOCK_WEIGHTS: Final = (1.0, 1.0, 1.2, 1.0)
MOST_FEATURES: Final = 42_000
EVERYDAY_COUNTS: Final = 2.0
# What thresholds are set for, over writers that the model has not seen.
RED_FALSE_ALARMS: Final = 0.07
FLAGGED_FALSE_ALARMS: Final = 0.22


def answers(rows: list[Row]) -> dict[str, Any]:
    """The right answer to each of the model's questions, and which rows it may learn it from."""
    label = np.array([row.label for row in rows])
    urgent = np.isin(label, ["overdose", "self_harm"])
    return {
        "urgent": (urgent, np.ones(len(rows), bool)),
        "anything": (label != "none", np.ones(len(rows), bool)),
        "self_harm": (label == "self_harm", np.ones(len(rows), bool)),
        "medical": (label == "medical", np.ones(len(rows), bool)),
    }


def weights_of(rows: list[Row]) -> Any:
    """How much each message counts: everyday chatter more, because the world is full of it."""
    return np.array([EVERYDAY_COUNTS if row.everyday else 1.0 for row in rows])


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
        return sparse.csr_matrix((values, (at, columns)), shape=(len(found), len(self.columns)))


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
    weight = weights_of(rows)
    scores = np.zeros((len(rows), len(QUESTIONS)))
    for number in range(FOLDS):
        train = fold != number
        for column, (right, _) in enumerate(answers(rows).values()):
            machine = fitted(table.matrix[train], right[train], weight[train])
            scores[~train, column] = machine.decision_function(table.matrix[~train])
    return scores


def thresholds(rows: list[Row], rules: list[str], scores: Any) -> dict[str, float]:
    """From which score on a message is raised, so that false alarms stay where we want them."""
    none = np.array([row.label == "none" for row in rows])
    rule = np.array(rules)
    hard = none & ~np.array([row.everyday for row in rows])
    red = _cut(scores[hard, 0], rule[hard] == "red", RED_FALSE_ALARMS)
    flagged = (rule[hard] != "none") | (scores[hard, 0] >= red)
    amber = _cut(scores[hard, 1], flagged, FLAGGED_FALSE_ALARMS)
    return {"red": round(float(red), 3), "amber": round(float(amber), 3)}


def _cut(scores: Any, already: Any, share: float) -> float:
    """The lowest score to raise from, so that no more than `share` are raised in all."""
    room = int(share * len(scores)) - int(already.sum())
    rest = np.sort(scores[~already])[::-1]
    return float(rest[max(room, 0)]) + 0.0005 if room < len(rest) else float(rest[-1])


def save(table: Table, rows: list[Row], rules: list[str], scores: Any) -> None:
    """Write the table of weights, its description and the cross-validated scores."""
    columns = []
    bias = []
    weight = weights_of(rows)
    for right, _ in answers(rows).values():
        machine = fitted(table.matrix, right, weight)
        columns.append(machine.coef_[0] * table.rarity)
        bias.append(round(float(machine.intercept_[0]) * ROUNDED))
    weights = np.array(columns)
    worth = np.abs(weights).max(axis=0)
    cut = np.sort(worth)[::-1][min(MOST_FEATURES, len(worth) - 1)]
    lines = []
    for (block, name), at in table.columns.items():
        if worth[at] < cut:
            continue
        scaled = [round(float(w) * BLOCK_WEIGHTS[block] * ROUNDED) for w in weights[:, at]]
        lines.append("\t".join([str(block), name, *map(str, scaled)]))
    FOLDER.mkdir(exist_ok=True)
    content = ("\n".join(lines) + "\n").encode()
    (FOLDER / "weights.txt").write_bytes(content)
    facts = {
        "weights": sha256(content).hexdigest(),
        "corpus": corpus_digest(),
        "lexicon": lexicon().version,
        "bias": bias,
        "blocks": list(BLOCKS),
        "thresholds": thresholds(rows, rules, scores),
    }
    (FOLDER / "model.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    held = {
        row.id: [rule, *(round(float(s), 2) for s in found)]
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
