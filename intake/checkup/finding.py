"""One thing that was looked at, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `wrong` is empty when it is well, and `mend` says what to do."""

    what: str
    wrong: str = ""
    mend: str = ""


def judged(what: str, wrong: Iterable[str] | str, mend: str) -> Finding:
    """The finding about `what`: well when nothing is wrong with it."""
    told = wrong if isinstance(wrong, str) else "; ".join(wrong)
    return Finding(what, told, mend if told else "")
