"""The lexicon: signs and contexts as a clinician can read them, and where they stand in a text.

The files in `lexicon/` are data; `flows.triage.loading` compiles them.  Finding is all that is
done here: what a finding means after context is `flows.triage.context`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from flows.levels import Kind
from flows.triage.folding import SENTENCE_ENDS, Folded, Folding
from flows.triage.patterns import Pattern

_MOST_PLACES: Final = 12


class LexiconError(Exception):
    """The lexicon is not what it says it is: a file is wrong, or a critical phrase fails."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign.  `level` is red, amber or part; a part counts only together with others.

    `perhaps_of` names the red sign that these words may be.  They are as often said of a fridge, a
    match or last year: where a sentence says nothing else they are that sign, elsewhere they are
    amber, and the model decides whether it is more.
    `by_another`: only somebody beside them can see it, nobody writes it of themselves.  `needs`
    names the signs that must all be found; a sign has either `says` or `needs`.
    `matches` and `misses` are its own examples, which the tests walk through.
    """

    id: str
    level: str
    kind: Kind | None
    advice: str
    source: str
    by_another: bool = False
    perhaps_of: str = ""
    says: tuple[Pattern, ...] = ()
    unless: tuple[Pattern, ...] = ()
    needs: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that may take a sign's danger away.

    `context` says how (denied, past, asked, figure, other, or `present`, which takes past back);
    `scope` says which signs it reaches.
    """

    context: str
    scope: str
    says: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A place: words `start` up to (not including) `end` of a folded text."""

    start: int
    end: int

    def overlaps(self, other: Hit) -> bool:
        """Whether the two share a word."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that was loaded.  `version` is a digest of the files.

    `index` leads from a word to the patterns that it may be part of; `owners[i]` is the sign or
    cue that pattern `i` belongs to.
    """

    version: str
    fold: Folding
    signs: tuple[Sign, ...]
    cues: tuple[Cue, ...]
    critical: tuple[tuple[str, str], ...]
    patterns: tuple[Pattern, ...]
    owners: tuple[Sign | Cue, ...]
    index: Mapping[str, tuple[int, ...]]
    function_words: frozenset[str]

    def found(self, folded: Folded) -> tuple[dict[str, list[Hit]], list[tuple[Cue, Hit]]]:
        """The places of every sign (by id) and of every cue in `folded`."""
        said = frozenset(folded.words)
        tried: set[int] = set(self.index.get("", ()))
        for word in said:
            tried.update(self.index.get(word, ()))
        signs: dict[str, list[Hit]] = {}
        cues: list[tuple[Cue, Hit]] = []
        for number in sorted(tried):
            pattern = self.patterns[number]
            hits = places(pattern, folded) if pattern.possible(said) else []
            if not hits:
                continue
            owner = self.owners[number]
            hits = _standing(hits, owner.unless, folded, said)
            if isinstance(owner, Cue):
                cues += [(owner, hit) for hit in hits]
            else:
                for hit in hits:
                    signs.setdefault(self._meant(owner, hit, folded.words), []).append(hit)
        return signs, cues

    def _meant(self, sign: Sign, hit: Hit, words: Sequence[str]) -> str:
        """Which sign words of `sign` are at this place."""
        if sign.perhaps_of and self._alone(hit, words):
            return sign.perhaps_of
        return sign.id

    def _alone(self, hit: Hit, words: Sequence[str]) -> bool:
        """Whether the sentence around `hit` says nothing else: numbers, small words, and one
        that nobody knows (a name, or a few words run together), left out.
        """
        start, end = hit.start, hit.end
        while start and words[start - 1] not in SENTENCE_ENDS:
            start -= 1
        while end < len(words) and words[end] not in SENTENCE_ENDS:
            end += 1
        others = chain(words[start : hit.start], words[hit.end : end])
        left = [word for word in others if word.isalpha() and word not in self.function_words]
        return not left or (len(left) == 1 and not self.fold.knows(left[0]))


def places(pattern: Pattern, folded: Folded) -> list[Hit]:
    """Where `pattern` occurs in `folded`: the first places only, where it is said over and over.

    Who says the same thing a dozen times has said it; the rest would be work and nothing else.
    """
    return [
        Hit(
            bisect_right(folded.starts, found.start()) - 1,
            bisect_right(folded.starts, max(found.start(), found.end() - 2)),
        )
        for found in islice(pattern.expression.finditer(folded.text), _MOST_PLACES)
    ]


def _standing(
    hits: list[Hit], unless: Sequence[Pattern], folded: Folded, said: frozenset[str]
) -> list[Hit]:
    """The hits that no exception overlaps."""
    for pattern in unless:
        if not hits:
            return hits
        if not pattern.possible(said):
            continue
        taken = places(pattern, folded)
        hits = [h for h in hits if not any(h.overlaps(t) for t in taken)]
    return hits
