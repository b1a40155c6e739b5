"""Triage: how urgent the words of one message are, with the reasons.

`assess` is pure, fast and never raises on any text.  Rules over folded text must give every plain
statement; a small model of our own raises what they miss.  docs/triage.md says how it works, and
what it gets wrong.
"""

from __future__ import annotations

from flows.triage.answers import reads_as_no, reads_as_yes
from flows.triage.lexicon import LexiconError
from flows.triage.screen import assess, self_test, version

__all__ = ["VERSION", "LexiconError", "assess", "reads_as_no", "reads_as_yes", "self_test"]

VERSION: str


def __getattr__(name: str) -> str:
    if name == "VERSION":
        return version()
    raise AttributeError(name)
