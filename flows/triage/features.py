"""What the model sees of a text: letters, words, kinds of words, what the rules found, and words
that stand apart.

Five blocks of features, each a set of names.  Each block is scaled by the root of its size, so
that a long text does not weigh more than a short one.  The training script and the scoring use
these very functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from flows.triage.assessing import Reading
from flows.triage.folding import SENTENCE_ENDS

BLOCKS: Final = ("letters", "words", "kinds", "findings", "apart")
MOST_WORDS: Final = 300
_SHORTEST: Final = 3
_LONGEST: Final = 5
_PHRASE: Final = 3
_NEAR: Final = 3
_FAR: Final = 8
_BESIDE: Final = 2
_APART: Final = 5
_I: Final = frozenset(["i", "me", "my", "myself", "am"])
_THEY: Final = frozenset(["he", "she", "him", "her", "his", "they", "them"])
_NUMBER: Final = re.compile(r"[0-9]+")
Features = tuple[set[str], ...]


def features(reading: Reading, meanings: Mapping[str, Sequence[str]]) -> Features:
    """The names of the features of a text, by block."""
    words = [_NUMBER.sub("0", word) for word in _most(reading.folded.words)]
    said = [word for word in words if word not in ",."]
    return (
        _pieces(f" {word} " for word in set(said) if word.isalnum()),
        _phrases(said),
        _kinds(words, meanings),
        set(_findings(reading, said)),
        _apart(said),
    )


def _most(words: Sequence[str]) -> Sequence[str]:
    """The beginning and the end of `words`, where they are more than anybody honestly sends."""
    if len(words) <= MOST_WORDS:
        return words
    return [*words[: MOST_WORDS // 2], *words[-MOST_WORDS // 2 :]]


def _pieces(words: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for word in words:
        size = len(word)
        for length in range(_SHORTEST, min(_LONGEST, size) + 1):
            found.update([word[at : at + length] for at in range(size - length + 1)])
    return found


def _phrases(said: Sequence[str]) -> set[str]:
    return {
        " ".join(said[at : at + length])
        for length in range(1, _PHRASE + 1)
        for at in range(len(said) - length + 1)
    }


def _apart(said: Sequence[str]) -> set[str]:
    """Two words in their order, with one to four between them: "he ... wake"."""
    return {
        f"{word} .. {later}"
        for at, word in enumerate(said)
        for later in said[at + 2 : at + _APART + 1]
    }


def _kinds(words: Sequence[str], meanings: Mapping[str, Sequence[str]]) -> set[str]:
    """Kinds of words, pairs of them (near in this order, or far), and words beside a kind."""
    spoken = [word for word in words if word != ","]
    kinds = [meanings.get(word, ()) for word in spoken]
    placed = [(at, kind) for at, found in enumerate(kinds) for kind in found]
    found = {kind for _, kind in placed}
    for first, (at, kind) in enumerate(placed):
        for later, other in placed[first + 1 :]:
            if later - at > _FAR:
                break
            if later - at > _NEAR:
                found.add(f"{kind}~{other}" if kind < other else f"{other}~{kind}")
            elif later != at:
                found.add(f"{kind}>{other}")
    for at, here in enumerate(kinds):
        for beside in range(max(0, at - _BESIDE), at + _BESIDE + 1) if here else ():
            word = spoken[beside] if beside < len(spoken) else "."
            if beside != at and word not in SENTENCE_ENDS:
                side = "<" if at < beside else ">"
                found.update([f"{word}{side}{kind}" for kind in here])
    return found


def _findings(reading: Reading, said: Sequence[str]) -> Iterator[str]:
    """What the rules found: signs with and without context, denial, time, question, who it is."""
    opened: set[str] = set()
    for sign, _, context in reading.signs:
        yield f"{sign.id} {context}"
        yield f"{sign.id.split('.')[0]} {'covered' if context else 'open'}"
        if sign.level == "part":
            continue
        yield f"{sign.level} {sign.kind} {context}"
        if not context:
            opened.add(sign.level)
    for cue, _ in reading.cues:
        yield f"cue {cue.context} {cue.scope}"
        if opened:
            yield f"open beside {cue.context}"
    words = set(said)
    if not opened:
        yield "nothing open"
    if "?" in words:
        yield "question"
    yield f"who {'i' if words & _I else ''} {'they' if words & _THEY else ''}"
    yield f"long {min(len(said) // 6, 6)}"
