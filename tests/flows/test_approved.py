"""Words go live by a signature, and a conversation stays on the version it began with."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import sms
from flows.approved import APPROVALS, load_approved, with_one_more
from flows.conversation import Conversation
from flows.engine import advance
from flows.events import TextReceived
from flows.levels import Assessment, Level
from flows.pack import CONTENT, PackError, load
from flows.shapes import Approval

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def signed(folder: Path, info: str) -> str:
    """A version with another answer to INFO, signed off in `folder`; its name."""
    draft = folder / "draft"
    shutil.copytree(CONTENT / "ketamine", draft)
    words = (draft / "operator.yaml").read_text(encoding="utf-8")
    changed = words.replace("This is a helpline", f"{info}. This is a helpline")
    (draft / "operator.yaml").write_text(changed, encoding="utf-8")
    version = load(draft).version
    draft.rename(folder / version)
    approval = Approval(version, "Dr A. Example", "2026-11-25")
    (folder / APPROVALS).write_text(with_one_more(folder, approval), encoding="utf-8")
    return version


def test_without_a_signature_the_shipped_words_are_live(tmp_path: Path) -> None:
    """Nobody has to sign for the service to start, and it says that nobody has."""
    assert load_approved(tmp_path).approval is None


def test_the_latest_signature_is_live(tmp_path: Path) -> None:
    """The newest signed version is what is said, with who signed it and when."""
    signed(tmp_path, "First")
    latest = signed(tmp_path, "Second")
    pack = load_approved(tmp_path)

    assert pack.version == latest
    assert pack.approval == Approval(latest, "Dr A. Example", "2026-11-25")
    assert "Second" in pack.lines["info"].sms


def test_words_changed_after_the_signature_are_refused(tmp_path: Path) -> None:
    """A signature is for these very words."""
    version = signed(tmp_path, "First")
    with (tmp_path / version / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("# slipped in\n")

    with pytest.raises(PackError, match="changed"):
        load_approved(tmp_path)


def test_a_running_conversation_keeps_its_words(tmp_path: Path) -> None:
    """Who began with the shipped words reads them to the end; who begins now reads the new."""
    began = advance(Conversation(NOW), _text("hi"), NOW, pack=load()).conversation
    signed(tmp_path, "New words")
    live = load_approved(tmp_path)

    old = advance(began, _text("info"), NOW, pack=live)
    new = advance(Conversation(NOW), _text("info"), NOW, pack=live)

    assert old.conversation.pack == load().version
    assert new.conversation.pack == live.version
    words = sms.texts(old.replies, live.begun_with(old.conversation.pack), {})
    assert "New words" not in words[0]


def _text(words: str) -> TextReceived:
    return TextReceived(words, Assessment(Level.NONE, None))
