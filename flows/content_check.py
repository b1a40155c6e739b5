"""Everything that can be checked about the words and the flow, checked: `helpline content check`.

Reachable, bounded, affordable, safe, readable, true to the source.  It reports and never mends.
"""

from __future__ import annotations

from datetime import date

from flows.checks.affordable import affordable
from flows.checks.faithful import faithful
from flows.checks.near import one_step_away
from flows.checks.numbered import numbered
from flows.checks.problem import Problem
from flows.checks.readable import readable
from flows.checks.safe import safe
from flows.checks.spoken_by_code import spoken_by_code
from flows.checks.walkable import walkable
from flows.pack import Pack

__all__ = ["Problem", "check"]


def check(pack: Pack, source_text: str, today: date) -> list[Problem]:
    """The problems of `pack`, errors first; `source_text` is what its topics come from."""
    missing = list(spoken_by_code(pack))
    if missing:
        return missing  # the rest would trip over what is not there
    broken = list(walkable(pack))
    problems = [
        *broken,
        *([] if broken else one_step_away(pack)),  # a broken flow cannot be walked
        *affordable(pack),
        *safe(pack),
        *numbered(pack, today),
        *faithful(pack, source_text),
        *readable(pack),
    ]
    return sorted(problems, key=lambda problem: problem.severity)
