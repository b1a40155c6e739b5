"""What a sign means where it stands: present danger, or denied, over, only asked about, a figure.

Context is timid on purpose.  It takes the danger from a sign only where its words reach that sign,
a "but" stops it, and a sign that carries its own "not" ("not breathing") cannot be denied by
another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from flows.triage.folding import SENTENCE_ENDS, Folded
from flows.triage.lexicon import Cue, Hit, Sign

_BEFORE: Final = 4
_AFTER: Final = 6
_TURNS: Final = frozenset(("but", "except", "although", "though", "just", "however", "only", "yet"))
_OWN_DENIAL: Final = frozenset(("not", "never", "no", "nothing", "stopped", "barely", "hardly"))
_PRESENT: Final = "present"


@dataclass(frozen=True, slots=True)
class Stops:
    """How many sentence ends, and how many turns such as "but", stand before each word of a text.

    Counted once, so that whether one stands between two places is known without looking again.
    """

    ends: Sequence[int]
    turns: Sequence[int]

    @classmethod
    def of(cls, words: Sequence[str]) -> Stops:
        """The stops of a text of these words."""
        return cls(
            tuple(accumulate((word in SENTENCE_ENDS for word in words), initial=0)),
            tuple(accumulate((word in _TURNS for word in words), initial=0)),
        )

    def none_between(self, start: int, end: int) -> bool:
        """Whether neither an end nor a turn is among the words from `start` up to `end`."""
        return self.no_turn_between(start, end) and (
            start >= end or self.ends[start] == self.ends[end]
        )

    def no_turn_between(self, start: int, end: int) -> bool:
        """Whether no turn is among the words from `start` up to `end`."""
        return start >= end or self.turns[start] == self.turns[end]


def covering(
    sign: Sign, hit: Hit, cues: Sequence[tuple[Cue, Hit]], folded: Folded, stops: Stops
) -> str:
    """The context that takes the danger from `sign` at `hit`, or nothing."""
    now = any(cue.context == _PRESENT for cue, _ in cues)
    for cue, place in cues:
        if cue.context == _PRESENT or (cue.kinds and sign.kind not in cue.kinds):
            continue
        if cue.context == "past" and cue.scope == "sentence" and now:
            continue
        if cue.context == "denied" and cue.scope == "before" and _denies_itself(hit, folded):
            continue
        if _reaches(cue.scope, place, hit, stops):
            return cue.context
    return ""


def _denies_itself(hit: Hit, folded: Folded) -> bool:
    return not _OWN_DENIAL.isdisjoint(folded.words[hit.start : hit.end])


def _reaches(scope: str, cue: Hit, hit: Hit, stops: Stops) -> bool:
    match scope:
        case "overlap":
            return cue.overlaps(hit)
        case "before":
            near = cue.end <= hit.start <= cue.end + _BEFORE
            return near and stops.none_between(cue.end, hit.start)
        case "after":
            near = hit.end <= cue.start <= hit.end + _AFTER
            return near and stops.none_between(hit.end, cue.start)
        case "sentence":
            return stops.none_between(min(cue.end, hit.end), max(cue.start, hit.start))
        case _:
            return hit.start < cue.end or stops.no_turn_between(cue.end, hit.start)
