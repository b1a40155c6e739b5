"""Triage: how urgent the words of one message are, with the reasons.

`assess` is pure, fast and never raises on any text.  This first form knows the plainest
statements only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from flows.events import Door
from flows.levels import Assessment, Finding, Kind, Level

VERSION: Final = "lexicon 0"
_YES: Final = frozenset("yes y ye yh yeah yea yep yup aye help please pls".split())
_NO: Final = frozenset("no n nah nope naw nae".split())
_PLAIN: Final = (
    (
        "waking.first",
        Level.RED,
        Kind.OVERDOSE,
        "not_waking",
        r"\b(wont|cant|cannae|willnae|not|couldnt) (wake|waking|rouse|come round)|unconscious|passed out"
        r"|collapsed|unresponsive",
    ),
    (
        "breathing.first",
        Level.RED,
        Kind.OVERDOSE,
        "not_breathing",
        r"\b(not|isnt|stopped|cant|barely|hardly|cannae) breath(e|ing)|(gone|is|all|lips) blue",
    ),
    ("overdose.first", Level.RED, Kind.OVERDOSE, "", r"\b(overdosed|overdosing|od|odd|oding)\b"),
    (
        "dying.first",
        Level.RED,
        Kind.SELF_HARM,
        "",
        r"\b(want(ed)? to die|wanna die|kill myself|end my life|be here any ?more|suicidal)",
    ),
    (
        "water.first",
        Level.AMBER,
        Kind.MEDICAL,
        "",
        r"\b(pee|peeing|piss|pissing|wee|weeing|urine|passing)\b.*\bblood|blood in",
    ),
    ("cry.first", Level.AMBER, Kind.UNCLEAR, "", r"^\W*(help|help me|sos)\W*$"),
)


class LexiconError(Exception):
    """The lexicon does not give what its own critical list says it must."""


def assess(text: str, *, channel: Door = "sms", recent: Sequence[str] = ()) -> Assessment:
    """How urgent `text` is, alone and after what was said lately."""
    del channel
    best = _assessed(text)
    if recent and best.level is not Level.RED:
        joined = _assessed(" ".join((*recent[-5:], text)))
        before = _assessed(" ".join(recent[-5:]))
        if joined.level.rank > max(best.level.rank, before.level.rank):
            return joined
    return best


def _assessed(text: str) -> Assessment:
    folded = re.sub(r"[’'`]", "", text.casefold())
    for rule, level, kind, sign, pattern in _PLAIN:
        if found := re.search(pattern, folded):
            finding = Finding(rule, found[0], found.start(), found.end(), level)
            return Assessment(level, kind, (finding,), sign, VERSION)
    return Assessment(Level.NONE, None, (), "", VERSION)


def reads_as_yes(text: str) -> bool:
    """Whether `text` answers the check question with yes."""
    words = re.findall(r"[a-z]+", text.casefold())
    return bool(words) and words[0] in _YES


def reads_as_no(text: str) -> bool:
    """Whether `text` answers the check question with a clear no."""
    words = re.findall(r"[a-z]+", text.casefold())
    return bool(words) and words[0] in _NO and assess(text).level is Level.NONE


def self_test() -> None:
    """Raise LexiconError when a critical phrase is not found."""
    if assess("he's not breathing").level is not Level.RED:
        raise LexiconError("not breathing")
