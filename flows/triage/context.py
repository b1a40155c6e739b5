"""What a sign means where it stands: present danger, or denied, over, only asked about, a figure.

Context is timid on purpose.  It takes the danger from a sign only where its words reach that sign,
a "but" stops it, and a sign that carries its own "not" ("not breathing") cannot be denied by
another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flows.triage.folding import Folded
from flows.triage.lexicon import Cue, Hit, Sign

_BEFORE: Final = 4
_AFTER: Final = 6
_ENDS: Final = frozenset(".?")
_TURNS: Final = frozenset(("but", "except", "although", "though", "just", "however", "only", "yet"))
_OWN_DENIAL: Final = frozenset(("not", "never", "no", "nothing", "stopped", "barely", "hardly"))
_PRESENT: Final = "present"


def covering(sign: Sign, hit: Hit, cues: Sequence[tuple[Cue, Hit]], folded: Folded) -> str:
    """The context that takes the danger from `sign` at `hit`, or nothing."""
    now = any(cue.context == _PRESENT for cue, _ in cues)
    for cue, place in cues:
        if cue.context == _PRESENT or (cue.kinds and sign.kind not in cue.kinds):
            continue
        if cue.context == "past" and cue.scope == "sentence" and now:
            continue
        if cue.context == "denied" and cue.scope == "before" and _denies_itself(hit, folded):
            continue
        if _reaches(cue.scope, place, hit, folded.words):
            return cue.context
    return ""


def _denies_itself(hit: Hit, folded: Folded) -> bool:
    return not _OWN_DENIAL.isdisjoint(folded.words[hit.start : hit.end])


def _reaches(scope: str, cue: Hit, hit: Hit, words: Sequence[str]) -> bool:
    match scope:
        case "overlap":
            return cue.overlaps(hit)
        case "before":
            between = words[cue.end : hit.start]
            near = cue.end <= hit.start <= cue.end + _BEFORE
            return near and _ENDS.isdisjoint(between) and _TURNS.isdisjoint(between)
        case "after":
            between = words[hit.end : cue.start]
            near = hit.end <= cue.start <= hit.end + _AFTER
            return near and _ENDS.isdisjoint(between) and _TURNS.isdisjoint(between)
        case "sentence":
            between = words[min(cue.end, hit.end) : max(cue.start, hit.start)]
            return _ENDS.isdisjoint(between) and _TURNS.isdisjoint(between)
        case _:
            return hit.start < cue.end or _TURNS.isdisjoint(words[cue.end : hit.start])
