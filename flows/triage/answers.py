"""Answers to the check question, "is anybody in danger?": a yes, a clear no, or neither."""

from __future__ import annotations

import re
from typing import Final

from flows.levels import Level
from flows.triage.loading import lexicon
from flows.triage.screen import assess

_YES: Final = frozenset(
    ["yes", "y", "ye", "yh", "yeah", "yea", "yep", "yup", "aye", "ya", "yas", "yess", "yeh", "yip"]
)
_PLEAS: Final = frozenset(["help", "please", "emergency", "sos", "ambulance", "danger", "quick"])
_NO: Final = frozenset(["no", "n", "nah", "nope", "naw", "nae", "na", "non", "nay", "noo", "nar"])
_SAFE: Final = re.compile(
    r" (?:(?:every(?:one|body)|all|he|she|they|i|we|it) (?:is|are|am) "
    r"(?:all |now |just |both |perfectly )?"
    r"(?:fine|okay|good|safe|well|grand|sound|alright|ok)|not in danger|no (?:danger|one is)|"
    r"all (?:fine|okay|good|safe|well)|false alarm|nobody is|we are fine) "
)
_QUALIFIED: Final = frozenset(
    ["but", "not", "though", "however", "except", "sure", "maybe", "idea"]
)
_SHORT: Final = 4


def reads_as_yes(text: str) -> bool:
    """Whether `text` answers the check question with yes.

    A plea counts as yes, and so does a yes with anything after it: "yes hes blue", "y hurry".
    """
    words = _written(text)
    if not words or (words[0] in _NO and not reads_as_plea(words)):
        return False
    return words[0] in _YES or (len(words) <= _SHORT and reads_as_plea(words))


def reads_as_plea(words: list[str]) -> bool:
    """Whether the short answer `words` asks for help."""
    return not _PLEAS.isdisjoint(words) and "thanks" not in words and words[0] not in _NO


def reads_as_no(text: str) -> bool:
    """Whether `text` answers the check question with a clear no.

    Unclear where anything in it speaks for danger, or takes the no back.
    """
    words = _words(text)
    if not words or assess(text).level is not Level.NONE or not _QUALIFIED.isdisjoint(words[1:]):
        return False
    return (
        not _NO.isdisjoint(_written(text)[:1]) or _SAFE.search(f" {' '.join(words)} ") is not None
    )


def _written(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.casefold())


def _words(text: str) -> list[str]:
    return [word for word in lexicon().fold(text).words if word[0].isalnum()]
