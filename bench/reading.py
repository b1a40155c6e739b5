"""What triage costs: a message of the corpus, and 1,600 characters made to be slow."""

from __future__ import annotations

from time import perf_counter
from typing import Final

from flows.triage import assess
from flows.triage.corpus_files import corpus_rows

LONG: Final = 1_600
TIMES: Final = 40

HOSTILE: Final = {
    "one letter": "a" * LONG,
    "not, over and over": ("not breathing " * LONG)[:LONG],
    "spaced letters": ("w a k e " * LONG)[:LONG],
    "joined words": ("hewontwakeup" * LONG)[:LONG],
    "spaces": " " * (LONG - 3) + "wak",
    "apostrophes": ("won\u2019t'`\u00b4" * LONG)[:LONG],
    "accents on accents": ("e" + "\u0301" * 40) * (LONG // 41),
    "emoji": "\U0001f635\u200d\U0001f4ab" * (LONG // 3),
    "confusables": ("\u0441\u0430nt w\u0430k\u0435 " * LONG)[:LONG],
    "digits": ("w4k3 h1m up 0v3rd053 " * LONG)[:LONG],
    "almost, over and over": ("my mate wont wake but he will " * LONG)[:LONG],
    "yes and no": ("he is not ok is he not ok if not " * LONG)[:LONG],
}


def report() -> str:
    """Times over the corpus, and the slowest of the hostile ones."""
    texts = [row.text for row in corpus_rows()]
    for text in texts[:200]:
        assess(text)
    times = sorted(_milliseconds(text, 1) for text in texts)
    hostile = {name: _milliseconds(text, TIMES) for name, text in HOSTILE.items()}
    half = {name: _milliseconds(text[: LONG // 2], TIMES) for name, text in HOSTILE.items()}
    name, slowest = max(hostile.items(), key=lambda pair: pair[1])
    growth = max(hostile[n] / half[n] for n in hostile)
    return "\n".join(
        [
            f"Triage, {len(texts):,} messages of the corpus, once each; {len(HOSTILE)} hostile "
            f"messages of {LONG:,} characters, the best of {TIMES}.",
            "",
            "| | ms |",
            "| --- | ---: |",
            f"| a message, p50 | {times[len(times) // 2]:.3f} |",
            f"| a message, p99 | {times[int(len(times) * 0.99)]:.3f} |",
            f"| slowest hostile ({name}) | {slowest:.2f} |",
            f"| twice as long takes at most | {growth:.1f} times |",
        ]
    )


def _milliseconds(text: str, times: int) -> float:
    """The least of several, for what we do not control only ever adds."""
    best = float("inf")
    for _ in range(times):
        began = perf_counter()
        assess(text)
        best = min(best, perf_counter() - began)
    return best * 1000
