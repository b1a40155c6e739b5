"""What a person typed or said, made plain enough to compare with the words of the content.

This is for menus, commands and answers.  Triage folds text in its own, far more careful way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u00b4`']")
_NOT_WORD = re.compile(r"[^\w+#*]+")


def plain(text: str) -> str:
    """Lower case, no accents, no apostrophes, other marks a single space, no kisses at the end."""
    kept = text if text.isascii() else _unaccented(text)
    words = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", kept).casefold()).strip()
    return _without_kisses(words)


def _without_kisses(words: str) -> str:
    """`words` without the x's that stand by themselves at the end; in one pass, however many."""
    kept = words.rstrip("x ")
    return kept + words[len(kept) :].partition(" ")[0]


def _unaccented(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if not unicodedata.combining(c))


def runs(text: str, longest: int) -> set[str]:
    """Every run of up to `longest` words in `text` (already plain).

    Whether a phrase is mentioned is then one look, where there are hundreds to look for.
    """
    words = text.split()
    found = set(words)
    for length in range(2, min(longest, len(words)) + 1):
        found.update([" ".join(words[n : n + length]) for n in range(len(words) - length + 1)])
    return found


def mentions(text: str, phrases: Iterable[str]) -> int:
    """How many of `phrases` stand in `text` (already plain) as whole words."""
    padded = f" {text} "
    return sum([f" {phrase} " in padded for phrase in phrases])
