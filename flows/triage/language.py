"""Whether a message is in a language that triage cannot read.

Cheap on purpose: another alphabet, or enough words with none of the small words of English among
them and few that English texts are made of.  Short texts, names, numbers and text-speak are English
until proved otherwise.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from flows.triage.folding import Folded

_ENOUGH: Final = 5
_MOST_KNOWN: Final = 0.15
_MOST_MET: Final = 0.75
_LETTERS: Final = 4
_SHARED: Final = frozenset(["no", "me", "a", "i"])  # words of many languages


def foreign(folded: Folded, function_words: frozenset[str], met: Container[str]) -> bool:
    """Whether `folded` is most likely not in English; `met` are words of the English texts that
    the model has learned from.
    """
    words = [word for word in folded.words if word.isalpha()]
    strange = sum(1 for word in words for letter in word if letter > "\u024f")
    if strange >= _LETTERS and strange * 2 > sum(len(word) for word in words):
        return True
    if len(words) < _ENOUGH:
        return False
    known = sum(1 for word in words if word in function_words and word not in _SHARED)
    if known / len(words) > _MOST_KNOWN:
        return False
    return sum(1 for word in words if word in met) / len(words) < _MOST_MET
