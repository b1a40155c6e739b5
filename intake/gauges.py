"""How things stand at the moment it is asked for, for Prometheus.  Counts only, nobody's.

Read from Redis when scraped, so that it is the same whichever process answers.
"""

from __future__ import annotations

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

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
    registry = CollectorRegistry()
    waits = Gauge("helpline_spool_waiting", "Requests on disk", registry=registry)
    waits.set(spool.waiting())
    aside = Gauge("helpline_spool_aside", "Requests set aside, damaged", registry=registry)
    aside.set(spool.aside())
    takes = Gauge("helpline_spool_writable", "1 when the disk takes requests", registry=registry)
    takes.set(spool.writable())
    now = parts.now()
    try:
        _sent(registry, parts, now)
        _queue(registry, parts.queue.summary(now), now)
        _workers(registry, parts, now)
    except StoreAway:
        pass  # what is not known is not shown
    return generate_latest(registry)


def _queue(registry: CollectorRegistry, summary: Summary, now: datetime) -> None:
    open_ = Gauge(
        "helpline_callbacks_open", "Open callbacks", ["level", "state"], registry=registry
    )
    for level, states in summary.counts.items():
        for state, count in states.items():
            open_.labels(level, state).set(count)
    overdue = Gauge(
        "helpline_callbacks_overdue", "Past their promise", ["level"], registry=registry
    )
    overdue.labels("red").set(summary.overdue_red)
    overdue.labels("other").set(summary.overdue - summary.overdue_red)
    longest = Gauge("helpline_longest_wait_seconds", "Of those who wait", registry=registry)
    since = summary.longest_waiting_since
    longest.set((now - since).total_seconds() if since else 0)


def _sent(registry: CollectorRegistry, parts: Parts, now: datetime) -> None:
    messages = Gauge(
        "helpline_messages", "Came to this state, since ever", ["kind", "state"], registry=registry
    )
    for (kind, state), count in parts.outbox.counts().items():
        messages.labels(kind, state).set(count)
    erasures = parts.store.erasures
    waiting = Gauge("helpline_erasures_waiting", "At Twilio, not done yet", registry=registry)
    waiting.set(erasures.waiting())
    late = Gauge("helpline_erasures_late", "Longer than promised", registry=registry)
    late.set(erasures.late(now - PROMISED))


def _workers(registry: CollectorRegistry, parts: Parts, now: datetime) -> None:
    due = health.backlog(parts.redis, now)
    Gauge("helpline_due", "Things to do now", registry=registry).set(due.due)
    late = Gauge("helpline_due_late", "Rung for and not done within a minute", registry=registry)
    late.set(due.overdue)
    held = Gauge("helpline_sends_held", "Held back by a ceiling, this hour", registry=registry)
    held.set(Tolls(Scripts(parts.redis)).held(now))
    beat = health.clock_beat(parts.redis, now)
    if beat is not None:
        silent = Gauge("helpline_clock_silent_seconds", "Since its last beat", registry=registry)
        silent.set(beat.total_seconds())
