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
from intake.console.desk_lists import lists, news
from intake.console.pages import Pages, home_of, see_other
from intake.console.roles import Right, may
from intake.console.rota_page import names_on_duty
from intake.console.rows import row
from workers.history import Summary

PAGE: Final = 50
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


def register(pages: Pages) -> None:
    """The desk and what keeps it fresh."""
    queue = pages.door.queue

    @pages.get("/", Right.SIGNED_IN)
    def desk() -> Response:
        if not may(g.account.role, Right.DESK):
            return see_other(home_of(g.account.role))
        now = pages.door.now()
        summary = queue.summary(now)
        told = request.args.get("told", "")
        return pages.draw(
            "desk.html",
            own_news=True,
            strip=strip(summary, now, names_on_duty(pages)),
            lists=lists(queue, g.account.name, now),
            seen=_seen(g.changed, now),
            told=TOLD.get(told, ""),
            by_itself=request.args.get("refresh") == "30",
        )

    @pages.get("/desk/list", Right.DESK)
    def desk_list() -> Response:
        now = pages.door.now()
        return pages.draw("desk_list.html", lists=lists(queue, g.account.name, now))

    @pages.get("/desk/news", Right.DESK, quiet=True)
    def desk_news() -> Response:
        now = pages.door.now()
        seen = _seen(g.changed, now)
        if request.args.get("seen") == seen:
            return Response(status=HTTPStatus.NO_CONTENT)
        known = frozenset(request.args.get("known", "").split())
        found = lists(queue, g.account.name, now)
        return pages.draw(
            "desk_news.html",
            own_news=True,
            alarm_seen=request.args.get("alarm", ""),
            strip=strip(queue.summary(now), now, names_on_duty(pages)),
            seen=seen,
            news=news(found, known, _whole(request.args.get("drawn", ""))),
        )

    @pages.get("/desk/all/<any(ready, held, later):which>", Right.DESK)
    def desk_all(which: str) -> Response:
        """A page of all of them, for whoever looks further than the desk does."""
        now, skip = pages.door.now(), _whole(request.args.get("skip", ""))
        total, found = queue.desk_page(which, now, skip, PAGE)
        return pages.draw(
            "desk_all.html",
            which=which,
            rows=[row(callback, g.account.name, now) for callback in found],
            total=total,
            first=skip + 1,
            last=skip + len(found),
            newer=max(0, skip - PAGE) if skip else None,
            older=skip + PAGE if skip + PAGE < total else None,
            at=wording.clock_time(now),
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


def _seen(changed: int, now: datetime) -> str:
    """What a page has seen: every change, and the minute, since waiting times go on."""
    return f"{changed}.{int(now.timestamp()) // 60}"


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0
