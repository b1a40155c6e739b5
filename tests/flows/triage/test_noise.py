"""Noise never lowers a critical phrase: the fixed list times what phones and thumbs do to words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from flows.levels import Level
from flows.triage import assess
from flows.triage.loading import lexicon

PHRASES = [text for text, _ in lexicon().critical]
_LEET = str.maketrans("aeio", "4310")
_CYRILLIC = str.maketrans("aeopcxi", "\u0430\u0435\u043e\u0440\u0441\u0445\u0456")
_CONFUSED = dict(zip("abcdefghijklmnopqrstuvwxyz", map(chr, range(0x1D41A, 0x1D434)), strict=True))


def _long_words(change: Callable[[str], str], least: int) -> Callable[[str], str]:
    return lambda text: " ".join(change(w) if len(w) >= least else w for w in text.split())


def _stretched(word: str) -> str:
    at = next((i for i, c in enumerate(word) if c in "aeiou" and i), 1)
    return word[:at] + word[at] * 4 + word[at:]


def _without_a_vowel(word: str) -> str:
    at = next((i for i, c in enumerate(word) if c in "aeiou" and 0 < i < len(word) - 1), None)
    return word if at is None else word[:at] + word[at + 1 :]


def _swapped(word: str) -> str:
    return word[:2] + word[3] + word[2] + word[4:]


def _scots(text: str) -> str:
    for english, scots in (
        ("can't", "cannae"), ("won't", "willnae"), ("don't", "dinnae"), ("going to", "gonnae"),
        ("to ", "tae "), ("dead", "deid"), ("my ", "ma "), ("is not", "isnae"),
    ):  # fmt: skip
        text = text.replace(english, scots)
    return text


NOISE: dict[str, Callable[[str], str]] = {
    "as it is": lambda t: t,
    "no apostrophe": lambda t: t.replace("'", ""),
    **{
        f"apostrophe U+{mark:04X}": lambda t, m=chr(mark): t.replace("'", m)  # type: ignore[misc]
        for mark in (0x2018, 0x2019, 0x201B, 0x2032, 0x60, 0xB4, 0x92, 0x02BC, 0xFF07)
    },
    "an entity": lambda t: t.replace("'", "&#39;"),
    "mojibake": lambda t: t.replace("'", "\u00e2\u20ac\u2122"),
    "a space for the apostrophe": lambda t: t.replace("'", " "),
    "capitals": str.upper,
    "title case": str.title,
    "exclamation": lambda t: f"{t}!!!!",
    "dots": lambda t: t.replace(" ", "..."),
    "lines": lambda t: t.replace(" ", "\n"),
    "double spaces": lambda t: t.replace(" ", "   "),
    "emoji before": lambda t: f"\U0001f62d\U0001f62d {t}",
    "emoji after": lambda t: f"{t} \U0001f64f",
    "stretched": _long_words(_stretched, 5),
    "leet": _long_words(lambda w: w.translate(_LEET), 5),
    "look-alikes": lambda t: t.translate(_CYRILLIC),
    "mathematical letters": lambda t: "".join(_CONFUSED.get(c, c) for c in t.lower()),
    "full width": lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "zero width": lambda t: "\u200b".join(t),
    "accents": lambda t: t.replace("e", "e\u0301"),
    "a vowel missing in long words": _long_words(_without_a_vowel, 7),
    "letters swapped in long words": _long_words(_swapped, 8),
    "joined": lambda t: t.replace("'", "").replace(" ", ""),
    "scots": _scots,
    "polite": lambda t: f"sorry to bother you but {t} thank you",
    "swearing": lambda t: f"fuck {t} for fucks sake",
    "a place": lambda t: f"{t} we are at 14 high street leeds",
    "lol": lambda t: f"{t} lol",
}


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("phrase", PHRASES)
def test_a_critical_phrase_is_red_under_any_noise(phrase: str, noise: str) -> None:
    """A curly apostrophe or a missing vowel must not hide that somebody is dying."""
    assert assess(NOISE[noise](phrase)).level is Level.RED


def test_a_word_is_repaired_alike_in_every_process() -> None:
    """Where two words are as near, which one is meant does not hang on how a process hashes."""
    words = "she stapped the drink"  # slapped and stopped are each one letter away
    read = f"from flows.triage.loading import lexicon; print(lexicon().fold({words!r}).words)"
    said = {
        subprocess.run(
            [sys.executable, "-c", read],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2", "3")
    }

    assert len(said) == 1
