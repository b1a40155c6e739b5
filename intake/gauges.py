"""How things stand at the moment it is asked for, for Prometheus.  Counts only, nobody's.

Read from Redis when scraped, so that it is the same whichever process answers.
"""

from __future__ import annotations

from datetime import datetime

from intake.figures import Figures
from intake.parts import Parts
from intake.spool import Spool
from workers import health
from workers.errors import StoreAway
from workers.forgetting import PROMISED
from workers.history import Summary
from workers.lua import Scripts
from workers.tolls import Tolls


def gauges(parts: Parts, spool: Spool) -> bytes:
    """The exposition; of the spool alone while Redis is away."""
    figures = Figures()
    figures.show("helpline_spool_waiting", "Requests on disk", spool.waiting())
    figures.show("helpline_spool_aside", "Requests set aside, damaged", spool.aside())
    figures.show("helpline_spool_writable", "1 when the disk takes requests", spool.writable())
    now = parts.now()
    try:
        _queue(figures, parts.queue.summary(now), now)
        _workers(figures, parts, now)
        _sent(figures, parts, now)
    except StoreAway:
        pass  # what is not known is not shown
    return figures.exposition()


def _queue(figures: Figures, summary: Summary, now: datetime) -> None:
    for level, states in summary.counts.items():
        for state, count in states.items():
            figures.show(
                "helpline_callbacks_open", "Open callbacks", count, level=level, state=state
            )
    overdue = {"red": summary.overdue_red, "other": summary.overdue - summary.overdue_red}
    for level, count in overdue.items():
        figures.show("helpline_callbacks_overdue", "Past their promise", count, level=level)
    since = summary.longest_waiting_since
    waited = (now - since).total_seconds() if since else 0
    figures.show("helpline_longest_wait_seconds", "Of those who wait", waited)


def _workers(figures: Figures, parts: Parts, now: datetime) -> None:
    due = health.backlog(parts.redis, now)
    figures.show("helpline_due", "Things to do now", due.due)
    figures.show("helpline_due_late", "Rung for and not done within a minute", due.overdue)
    held = Tolls(Scripts(parts.redis)).held(now)
    figures.show("helpline_sends_held", "Held back by a ceiling, this hour", held)
    beat = health.clock_beat(parts.redis, now)
    if beat is not None:
        silent = beat.total_seconds()
        figures.show("helpline_clock_silent_seconds", "Since its last beat", silent)


def _sent(figures: Figures, parts: Parts, now: datetime) -> None:
    for (kind, state), count in parts.outbox.counts().items():
        figures.show(
            "helpline_messages", "Came to this state, since ever", count, kind=kind, state=state
        )
    erasures = parts.store.erasures
    figures.show("helpline_erasures_waiting", "At Twilio, not done yet", erasures.waiting())
    late = erasures.late(now - PROMISED)
    figures.show("helpline_erasures_late", "Longer than promised", late)
