"""Reports for a lead: what came in, what it was about, how soon people were reached.

Read from what was counted by hour; nothing here could name anybody.  Days are days here in London,
and a range has a first and a last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from flask import Response, request

from intake.console import figures, wording
from intake.console.pages import Pages
from intake.console.plots import plot
from intake.console.roles import Right
from intake.console.sheets import sheet
from workers.reporting import Hour, total

LONGEST: Final = timedelta(days=3660)
_USUAL: Final = timedelta(days=6)
_HEAD: Final = ("hour begins (UTC)", "what", "first word", "second word", "count")


@dataclass(frozen=True, slots=True)
class Range:
    """From the beginning of the first day to the end of the last; `error` says what was wrong."""

    first: date
    last: date
    error: str = ""

    @property
    def begins(self) -> datetime:
        """The moment at which it begins."""
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The moment at which it is over."""
        return _midnight(self.last + timedelta(days=1))


def register(pages: Pages) -> None:
    """The page, and its figures as a file."""
    door = pages.door

    @pages.get("/reports", Right.REPORTS)
    def reports_page() -> Response:
        today = door.now().astimezone(wording.LONDON).date()
        wanted = chosen(request.args.get("from", ""), request.args.get("to", ""), today)
        hours = door.reports.between(wanted.begins, wanted.ends)
        counts = total(hours)
        over_time = figures.arrivals(hours, wanted.begins, wanted.ends)
        in_the_day = figures.by_hour_of_day(hours)
        return pages.draw(
            "reports.html",
            200 if not wanted.error else 422,
            range=wanted,
            shortcuts=_shortcuts(today),
            texts=figures.of_kind(counts, "came", "sms"),
            calls=figures.of_kind(counts, "came", "voice"),
            callbacks=figures.of_kind(counts, "opened"),
            spoken_to=figures.of_kind(counts, "reach"),
            arrivals=(over_time, plot(over_time)),
            in_the_day=(in_the_day, plot(in_the_day)),
            topics=figures.topics(counts, door.pack),
            opened=figures.opened(counts),
            reached=figures.reached(counts),
            kept=figures.kept(counts),
            outcomes=figures.outcomes(counts),
            attempts=figures.attempts(counts),
            left=figures.left(counts, door.pack),
        )

    @pages.get("/reports.csv", Right.REPORTS)
    def reports_csv() -> Response:
        today = door.now().astimezone(wording.LONDON).date()
        wanted = chosen(request.args.get("from", ""), request.args.get("to", ""), today)
        pages.record("report_exported", word=f"{wanted.first} to {wanted.last}")
        rows = _rows(door.reports.between(wanted.begins, wanted.ends))
        return sheet(f"report-{wanted.first}-{wanted.last}", _HEAD, rows)


def chosen(first: str, last: str, today: date) -> Range:
    """The range that was asked for; the last seven days when none was, or none that can be."""
    usual = Range(today - _USUAL, today)
    if not (first or last):
        return usual
    try:
        wanted = Range(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return Range(usual.first, usual.last, "Write both days as year, month and day")
    if wanted.last < wanted.first:
        return Range(usual.first, usual.last, "The last day must not be before the first")
    if wanted.last - wanted.first > LONGEST or not 1990 < wanted.first.year < 9000:
        return Range(usual.first, usual.last, "Choose at most ten years")
    return wanted


def _rows(hours: tuple[Hour, ...]) -> Iterator[tuple[object, ...]]:
    for hour in hours:
        for name, count in sorted(hour.counts.items()):
            words = (*name, "", "")[:3]
            yield hour.begins.isoformat(), *words, count


def _shortcuts(today: date) -> tuple[tuple[str, date, date], ...]:
    yesterday = today - timedelta(days=1)
    month = today.replace(day=1)
    return (
        ("Today", today, today),
        ("Yesterday", yesterday, yesterday),
        ("Last 7 days", today - _USUAL, today),
        ("This month", month, today),
        ("This year", today.replace(month=1, day=1), today),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), wording.LONDON).astimezone(UTC)
