"""What we tell people to text is never taken for danger: MORE must not ask if anybody is dying."""

from __future__ import annotations

import pytest

from flows.levels import Level
from flows.pack import load
from flows.triage import assess

PACK = load()
CRIES = ("help", "emergency", "urgent", "danger", "sos", "999")
COMMANDS = sorted(
    {word for command in PACK.commands for word in command.words}
    | {topic.menu for topic in PACK.topics.values()}
    | {topic.key for topic in PACK.topics.values()}
    | set(PACK.yes)
    | set(PACK.no)
)


@pytest.mark.parametrize("word", [w for w in COMMANDS if not any(c in w for c in CRIES)])
def test_our_own_words_are_no_danger(word: str) -> None:
    """Commands, topics by name and number, yes and no: none, alone and after a few others."""
    assert assess(word).level is Level.NONE
    assert assess(word.upper(), recent=["KET", "2"]).level is Level.NONE
