"""Triage beside other ways of finding danger, on the same messages in the same run.

    python -m bench compare

Ours (each message by a model that never saw its writer), our rules alone, a list of keywords such
as helplines' bots use, a plain n-gram model (trained without the writer that it judges), and
medspaCy's ConText over our own signs.  Needs the extra `train`; ConText gets an environment of its
own under ~/.cache, made when it is first wanted (about a gigabyte), and is left out without it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from bench import context_peer
from flows.levels import Level
from flows.triage import assess, report
from flows.triage.assessing import level_of, read
from flows.triage.corpus_files import Row
from flows.triage.loading import lexicon

EACH: Final = 16  # every sixteenth message of the corpus is judged
TIMED: Final = 300
MEDSPACY: Final = "medspacy==1.3.1"
ENVIRONMENT: Final = Path.home() / ".cache" / "helpline-bench" / "medspacy-1.3.1"
KEYWORDS: Final = (
    "suicid", "kill myself", "end my life", "want to die", "self harm", "hurt myself", "overdos",
    "od'd", "unconscious", "unresponsive", "not breathing", "can't breathe", "cant breathe",
    "stopped breathing", "won't wake", "wont wake", "passed out", "collapsed", "seizure", "fitting",
    "choking", "chest pain", "blue lips", "turning blue", "ambulance", "999", "emergency", "dying",
)  # fmt: skip
Judged = tuple[list[bool], float]


def report_text() -> str:
    """The comparison as Markdown."""
    judged = [j for n, j in enumerate(report.judged_rows()) if n % EACH == 0]
    rows = [j.row for j in judged]
    flagged = [j.level is not Level.NONE for j in judged]
    ways: list[tuple[str, Judged]] = [
        ("ours, red", ([j.level is Level.RED for j in judged], _timed(rows, assess))),
        ("ours, red or amber", (flagged, _timed(rows, assess))),
        ("our rules alone", _by_rules(rows)),
        ("keywords", _by_keywords(rows)),
        ("n-grams, at as many false alarms as ours", _by_ngrams(rows, flagged)),
    ]
    context = _by_context(rows)
    if context:
        ways.append(("medspaCy's ConText over our signs", context))
    head = (
        "| way | overdose, self_harm found | medical found | none flagged | everyday flagged | "
        "milliseconds |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    lines = [f"| {name} | {_shares(rows, found)} | {ms:.2f} |" for name, (found, ms) in ways]
    return f"### Triage beside other ways, {len(rows)} messages\n\n" + head + "\n".join(lines)


def _shares(rows: Sequence[Row], found: Sequence[bool]) -> str:
    groups: list[Callable[[Row], bool]] = [
        lambda row: row.label in report.URGENT,
        lambda row: row.label == "medical",
        lambda row: row.label == "none" and not row.everyday and not row.asked,
        lambda row: row.everyday,
    ]
    shares = []
    for group in groups:
        of = [hit for row, hit in zip(rows, found, strict=True) if group(row)]
        shares.append(f"{sum(of) / len(of):.3f}")
    return " | ".join(shares)


def _timed(rows: Sequence[Row], judge: Callable[[str], Any]) -> float:
    """The median milliseconds that `judge` takes for one message."""
    spent = []
    for row in rows[:TIMED]:
        started = perf_counter()
        judge(row.text)
        spent.append((perf_counter() - started) * 1000)
    return median(spent)


def _by_rules(rows: Sequence[Row]) -> Judged:
    def judge(text: str) -> bool:
        return level_of(read(text, lexicon())) is not Level.NONE

    return [judge(row.text) for row in rows], _timed(rows, judge)


def _by_keywords(rows: Sequence[Row]) -> Judged:
    def judge(text: str) -> bool:
        small = text.lower()
        return any(word in small for word in KEYWORDS)

    return [judge(row.text) for row in rows], _timed(rows, judge)


def _by_ngrams(rows: Sequence[Row], ours: Sequence[bool]) -> Judged:
    """A plain model's finds where it flags as many harmless messages as we do."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    from bench.triage_train import FOLDS, fold_of

    every = [j.row for j in report.judged_rows()]
    folds = fold_of(sorted({row.writer for row in every}))
    scores: dict[str, float] = {}
    for fold in range(FOLDS):
        seen = [row for row in every if folds[row.writer] != fold]
        unseen = [row for row in rows if folds[row.writer] == fold]
        model = make_pipeline(
            make_union(
                TfidfVectorizer(
                    analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True
                ),
                TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", sublinear_tf=True),
            ),
            LogisticRegression(C=8, class_weight="balanced", solver="liblinear", random_state=0),
        )
        model.fit([row.text.lower() for row in seen], [row.label != "none" for row in seen])
        found = model.decision_function([row.text.lower() for row in unseen])
        scores |= {row.id: float(s) for row, s in zip(unseen, found, strict=True)}
    harmless = [row.label == "none" for row in rows]
    alarms = sum(o for o, h in zip(ours, harmless, strict=True) if h)
    cut = sorted((scores[r.id] for r, h in zip(rows, harmless, strict=True) if h), reverse=True)
    found_at = [scores[row.id] > cut[alarms] for row in rows]
    return found_at, _timed(rows, lambda text: model.decision_function([text.lower()]))


def _by_context(rows: Sequence[Row]) -> Judged | None:
    """What ConText makes of our signs, in folded words; None where it is not to be had."""
    python = _environment()
    if python is None:
        return None
    signs = [s for s in lexicon().signs if s.level != "part"]
    patterns = [p.regex.removeprefix("(?<= )").removesuffix(" ") for s in signs for p in s.says]
    texts = [" ".join(lexicon().fold(row.text).words) + " " for row in rows]
    asked = json.dumps({"patterns": patterns, "texts": texts})
    answer = subprocess.run(
        [str(python), "-P", context_peer.__file__],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
    )
    judged = json.loads(answer.stdout)
    return [found for found, _ in judged], median(ms for _, ms in judged)


def _environment() -> Path | None:
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "ready").exists():
        print(f"making {ENVIRONMENT} with {MEDSPACY}", file=sys.stderr)
        venv.create(ENVIRONMENT, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", MEDSPACY]
        if subprocess.run(command, check=False).returncode:
            print("medspaCy cannot be had here: ConText is left out", file=sys.stderr)
            return None
        (ENVIRONMENT / "ready").touch()
    return python


if __name__ == "__main__":
    print(report_text())
