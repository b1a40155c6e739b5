"""Another helpline, of data alone: nothing about ours is in the code."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from flows.content_check import check
from flows.drawing import mermaid, svg
from flows.listing import html, text
from flows.pack import load
from flows.rehearsal import Rehearsal

HARBOUR = Path(__file__).parents[1] / "packs" / "harbour"
FLOWS = Path(__file__).parents[2] / "flows"
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def test_it_is_clean_and_holds_a_conversation() -> None:
    """A pack without a model, with topics of its own, is checked and talks, by both doors."""
    pack = load(HARBOUR)
    source = (HARBOUR / "source.txt").read_text(encoding="utf-8")
    assert not [p for p in check(pack, source, date(2026, 11, 25)) if p.severity == "error"]

    person = Rehearsal(pack, NOW)
    heard = [*person.text("cards"), *person.text("i am in debt"), *person.text("call")]
    heard += [*person.ring(), *person.press("2"), *person.press("1")]
    felt = Rehearsal(pack, NOW).text("dont know what to do")

    assert "Harbour" in heard[0]
    assert "hard not to know" in felt[0]
    assert not any("ketamine" in words.casefold() for words in heard)


def test_it_is_drawn_and_listed() -> None:
    """Pictures and pages are made of the pack alone."""
    pack = load(HARBOUR)

    for made in (mermaid(pack), svg(pack), html(pack), text(pack)):
        assert "losing" in made.casefold() or "home" in made
        assert "ketamine" not in made.casefold()


def test_no_code_of_the_flow_names_our_subject() -> None:
    """Outside triage, whose lexicon is of drugs, and the name of our folder, no code knows it."""
    for path in FLOWS.glob("*.py"):
        code = (
            path.read_text(encoding="utf-8")
            .replace('"ketamine"', "")
            .replace("content/ketamine", "")
        )
        assert not re.search(r"ketamine|\bket\b|bladder", code), path.name
