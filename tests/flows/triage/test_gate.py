"""The gate: what ships is what was trained, and does no worse than what was recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.levels import Level
from flows.triage import report
from flows.triage.assessing import kind_of, read, telling
from flows.triage.corpus_files import Row, corpus_digest, corpus_rows
from flows.triage.loading import lexicon
from flows.triage.model import FOLDER, model

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text("utf-8"))[model().point]
JUDGED = report.judged_rows()


def _share(label: set[str], level: Level, written: str = "to fool") -> float:
    of = [j for j in JUDGED if j.row.label in label and _is(j.row, written)]
    return sum(j.level.rank >= level.rank for j in of) / len(of)


def _is(row: Row, written: str) -> bool:
    """Whether a message is of a kind: by its writer, or by what its writer was asked for."""
    if written == "given":
        return row.given
    return written == ("everyday" if row.everyday else "asked" if row.asked else "to fool")


def test_the_weights_were_trained_on_this_corpus_with_this_lexicon() -> None:
    """Weights, corpus and lexicon belong together: change one, and train again."""
    facts = json.loads((FOLDER / "model.json").read_text("utf-8"))
    assert model().corpus == corpus_digest()
    assert facts["lexicon"] == lexicon().version


def test_urgent_messages_are_found_as_often_as_recorded() -> None:
    """Recall on writers that the model has not seen does not fall."""
    urgent = {"overdose", "self_harm"}
    for written in ("to fool", "given"):
        recorded = RECORDED[written]
        assert _share(urgent, Level.RED, written) >= recorded["urgent_red"]
        assert _share(urgent, Level.AMBER, written) >= recorded["urgent_flagged"]
        assert _share({"medical"}, Level.AMBER, written) >= recorded["medical_flagged"]


def test_false_alarms_are_no_more_than_recorded() -> None:
    """What wears out the people who answer does not rise."""
    for written in ("to fool", "given", "asked", "everyday"):
        recorded = RECORDED[written]
        assert _share({"none"}, Level.RED, written) <= recorded["none_red"]
        assert _share({"none"}, Level.AMBER, written) <= recorded["none_flagged"]


@pytest.mark.parametrize(("given", "least"), [(True, 0.99), (False, 0.9)])
def test_what_the_rules_find_is_of_the_kind_that_it_is(given: bool, least: float) -> None:
    """Advice goes by the kind: who wishes to die is not told how to lay somebody on their side.

    Some messages are both, an overdose on purpose, so that not all can be of one kind.
    """
    right = found = 0
    for row in corpus_rows():
        if row.label not in ("overdose", "self_harm") or row.given is not given:
            continue
        signs = telling(read(row.text, lexicon()), "red")
        found += bool(signs)
        right += bool(signs) and kind_of(signs).value == row.label
    assert right >= least * found > 0


def test_the_interval_is_the_exact_one() -> None:
    """No misses in 300 leave an upper bound of 1.22 % (two-sided, 95 %)."""
    low, high = report.interval(0, 300)
    assert low == 0.0
    assert round(high, 4) == 0.0122


def test_the_report_lists_every_miss_and_every_table(tmp_path: Path) -> None:
    """A report on a file names measures, tables and the messages that were missed."""
    path = tmp_path / "some.jsonl"
    rows = [("he is not breathing", "overdose"), ("what time is group", "none"), ("ok", "overdose")]
    lines = [json.dumps({"id": t, "text": t, "label": label}) for t, label in rows]
    path.write_text("\n".join(lines), "utf-8")
    text = report.report(path)
    for part in (
        "By label",
        "By channel",
        "By writer",
        "By family",
        "Precision",
        "- ok (overdose)",
    ):
        assert part in text
    assert report.picture(report.judged_rows(path)).startswith("<svg")
