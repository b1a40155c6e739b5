"""Text as it was written -> the words it stands for, each with its place in the original.

Folding is a safety feature: a curly apostrophe, a Cyrillic letter or a missing vowel must not hide
"won't wake up".  Everything after this looks at folded words only.  Folding knows spelling, not
meaning: it never decides that something is dangerous.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flows.triage.characters import clean
from flows.triage.repair import Repair

LONGEST: Final = 1600
_LONGEST_WORD: Final = 60
_TOKEN: Final = re.compile(
    r"\bo[./]d\b\.?(?:'?(?:ed|ing|d|s))?|[0-9]+[.,:][0-9]+|[^\W_]+(?:['*@$!|][^\W_]+)*'?|"
    r"[@$][^\W_]+|[?]+|[.;!\n\u2026]+(?:\s*[.;!\n]+)*|[,:()/-]"
)
_ENDS: Final = {"?": "?", ",": ",", ":": ",", "(": ",", ")": ",", "/": ",", "-": ","}
_OD: Final = ("od", "odd", "oded", "oding", "ods")
_SHOUTED: Final = re.compile(r"(?:([^A-Z]+)OD(?:d|ed|ing|s)?|()ODd)")
_MOST_STRANGE: Final = 60  # words to repair: more than any honest message has
_MARKS: Final = frozenset(".,")
SENTENCE_ENDS: Final = frozenset(".?")
_SHORTENED: Final = {"s": "is", "ll": "will", "re": "are", "ve": "have", "d": "would", "m": "am"}


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded words, `" ".join`ed with a space at both ends, and where each was written.

    A sentence's end is the word `.` (or `?`), a pause within one is `,`.  `starts[i]` is where
    word `i` begins in `text`; `spans[i]` is its place in `source`, the original.
    """

    source: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    text: str
    starts: tuple[int, ...]


class Folding:
    """Folds texts by a table of spellings and a vocabulary to repair towards."""

    def __init__(
        self,
        expand: Mapping[str, tuple[str, ...]],
        heard: Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]],
        emoji: Mapping[str, str],
        repair: Repair,
    ):
        self._expand = expand
        self._heard = heard
        self._emoji = emoji
        self._repair = repair

    def __call__(self, text: str) -> Folded:
        """The folded form of the first 1,600 characters of `text`."""
        shown, places = clean(_bounded(text), self._emoji)
        words: list[str] = []
        spans: list[tuple[int, int]] = []
        read: dict[str, Sequence[str]] = {}
        strange = 0
        for found in _TOKEN.finditer(shown):
            written = found[0]
            span = found.span() if places is None else _span(*found.span(), places)
            meant = read.get(written)
            if meant is None:
                strange += not self._stands(written)
                meant = self._word(written) if strange <= _MOST_STRANGE else (written,)
                read[written] = meant
            if written.endswith(_OD) and (before := _shout(text[slice(*span)])) is not None:
                meant = self._shouted(before)
            words += meant
            spans += [span] * len(meant)
        words, spans = _unbroken(words, spans)
        words, spans = self._repair.joined(words, spans)
        words, spans = self._as_meant(words, spans)
        starts, at = [], 1
        for word in words:
            starts.append(at)
            at += len(word) + 1
        return Folded(text, tuple(words), tuple(spans), f" {' '.join(words)} ", tuple(starts))

    def knows(self, word: str) -> bool:
        """Whether `word` is one that folding leaves as it is."""
        return self._repair.knows(word)

    def _shouted(self, before: str) -> Sequence[str]:
        """What stands for a word ending in a shouted OD: what is `before` it, and overdosed."""
        return (*(self._word(before.lower()) if before else ()), "overdosed")

    def _stands(self, word: str) -> bool:
        return word in self._expand or self.knows(word) or not word[0].isalnum()

    def _word(self, word: str) -> Sequence[str]:
        if word in self._expand:
            return self._expand[word]
        if not any(letter.isalnum() for letter in word):
            return (_ENDS.get(word[0], "."),)
        if self.knows(word) or len(word) > _LONGEST_WORD:
            return (word,)
        if "'" in word:
            return self._shortened(word)
        found = self._repair(word)
        return self._expand.get(found, (found,)) if isinstance(found, str) else self._all(found)

    def _shortened(self, word: str) -> Sequence[str]:
        bare = word.replace("'", "")
        if not bare:
            return ()
        if bare in self._expand:
            return self._expand[bare]
        stem, _, end = word.rpartition("'")
        if end in _SHORTENED and stem.isalpha():
            return (*self._word(stem), _SHORTENED[end])
        return self._word(bare)

    def _all(self, words: Sequence[str]) -> Sequence[str]:
        return [each for word in words for each in self._expand.get(word, (word,))]

    def _as_meant(
        self, words: list[str], spans: list[tuple[int, int]]
    ) -> tuple[list[str], list[tuple[int, int]]]:
        """Words with every phrase that is known to be a mishearing put right."""
        at = 0
        while at < len(words):
            for phrase, meant in self._heard.get(words[at], ()):
                until = at + len(phrase)
                if tuple(words[at:until]) == phrase:
                    whole = (spans[at][0], spans[until - 1][1])
                    words[at:until] = meant
                    spans[at:until] = [whole] * len(meant)
                    break
            at += 1
        return words, spans


def _unbroken(
    words: list[str], spans: list[tuple[int, int]]
) -> tuple[list[str], list[tuple[int, int]]]:
    """Words without the marks between them, where every word or so has one after it."""
    marks = sum(1 for word in words if word in _MARKS)
    if not marks or marks * 2 < len(set(spans)) - marks:
        return words, spans
    kept = [at for at, word in enumerate(words) if word not in _MARKS]
    return [words[at] for at in kept], [spans[at] for at in kept]


def _shout(word: str) -> str | None:
    """What stands before a shouted OD that `word` ends in; None where it ends in none."""
    found = _SHOUTED.fullmatch(word)
    return found and (found[1] or "")


def _bounded(text: str) -> str:
    """As much of `text` as is read: ten texts' worth, so that a hostile one costs no more."""
    return text[:LONGEST]


def _span(start: int, end: int, places: Sequence[int]) -> tuple[int, int]:
    return places[start], places[end - 1] + 1
