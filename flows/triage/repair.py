"""A word nobody knows -> the word or words it was most likely meant to be.

Repairs lead only towards the words that signs are made of (`critical`), never to a general
dictionary: a corrector that turns "ket" into "get" would hide what it should find.  A word that
people do use (`plain`) is left alone, and short words are repaired only in ways that make no
other word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Final

_RUN: Final = re.compile(r"(.)\1+")
_LONG_RUN: Final = re.compile(r"(.)\1{2,}")
_RUNS: Final = re.compile(r"[a-z]+|[0-9]+")
_VOWELS: Final = re.compile(r"[aeiou]")
_NUMBER: Final = re.compile(
    r"[0-9]+(?:[.,:][0-9]+)*(?:st|nd|rd|th|g|gs|mg|ml|k|kg|am|pm|hr|hrs|h|min|mins|m|yr|yrs|yo|x|f|"
    r"l|s|ish|p|cl|pints|week|weeks|wks|wk|days|d|ft|in)?"
)
_LEET: Final = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "ab", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "l", "*": " uiaeo",
}  # fmt: skip
_BESIDE_KEY: Final = {  # the keys beside each key: where a thumb lands instead
    "q": "wa", "w": "qeas", "e": "wrsd", "r": "etdf", "t": "ryfg", "y": "tugh", "u": "yihj",
    "i": "uojk", "o": "ipkl", "p": "ol", "a": "qwsz", "s": "awedzx", "d": "serfxc", "f": "drtgcv",
    "g": "ftyhvb", "h": "gyujbn", "j": "huiknm", "k": "jiolm", "l": "kop", "z": "asx", "x": "zsdc",
    "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip
_LONGEST_PART: Final = 14
_SHORTEST_REPAIRED: Final = 6
_SHORTEST_FAR: Final = 9
_SINGLE_LETTERS: Final = 4
_MOST_MARKS: Final = 7
_MOST_READINGS: Final = 220  # of a word disguised with marks
_TELLING: Final = 3


class Repair:
    """Repairs one word at a time, towards `critical`, leaving `plain` and `spelt` words alone.

    `spelt` are spellings that the caller knows how to read.
    """

    def __init__(self, critical: Collection[str], plain: Collection[str], spelt: Collection[str]):
        self._critical = frozenset(critical)
        self._settled = frozenset(critical) | frozenset(plain) | frozenset(spelt)
        self._parts = frozenset(
            w for w in {*self._settled, "a", "i"} if w.isalpha() and (len(w) > 1 or w in "ai")
        )
        self._short = _short_slips(self._critical, self._settled)
        self._near: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        for word in sorted(w for w in self._critical if w.isalpha()):
            if len(word) >= _SHORTEST_REPAIRED:
                for cut in _cuts(word, 2 if len(word) >= _SHORTEST_FAR else 1):
                    self._near.setdefault(cut, []).append(word)
            self._bare.setdefault(_VOWELS.sub("", word), []).append(word)

    def knows(self, word: str) -> bool:
        """Whether `word` stands as it is."""
        return word in self._settled or _NUMBER.fullmatch(word) is not None

    def __call__(self, word: str) -> str | Sequence[str]:
        """What `word`, which nobody knows, was meant to be: one word, several, or itself."""
        forms = list(_forms(word))
        for form in forms:
            if form in self._settled:
                return form
        for form in forms:
            if found := self._slip(form):
                return found
        if not word.isalnum():
            return self._pieces(word)
        for form in forms:
            if parts := self._split(form):
                return parts
        if not word.isalpha() and any(len(p) > _SINGLE_LETTERS for p in _RUNS.findall(word)):
            return self._runs(word)
        return forms[0]

    def joined(
        self, words: list[str], spans: list[tuple[int, int]]
    ) -> tuple[list[str], list[tuple[int, int]]]:
        """`words` with a word that was broken in two, or into letters, put together again."""
        at = 0
        while at < len(words) - 1:
            length = self._broken(words, at)
            if length:
                whole = self("".join(words[at : at + length]))
                put = [whole] if isinstance(whole, str) else list(whole)
                span = (spans[at][0], spans[at + length - 1][1])
                words[at : at + length] = put
                spans[at : at + length] = [span] * len(put)
            at += 1
        return words, spans

    def _broken(self, words: Sequence[str], at: int) -> int:
        """How many words from `at` on are the pieces of one; 0 where they are not."""
        if len(words[at]) == 1 and words[at].isalpha():
            run = 1
            while at + run < len(words) and len(words[at + run]) == 1 and words[at + run].isalpha():
                run += 1
            if run >= _SINGLE_LETTERS:
                return run
        first, second = words[at], words[at + 1]
        if first in self._settled and second in self._settled:
            return 0
        both = first + second
        return 2 if len(both) >= _SHORTEST_REPAIRED and both in self._critical else 0

    def _slip(self, word: str) -> str:
        """The critical word that `word` is a slip of, or nothing."""
        if found := self._short.get(word):
            return found
        bare = _VOWELS.sub("", word)
        if len(bare) > 2:
            for meant in self._bare.get(bare, ()):
                if len(word) < len(meant) and _within(word, meant):
                    return meant
        if not _SHORTEST_REPAIRED - 1 <= len(word) <= 2 * _LONGEST_PART:
            return ""
        far = 2 if len(word) >= _SHORTEST_FAR - 1 else 1
        for cut in sorted(_cuts(word, far), key=lambda cut: (-len(cut), cut)):  # the nearest first
            for meant in self._near.get(cut, ()):
                allowed = 2 if len(meant) >= _SHORTEST_FAR else 1
                if meant[0] in word[:2] and _apart(word, meant, allowed) <= allowed:
                    return meant
        return ""

    def _pieces(self, word: str) -> Sequence[str]:
        """The words between the marks inside `word`, each repaired."""
        found: list[str] = []
        for piece in re.findall(r"[^\W_]+", word):
            if self.knows(piece):
                found.append(piece)
                continue
            meant = self(piece)
            found += [meant] if isinstance(meant, str) else meant
        return found or [word]

    def _runs(self, word: str) -> Sequence[str]:
        """The runs of letters and of digits in `word`, the letters repaired."""
        found: list[str] = []
        for run in _RUNS.findall(word):
            meant = run if self.knows(run) else self(run)
            found += [meant] if isinstance(meant, str) else meant
        return found

    def _split(self, word: str) -> Sequence[str]:
        """The fewest known words that `word` is made of, one of them critical; or nothing."""
        size = len(word)
        if size < _SHORTEST_REPAIRED or not word.isalpha():
            return ()
        best: list[tuple[int, tuple[str, ...]] | None] = [(0, ()), *[None] * size]
        for end in range(1, size + 1):
            for start in range(max(0, end - _LONGEST_PART), end):
                before = best[start]
                part = word[start:end]
                if before is None or part not in self._parts:
                    continue
                cost = before[0] + _worth(part, part in self._critical)
                kept = best[end]
                if kept is None or cost < kept[0]:
                    best[end] = (cost, (*before[1], part))
        whole = best[size]
        if whole is None or not any(p in self._critical and len(p) >= _TELLING for p in whole[1]):
            return ()
        return whole[1]


def _worth(part: str, critical: bool) -> int:
    """What a part costs in a split: short words dear, words of signs cheap."""
    return (8 if len(part) == 1 else 6 if len(part) == 2 else 4) - 2 * critical


def _forms(word: str) -> Iterator[str]:
    """`word`, without its stretched letters, and with its digits read as letters."""
    seen: set[str] = set()
    for read in (word, *_unleet(word)):
        once = _RUN.sub(r"\1", read)
        for form in (_LONG_RUN.sub(r"\1\1", read), _LONG_RUN.sub(r"\1", read), once):
            if form not in seen:
                seen.add(form)
                yield form


def _unleet(word: str) -> Iterable[str]:
    marks = [c for c in word if c in _LEET]
    if not marks or len(marks) > _MOST_MARKS or not any(c.isalpha() for c in word):
        return ()
    choices = [_LEET.get(c, c) for c in word]
    if prod(map(len, choices)) > _MOST_READINGS:
        return ()
    return ("".join(c).replace(" ", "") for c in product(*choices))


def _short_slips(critical: Collection[str], settled: Collection[str]) -> dict[str, str]:
    """Slips of critical words of 4 and 5 letters that are no word and slip from one word only."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for word in sorted(w for w in critical if w.isalpha() and 4 <= len(w) <= 7):
        turned = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
        struck = {
            word[:i] + key + word[i + 1 :]
            for i in range(len(word))
            for key in _BESIDE_KEY.get(word[i], "")
        }
        for slip in turned | struck | {word[:i] + word[i + 1 :] for i in range(1, len(word))}:
            if slip == word or slip in settled:
                continue
            if found.get(slip, word) != word:
                twice.add(slip)
            found[slip] = word
    return {slip: word for slip, word in found.items() if slip not in twice and len(slip) > 2}


def _cuts(word: str, depth: int) -> set[str]:
    """`word` with up to `depth` letters left out, in every way."""
    found = {word}
    edge = {word}
    for _ in range(depth):
        edge = {cut[:i] + cut[i + 1 :] for cut in edge for i in range(len(cut))}
        found |= edge
    return found


def _within(short: str, whole: str) -> bool:
    """Whether `short` is `whole` with letters left out."""
    letters = iter(whole)
    return all(letter in letters for letter in short)


def _apart(one: str, other: str, most: int) -> int:
    """How many slips (letter left out, added, changed, two swapped) lie between two words."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        older, before, row = before, row, [i, *[0] * len(other)]
        for j, right in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]
