"""The content check: clean for what we ship, and red for each thing it is there to find."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from flows import actions
from flows.checks.spoken_by_code import SAID
from flows.content_check import Problem, check
from flows.leads import known_actions
from flows.pack import CONTENT, PackError, load

OURS = CONTENT / "ketamine"
TODAY = date(2026, 11, 25)


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OURS, tmp_path / "pack"))


def problems(folder: Path, today: date = TODAY) -> list[Problem]:
    """What the check finds in that folder."""
    return check(load(folder), (OURS / "source.txt").read_text(encoding="utf-8"), today)


def test_what_we_ship_has_no_errors() -> None:
    """The words that go out are clean."""
    assert [p for p in problems(OURS) if p.severity == "error"] == []


@pytest.mark.parametrize(
    ("file", "was", "becomes", "found"),
    [
        ("lines.yaml", "Your text came with", "Your text \u2019 came with", "GSM-7"),
        ("lines.yaml", "Your text came with", "Your text " + "long words " * 40, "segments"),
        ("lines.yaml", "Your text came", "Ring 0900 123 456. Your text came", "numbers.yaml"),
        ("lines.yaml", "{when}", "{whenever}", "blank"),
        ("lines.yaml", "Hello, if anyone is in danger,", "Hello. If so,", "sentence"),
        ("lines.yaml", ", or press 9 at any time", "", "key for danger"),
        ("steps.yaml", 'key: "0", words: [none,', 'key: "9", words: [none,', "means two things"),
        ("steps.yaml", "do: {voice: danger}, key", "do: {voice: info}, key", "key for danger"),
        ("steps.yaml", "sms: help, voice: help", "voice: help", "not understood everywhere"),
        ("emergency.yaml", "If so, call {emergency}", "If so, ring", "with 999"),
        ("emergency.yaml", "red_self_harm:", "red_other:", "no words"),
        ("steps.yaml", "go: topics_more", "go: nowhere", "needs a step"),
        ("steps.yaml", "do: raise_alarm", "do: raise_the_roof", "nobody knows"),
        ("steps.yaml", "[silence, silence_again, silence_third]", "[]", "silence"),
        ("steps.yaml", "[not_understood, not_understood_again,", "[", "nonsense"),
        ("steps.yaml", "offers: [signs,", "offers: [sins,", "no topic"),
        ("steps.yaml", "third: ring_admissions", "third: the_moon", "third time"),
        ("omitted.yaml", "Pile of ketamine", "Pile of leaves", "source"),
        ("operator.yaml", "Hi, sorry we missed you.", "Sorry, ring {helpline}.", "stay neutral"),
        ("operator.yaml", "Hello. Sorry we missed you.", "Hello, about ket.", "stay neutral"),
        ("carried.yaml", "These fluctuations can", "They can", "this sentence is said"),
        ("carried.yaml", "These fluctuations can", "They can", "no such sentence"),
        ("carried.yaml", "[causes 3]", "[causes 2]", "behind it"),
        ("carried.yaml", "[causes 3]", "[causes 7]", "no page"),
        ("carried.yaml", "page: who 2, reason: ", "page: who 1, reason: ", "behind it"),
        ("topics/signs.yaml", "It helps to know the signs.", "Characteristics notwithstanding,"
         " considerable psychological deterioration accompanies misadventure.", "hard to read"),
    ],
)  # fmt: skip
def test_it_goes_red(copy: Path, file: str, was: str, becomes: str, found: str) -> None:
    """Each kind of fault, put in by hand, is found and named."""
    path = copy / file
    words = path.read_text(encoding="utf-8")
    assert was in words
    path.write_text(words.replace(was, becomes), encoding="utf-8")

    errors = [p for p in problems(copy) if p.severity == "error"]

    assert any(found in p.what for p in errors), errors


def test_old_numbers_are_looked_at_again() -> None:
    """After half a year every number wants checking; until then none does."""
    assert not [p for p in problems(OURS) if p.where.startswith("number ")]
    assert [p for p in problems(OURS, date(2027, 6, 30)) if p.where == "number samaritans"]


def test_every_action_is_drawn_and_walked() -> None:
    """What the engine can do and what the check knows of it are the same."""
    assert {*actions.ACTIONS, "call"} == known_actions()


def test_every_line_the_code_says_is_asked_for() -> None:
    """No line of ours is there that nothing says."""
    pack = load()
    said = {*SAID, "topics_menu", "which_topic"}
    for step in pack.steps.values():
        said |= {step.line, *step.again, *step.silence}
    said |= {feeling.line for feeling in pack.feelings.known}
    pages = {"privacy", "cost", "hours"}
    spare = (
        {n for n in pack.lines if not n.startswith(("red_", "neutral_", "prepared_"))}
        - said
        - pages
    )

    assert spare == set()


@pytest.mark.parametrize("file", ["pack.yaml", "numbers.yaml", "steps.yaml", "topics/signs.yaml"])
def test_a_malformed_pack_is_refused_by_name(copy: Path, file: str) -> None:
    """What cannot be read says which file it is."""
    (copy / file).write_text("- id: [", encoding="utf-8")

    with pytest.raises(PackError, match=file.rsplit("/", maxsplit=1)[-1]):
        load(copy)


def test_a_review_says_who_and_when(copy: Path) -> None:
    """A review as a clinician writes it is shown with its name and its day."""
    path = copy / "topics" / "signs.yaml"
    words = path.read_text(encoding="utf-8")
    signed = words.replace("not yet reviewed", "{by: Dr A. Example, on: 2026-11-20}")
    path.write_text(signed, encoding="utf-8")

    assert load(copy).topics["signs"].reviewed == "Dr A. Example, 2026-11-20"
