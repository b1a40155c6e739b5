"""Screening before anything else, and what happens when screening itself fails.

If assessing raises, or takes longer than a fifth of a second, the message is at least amber and
staff are told: a machine that cannot read a message must not decide that it is harmless.  What is
measured is the time that assessing itself took of a processor: a busy machine is no sign that a
message could not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import thread_time
from typing import Final, Protocol

from flows.events import Door
from flows.levels import Assessment, Finding, Kind, Level

LONGEST_SECONDS: Final = 0.2
LONGEST_TEXT: Final = 4000


class Assess(Protocol):
    """What triage offers."""

    def __call__(
        self,
        text: str,
        *,
        channel: Door,
        recent: Sequence[str] = (),
        alone: Assessment | None = None,
    ) -> Assessment:
        """The assessment of `text`, also after what was said lately; `alone` when it is known."""
        ...


class Screening:
    """Assesses a message and vouches for the time it took.

    `failed(why)` is told when it could not, with a reason that holds nothing the person wrote.
    """

    def __init__(self, assess: Assess, failed: Callable[[str], None]):
        self._assess = assess
        self._failed = failed

    def __call__(
        self,
        text: str,
        door: Door,
        recent: Sequence[str] = (),
        alone: Assessment | None = None,
    ) -> Assessment:
        """The assessment of `text`, alone and after what was said lately; never an exception.

        Who has assessed it alone before hands that in as `alone`, and it is not read again.
        """
        started = thread_time()
        try:
            found = self._assess(text[:LONGEST_TEXT], channel=door, recent=recent, alone=alone)
        except Exception as error:  # noqa: BLE001 - whatever it was, the person must be answered
            self._failed(type(error).__name__)
            return _doubtful("screening.failed")
        if thread_time() - started <= LONGEST_SECONDS:
            return found
        self._failed("too slow")
        if found.level is not Level.NONE:
            return found
        return replace(_doubtful("screening.slow"), version=found.version)


def _doubtful(rule: str) -> Assessment:
    finding = Finding(rule=rule, words="", start=0, end=0, level=Level.AMBER)
    return Assessment(Level.AMBER, Kind.UNCLEAR, (finding,))
