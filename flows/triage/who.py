"""Who is in danger: the person who writes, or somebody they speak of.

It only chooses between wordings; the level is never its business.  In doubt the wish to die is the
writer's own, and what was taken was taken by somebody whom they are with: that is what the general
wordings are for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SOMEBODY_ELSE: Final = "somebody_else"
MYSELF: Final = "myself"
_BEFORE: Final = 2  # words before a sign in which its subject stands
_FIRST: Final = _words("i my me")
_OTHERS: Final = _words("he she they him her them his their someone somebody we us")
_THEY: Final = _words("he she they someone somebody")
_PERSON: Final = _words(
    "mate friend boyfriend girlfriend partner husband wife son daughter brother sister mum mam dad "
    "mother father flatmate housemate lad lass girl boy woman man bloke fella cousin nephew niece "
    "uncle aunt nan gran grandad colleague neighbour student pupil"
)
_ONE: Final = _words("my our a the this that some his her one another")
# After these a person is spoken to, not of: "tell my mum sorry".
_SPOKEN_TO: Final = _words("tell to for with give goodbye bye sorry miss love loved without from")
_MYSELF: Final = _words("myself mysel meself mine")
_BETWEEN: Final = _words("can could not do did have had just only am was really will")
# What a witness says of themselves; whatever else somebody says of "I" may be about the danger.
_WITNESS: Final = _words(
    "think know found find saw see heard hear read got get said asked tell told tried called "
    "rang ring phoned phone texted reach came live work teach thought opened went with her his "
    "worried scared terrified outside at in on"
)
_TO_ME: Final = _words("told texted text rang phoned sent asked to gave called messaged")


def about_somebody_else(words: Sequence[str]) -> bool:
    """Whether these folded words speak of somebody else's wish to die, and not of the writer's."""
    if not _MYSELF.isdisjoint(words) or not _speaks_of_somebody(words):
        return False
    if any(word == "me" and before not in _TO_ME for before, word in pairwise(["", *words])):
        return False
    after = iter(words)
    return all(
        next((w for w in after if w not in _BETWEEN), "") in _WITNESS
        for word in after
        if word == "i"
    )


def of_nobody_else(words: Sequence[str]) -> bool:
    """Whether these folded words speak of nobody but the writer, so far as one can see."""
    return _OTHERS.isdisjoint(words) and not _speaks_of_somebody(words)


def about_the_writer(words: Sequence[str], signs: Sequence[tuple[int, int]]) -> bool:
    """Whether each sign (its first word, and the one after its last) is said of the writer, and of
    nobody else.
    """
    if not signs or not of_nobody_else(words):
        return False
    return all(not _FIRST.isdisjoint(words[max(0, start - _BEFORE) : end]) for start, end in signs)


def _speaks_of_somebody(words: Sequence[str]) -> bool:
    if not _THEY.isdisjoint(words):
        return True
    named = zip(["", "", *words], ["", *words], words, strict=False)
    return any(
        word in _PERSON and one in _ONE and before not in _SPOKEN_TO for before, one, word in named
    )
