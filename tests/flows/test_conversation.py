"""A conversation as it is saved: everything in it, and back as it was."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from flows.conversation import (
    FORM,
    Conversation,
    Place,
    Remark,
    Wishes,
    from_json,
    to_json,
)
from flows.levels import Kind, Level

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
FULL = Conversation(
    started_at=NOW,
    pack="abc",
    texted=Place("home", 1, "signs", 2, "check", 3),
    called=Place("menu", 2, "physical", 1, "home", 4),
    level=Level.RED,
    kind=Kind.OVERDOSE,
    check="open",
    ambers=1,
    wishes=Wishes("Sam", "tomorrow", NOW, NOW, True, False, True, "+441134960001", True),
    recent=(Remark(NOW, "one"), Remark(NOW, "two")),
    topics_read=("signs",),
    texts_stopped=True,
    number="landline",
)


def test_what_is_saved_comes_back_as_it_was() -> None:
    """Every field survives a way through JSON; a new one that is forgotten fails here."""
    assert from_json(json.loads(json.dumps(to_json(FULL)))) == FULL
    fresh = Conversation(started_at=NOW)
    assert from_json(json.loads(json.dumps(to_json(fresh)))) == fresh


def test_every_field_is_saved_but_the_joined_callback() -> None:
    """The saved form names each field of each shape in it."""
    saved = to_json(FULL)
    assert set(saved) == {"form"} | {f.name for f in fields(Conversation)} - {"callback"}
    assert set(saved["wishes"]) == {f.name for f in fields(Wishes)}
    assert set(saved["texted"]) == set(saved["called"]) == {f.name for f in fields(Place)}
    assert set(saved["recent"][0]) == {f.name for f in fields(Remark)}


def test_a_newer_form_is_refused() -> None:
    """What a newer house wrote is not read as if it were ours."""
    with pytest.raises(ValueError, match="form"):
        from_json({**to_json(FULL), "form": FORM + 1})
