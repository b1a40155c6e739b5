"""The desk: the queue at a glance, what is mine, and the list in the order it will be rung.

The list on the page never moves by itself: news changes the words in rows that stand, and says how
many new ones there are.  The order is the queue's; nothing here sorts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Response, g, request

from flows.levels import Level
from intake.console import wording
from intake.console.closings import Closing, closing
from intake.console.pages import Pages, home_of, see_other
from intake.console.roles import Right, may
from intake.console.rota_page import names_on_duty
from intake.console.rows import Row, row
from workers.callback_queue import CallbackQueue
from workers.callbacks import Callback
from workers.history import Summary

MOST_ROWS: Final = 100
_CLOSING: Final = "closing."
CALLBACKS: Final = "/console/callbacks/"
TOLD: Final = {
    "nobody": "Nobody is to be rung now. What comes later is in the list below.",
    "tried": "Recorded. It comes back to the list by itself when it is time to try again.",
    "exhausted": "Recorded. That was the last try of the plan, so the callback is closed.",
    "released": "Given back. It waits again in the place it had.",
}


@dataclass(frozen=True, slots=True)
class Strip:
    """The queue in a few figures."""

    red: int
    amber: int
    ordinary: int
    ringable: int
    overdue: int
    longest: str
    on_duty: str
    at: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What stands on the desk, each in the order of the queue."""

    closing: tuple[Closing, ...]
    mine: tuple[Row, ...]
    now: tuple[Row, ...]
    later: tuple[Row, ...]
    more: int

    @property
    def references(self) -> tuple[str, ...]:
        """All of them, as the page knows them; what closes is marked."""
        rows = tuple(row.reference for row in (*self.mine, *self.now, *self.later))
        return (*(_CLOSING + closing.reference for closing in self.closing), *rows)


def register(pages: Pages) -> None:
    """The desk and what keeps it fresh."""
    queue = pages.door.queue

    @pages.get("/", Right.SIGNED_IN)
    def desk() -> Response:
        if not may(g.account.role, Right.DESK):
            return see_other(home_of(g.account.role))
        now = pages.door.now()
        changed, summary = queue.changed(), queue.summary(now)
        told = request.args.get("told", "")
        return pages.draw(
            "desk.html",
            own_news=True,
            strip=strip(summary, now, names_on_duty(pages)),
            lists=lists(queue, summary, g.account.name, now),
            seen=_seen(changed, now),
            told=TOLD.get(told, ""),
            by_itself=request.args.get("refresh") == "30",
        )

    @pages.get("/desk/list", Right.DESK)
    def desk_list() -> Response:
        now = pages.door.now()
        found = lists(queue, queue.summary(now), g.account.name, now)
        return pages.draw("desk_list.html", lists=found)

    @pages.get("/desk/news", Right.DESK, quiet=True)
    def desk_news() -> Response:
        now = pages.door.now()
        seen = _seen(queue.changed(), now)
        if request.args.get("seen") == seen:
            return Response(status=HTTPStatus.NO_CONTENT)
        summary = queue.summary(now)
        found = lists(queue, summary, g.account.name, now)
        known = frozenset(request.args.get("known", "").split())
        listed = frozenset(found.references)
        return pages.draw(
            "desk_news.html",
            own_news=True,
            alarm_seen=request.args.get("alarm", ""),
            strip=strip(summary, now, names_on_duty(pages)),
            seen=seen,
            rows=[r for r in (*found.mine, *found.now, *found.later) if r.reference in known],
            gone=sorted(r for r in known - listed if not r.startswith(_CLOSING)),
            ended=[
                (reference, any(r.reference == reference for r in found.mine))
                for reference in sorted(
                    r.removeprefix(_CLOSING) for r in known - listed if r.startswith(_CLOSING)
                )
            ],
            new=[r for r in (*found.mine, *found.now) if r.reference not in known],
        )

    @pages.post("/take-next", Right.WORK)
    def take_next() -> Response:
        taken = queue.take_next(g.account.name, pages.door.now())
        if taken is None:
            return see_other("/console/?told=nobody")
        pages.record("take_next", taken.reference)
        return see_other(CALLBACKS + taken.reference)


def strip(summary: Summary, now: datetime, on_duty: Sequence[str] = ()) -> Strip:
    """The figures at the top."""

    def open_ones(level: Level) -> int:
        return sum(summary.counts[level.value].values())

    since = summary.longest_waiting_since
    return Strip(
        red=open_ones(Level.RED),
        amber=open_ones(Level.AMBER),
        ordinary=open_ones(Level.NONE),
        ringable=summary.ringable,
        overdue=summary.overdue,
        longest=wording.duration(now - since) if since else "Nobody waits",
        on_duty=", ".join(on_duty) or "Nobody",
        at=wording.clock_time(now),
    )


def lists(queue: CallbackQueue, summary: Summary, officer: str, now: datetime) -> Lists:
    """The open callbacks as this officer sees them."""
    found = queue.open_callbacks(now, limit=MOST_ROWS)
    mine = [c for c in found if c.held and c.officer == officer]
    others = [c for c in found if c not in mine]
    closings = [c for callback in mine if (c := closing(callback, officer, now))]
    total = sum(sum(states.values()) for states in summary.counts.values())
    return Lists(
        closing=tuple(closings),
        mine=_rows([c for c in mine if not c.closing], officer, now),
        now=_rows([c for c in others if c.held or c.not_before <= now], officer, now),
        later=_rows([c for c in others if not c.held and c.not_before > now], officer, now),
        more=max(0, total - len(found)),
    )


def _rows(callbacks: Sequence[Callback], officer: str, now: datetime) -> tuple[Row, ...]:
    return tuple(row(callback, officer, now) for callback in callbacks)


def _seen(changed: int, now: datetime) -> str:
    """What a page has seen: every change, and the minute, since waiting times go on."""
    return f"{changed}.{int(now.timestamp()) // 60}"
