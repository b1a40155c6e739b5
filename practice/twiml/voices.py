"""Which voices there are: the names' shapes, and for British English the names themselves."""

from __future__ import annotations

import re
from typing import Final

PLAIN: Final = frozenset({"man", "woman", "alice"})
_MADE: Final = re.compile(
    r"Polly\.[A-Z][a-z]+(-Neural|-Generative)?"
    r"|Google\.[a-z]{2,3}-[A-Z]{2}-(Standard|Wavenet|Neural2|Chirp3-HD)-\w+"
)
_BRITISH: Final = re.compile(
    r"Polly\.(Amy|Brian|Emma|Arthur)(-Neural|-Generative)?|Google\.en-GB-.+"
)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})+")


def is_voice(voice: str, language: str) -> bool:
    """Whether there is such a voice, and whether it speaks British English when that is asked."""
    if voice.lower() in PLAIN:
        return True
    if not _MADE.fullmatch(voice):
        return False
    return language != "en-GB" or _BRITISH.fullmatch(voice) is not None


def is_language(language: str) -> bool:
    """Whether it looks like a language, such as en-GB."""
    return _LANGUAGE.fullmatch(language) is not None
