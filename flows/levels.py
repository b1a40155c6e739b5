"""How urgent a person's situation is, and of what kind: the words the whole house uses for it.

Levels say what we do; the labels of the corpus say what is true.  This module only names and
orders them: what is found is triage's, what is answered is the content's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What we do: `red` at once, `amber` ask and have a person look, `none` the ordinary answer."""

    NONE = "none"
    AMBER = "amber"
    RED = "red"

    @property
    def rank(self) -> int:
        """0, 1 or 2: a higher rank is more urgent."""
        return _RANK[self]


_RANK = {Level.NONE: 0, Level.AMBER: 1, Level.RED: 2}


class Kind(StrEnum):
    """What it is about.  Red: the first three.  Amber: the last two."""

    OVERDOSE = "overdose"
    SELF_HARM = "self_harm"
    SAFEGUARDING = "safeguarding"
    MEDICAL = "medical"
    UNCLEAR = "unclear"


def higher(one: Level, other: Level) -> Level:
    """The more urgent of two levels: a level never falls by itself."""
    return one if one.rank >= other.rank else other


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for a level, kept so that an officer and an auditor can see why.

    `rule` is the id of a lexicon entry; `words` is what matched, as the person wrote it, which
    stands at `start:end` of the text; `level` is what this finding alone would give after context
    (`red`, `amber` or `none` where a denial or the past covers it); `context` names what lowered
    it (`denied`, `past`, `asked`, `figure`, `other`), or is empty.
    """

    rule: str
    words: str
    start: int
    end: int
    level: Level
    context: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What triage made of one message: `kind` is None exactly when `level` is none.

    `sign` picks the advice (`not_breathing`, `not_waking`, `fitting`, `choking`, `child`,
    `taken_on_purpose`, `myself`, `somebody_else`, or empty for the general one).  `version` names
    lexicon and model.
    """

    level: Level
    kind: Kind | None
    evidence: tuple[Finding, ...] = ()
    sign: str = ""
    version: str = ""
