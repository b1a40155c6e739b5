"""The little language in which signs are written, and its matching.

A pattern is words with spaces between them:

    word        that word (as folding writes it: "not", "can not", "he is")
    a|b_c       one of these; a space inside an alternative is written `_`
    {name}      one of the words of the class `name`
    (a|b c)     one of these, each perhaps of several words
    [a|b c]     the same, but may also be missing
    ..  ...     up to two, up to six words in between, within one sentence
    #  #130-260 a number; a number from 130 to 260
    ^  $        the beginning, the end of the message

Every pattern is bounded, so matching is linear in the text.  Each is looked for only where one of
its `anchors`, its most telling words, occurs, and a word of everything else that it must have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

_PIECE: Final = re.compile(r"\[[^\]]*\]|\([^)]*\)|\S+")
_WORD: Final = r"[^ .?]+ "
_GAPS: Final = {"..": 2, "...": 6}
_FUNCTION: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "he",
        "she",
        "it",
        "they",
        "you",
        "we",
        "my",
        "his",
        "her",
        "me",
        "him",
        "them",
        "is",
        "are",
        "am",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "not",
        "no",
        "in",
        "on",
        "at",
        "to",
        "of",
        "for",
        "from",
        "with",
        "and",
        "but",
        "or",
        "so",
        "if",
        "as",
        "up",
        "out",
        "off",
        "by",
        "that",
        "this",
        "there",
        "what",
        "when",
        "how",
        "who",
        "all",
        "just",
        "like",
        "get",
        "got",
        "go",
        "going",
        "gone",
        "can",
        "could",
        "will",
        "would",
        "really",
        "very",
        "now",
        "please",
        "know",
        "think",
        "their",
        "our",
        "your",
        "its",
        ",",
        ".",
        "?",
        "one",
        "some",
        "any",
        "too",
        "more",
        "much",
        "over",
        "down",
        "back",
        "here",
        "then",
        "still",
        "been",
        "feel",
        "want",
        "because",
        "about",
        "into",
        "nothing",
        "never",
        "take",
        "took",
        "taken",
        "got",
    ]
)


class PatternError(ValueError):
    """A pattern that is not written in the language above."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern read.  `musts` has, for each piece that must be there, words of which a text that
    matches has one; the most telling piece first.
    """

    source: str
    regex: str
    musts: tuple[frozenset[str], ...]

    @property
    def expression(self) -> re.Pattern[str]:
        """The regular expression, compiled when it is first wanted: most never are."""
        return _expression(self.regex)

    @property
    def anchors(self) -> frozenset[str]:
        """The most telling words; none where the pattern has to be tried on every text."""
        return self.musts[0] if self.musts else frozenset()

    def possible(self, said: frozenset[str]) -> bool:
        """Whether a text of these words may match: most may not, and need not be searched."""
        return not any(map(said.isdisjoint, self.musts))


@cache
def _expression(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def compiled(source: str, classes: Mapping[str, Sequence[str]]) -> Pattern:
    """The pattern that `source` describes."""
    parts: list[str] = []
    telling: list[tuple[int, frozenset[str]]] = []
    for piece in _PIECE.findall(source):
        expression, choices = _element(piece, classes)
        parts.append(expression)
        if choices:
            telling.append((_commonness(choices), _anchors(choices)))
    if not any(part.strip() for part in parts):
        raise PatternError(f"an empty pattern: {source!r}")
    musts = tuple(words for _, words in sorted(telling, key=lambda pair: pair[0]))
    return Pattern(source, r"(?<= )" + "".join(parts), musts)


def _element(piece: str, classes: Mapping[str, Sequence[str]]) -> tuple[str, Sequence[str]]:
    """The expression of one piece, and the phrases one of which must be there (none: optional)."""
    if piece in _GAPS:
        return f"(?:{_WORD}){{0,{_GAPS[piece]}}}?", ()
    if piece == "^":
        return r"(?<=^ )", ()
    if piece == "$":
        return r"(?:[.?,] )*$", ()
    if piece.startswith("["):
        return f"(?:{_choice(_choices(piece[1:-1], classes))})?", ()
    choices = _choices(piece.strip("()"), classes)
    telling = () if any(_is_open(c) for c in choices) else choices
    return _choice(choices), telling


def _choices(piece: str, classes: Mapping[str, Sequence[str]]) -> Sequence[str]:
    found: list[str] = []
    for choice in piece.split("|"):
        if choice.startswith("{"):
            try:
                found += classes[choice[1:-1]]
            except KeyError:
                raise PatternError(f"no class is called {choice}") from None
        else:
            found.append(choice.replace("_", " ").strip())
    return found


def _is_open(choice: str) -> bool:
    return choice == "$" or "#" in choice


def _choice(choices: Iterable[str]) -> str:
    longest_first = sorted(set(choices), key=lambda c: (-len(c), c))
    return f"(?:{'|'.join(_words(c) for c in longest_first)})"


def _words(choice: str) -> str:
    return "$" if choice == "$" else "".join(f"{_word(w)} " for w in choice.split())


def _word(word: str) -> str:
    if not word.startswith("#"):
        return re.escape(word)
    if word == "#":
        return r"[0-9]+[a-z]{0,3}"
    low, high = (int(n) for n in word[1:].split("-"))
    return f"(?:{'|'.join(str(n) for n in range(low, high + 1))})(?:[.][0-9])?"


def _commonness(choices: Sequence[str]) -> int:
    common = sum(1 for c in choices if all(w in _FUNCTION for w in c.split()))
    return common * 100 + len(choices)


def _anchors(choices: Sequence[str]) -> frozenset[str]:
    """One word of each choice: the one least likely in any other text."""
    return frozenset(
        max(choice.split(), key=lambda w: (w not in _FUNCTION, len(w))) for choice in choices
    )
