"""What the model sees of a text: its letters, its words, and what the rules found.

Three blocks of features, each a set of names.  Each block is scaled by the root of its size, so
that a long text does not weigh more than a short one.  The training script and the scoring use
these very functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from flows.triage.assessing import Reading

BLOCKS: Final = ("letters", "words", "findings")
_SHORTEST: Final = 2
_LONGEST: Final = 5
_PHRASE: Final = 3
_I: Final = frozenset(["i", "me", "my", "myself", "am"])
_THEY: Final = frozenset(["he", "she", "him", "her", "his", "they", "them"])
_NUMBERS: Final = re.compile(r"[0-9]+")


def features(reading: Reading) -> tuple[set[str], set[str], set[str]]:
    """The names of the features of a text, by block."""
    words = [_NUMBERS.sub("0", word) for word in reading.folded.words]
    letters: set[str] = set()
    for word in set(words):
        if word.isalnum():
            letters.update(_pieces(f" {word} "))
    said = [w for w in words if w not in ",."]
    phrases = {
        " ".join(said[at : at + length])
        for length in range(1, _PHRASE + 1)
        for at in range(len(said) - length + 1)
    }
    return letters, phrases, set(_findings(reading, said))


def _pieces(word: str) -> Iterator[str]:
    size = len(word)
    for length in range(_SHORTEST, min(_LONGEST, size) + 1):
        for at in range(size - length + 1):
            yield word[at : at + length]


def _findings(reading: Reading, said: list[str]) -> Iterator[str]:
    """What the rules found: signs with and without context, denial, time, question, who it is."""
    opened: set[str] = set()
    for sign, _, context in reading.signs:
        family = sign.id.split(".")[0]
        yield f"sign {sign.id} {context}"
        yield f"family {family} {'covered' if context else 'open'}"
        if not context and sign.level != "part":
            opened.add(sign.level)
            yield f"open {sign.level} {sign.kind}"
        elif context and sign.level != "part":
            yield f"covered {sign.level} {sign.kind} {context}"
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
