"""Bars over time, as the numbers a drawing needs.  Pure; the template draws them as SVG.

The drawing stretches to the width it is given, so no words stand in it: they stand around it, and
the same figures stand in a table below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intake.console.figures import Stretch

HIGH: Final = 100
WIDE: Final = 10
_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle; `series` is 0 for texts and 1 for calls."""

    x: int
    y: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Plot:
    """A whole drawing: how wide it is, its bars, the highest value, and the words below it."""

    width: int
    bars: tuple[Bar, ...]
    most: int
    words: tuple[str, ...]
    says: str


def plot(stretches: Sequence[Stretch]) -> Plot:
    """Texts and calls of each stretch, the calls standing on the texts."""
    most = max((s.texts + s.calls for s in stretches), default=0)
    scale = HIGH / most if most else 0
    bars = []
    for n, stretch in enumerate(stretches):
        texts, calls = stretch.texts * scale, stretch.calls * scale
        for series, height, below in ((0, texts, 0.0), (1, calls, texts)):
            if height:
                at = round(HIGH - below - height, 2)
                bars.append(Bar(n * WIDE + _GAP // 2, at, round(height, 2), series))
    return Plot(
        width=max(1, len(stretches)) * WIDE,
        bars=tuple(bars),
        most=most,
        words=_words([s.label for s in stretches]),
        says=_says(stretches, most),
    )


def _words(labels: Sequence[str]) -> tuple[str, ...]:
    """The first, the middle and the last."""
    return tuple(labels) if len(labels) < 3 else (labels[0], labels[len(labels) // 2], labels[-1])


def _says(stretches: Sequence[Stretch], most: int) -> str:
    if not most:
        return "Nothing came in."
    highest = next(s for s in stretches if s.texts + s.calls == most)
    return f"The most, {most}, came in {highest.label}. All figures are in the table below."
