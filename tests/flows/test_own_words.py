"""What we tell people to text is never taken for danger: MORE must not ask if anybody is dying."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.conversation import Conversation, Place
from flows.engine import advance
from flows.events import TextReceived
from flows.pack import load
from flows.triage import assess

PACK = load()
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
CRIES = ("help", "emergency", "urgent", "danger", "sos", "999", "nine nine nine")
WORDS = sorted(
    {word for command in PACK.commands for word in command.words} | {*PACK.yes, *PACK.no}
)


@pytest.mark.parametrize("word", [w for w in WORDS if not any(c in w for c in CRIES)])
def test_our_own_words_are_no_danger(word: str) -> None:
    """A command, a yes or a no, word for word, is not doubted, in small letters or capitals."""
    at_rest = Conversation(started_at=NOW, texted=Place("home"))
    for text in (word, word.upper()):
        outcome = advance(at_rest, TextReceived(text, assess(text), 0), NOW, pack=PACK)

        assert (outcome.conversation.check, outcome.conversation.ambers) == ("", 0)


def test_an_n_closes_the_check_and_is_not_a_second_cry() -> None:
    """ "n" to the check question is a no, whatever the model thinks of one letter."""
    asked = Conversation(started_at=NOW, texted=Place("check", held="home"), check="open", ambers=1)
    outcome = advance(asked, TextReceived("n", assess("n"), 0), NOW, pack=PACK)

    assert outcome.conversation.check == "closed"
