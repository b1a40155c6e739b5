"""Whether the words can be read at nine: the automated readability index, by the library textstat.

Its scale: 4 is a child of eight to nine.  It looks at letters and sentences only, so that it needs
no dictionary; very short wordings say too little to be measured.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Final

from flows.checks.numbered import everything
from flows.checks.problem import Problem, error, warning
from flows.pack import Pack

HIGHEST: Final = 4.0
FEWEST_WORDS: Final = 8
Index = Callable[[str], float]


def readable(pack: Pack, index: Index | None = None) -> Iterator[Problem]:
    """Every page and line of eight words and more."""
    index = index or _index()
    if index is None:
        yield warning("content", "reading age not measured: pip install textstat")
        return
    for where, words in everything(pack):
        if len(words.split()) < FEWEST_WORDS or "{topics}" in words:
            continue
        measured = index(words)
        if measured > HIGHEST:
            yield error(where, f"hard to read: index {measured:.1f}, at most {HIGHEST:g} (age 9)")


def _index() -> Index | None:
    try:
        library = importlib.import_module("textstat")
    except ImportError:
        return None
    index: Index = library.automated_readability_index
    return index
