"""Numbers that a lead keeps from the service for a while, each with a reason and an end.

Whoever is blocked is still screened, still told 999, and red is acted on as ever.  The page shows
the numbers, so that a lead knows whom they let in again; that it was looked at is on record.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Final

from flask import Response, abort, g, request

from flows.numbers import as_read
from intake.console import wording
from intake.console.door import ConsoleDoor
from intake.console.forms import Missing
from intake.console.pages import Pages, field, see_other
from intake.console.roles import Right
from workers.callbacks import Callback
from workers.errors import BlockRefused

PAGE: Final = "/console/blocked"
USUAL: Final = timedelta(days=7)
TOLD: Final = {
    "blocked": "Blocked. Danger is still heard and acted on, and they are still told 999.",
    "lifted": "They are let in again.",
}
_PERSON: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")


def register(pages: Pages) -> None:
    """The list with its form, and lifting."""
    blocks = pages.door.blocks

    @pages.get("/blocked", Right.BLOCK)
    def blocked_page() -> Response:
        pages.record("blocked_seen")
        return _page(pages)

    @pages.post("/blocked", Right.BLOCK)
    def block_number() -> Response:
        try:
            _block(pages, field("number", 40))
        except Missing as missing:
            return _page(pages, missing)
        pages.record("block")
        return see_other(f"{PAGE}?told=blocked")

    @pages.post("/blocked/<person>/lift", Right.BLOCK)
    def block_lift(person: str) -> Response:
        if not _PERSON.fullmatch(person) or not blocks.lift(person):
            abort(HTTPStatus.NOT_FOUND)
        pages.record("lift")
        return see_other(f"{PAGE}?told=lifted")


def usual_end(now: datetime) -> date:
    """The day that stands in the form before anybody changes it."""
    return (now + USUAL).astimezone(wording.LONDON).date()


def until_words(door: ConsoleDoor, callback: Callback, now: datetime) -> str:
    """Until when the number behind this callback is blocked; empty when it is not."""
    block = door.blocks.of(callback.person, now)
    return wording.moment_words(block.until - timedelta(minutes=1), now) if block else ""


def of_callback(pages: Pages, reference: str) -> str:
    """The step of blocking the number behind a callback."""
    callback = pages.door.queue.get(reference)
    if callback is None:
        abort(HTTPStatus.NOT_FOUND)
    _block(pages, callback.personal.number)
    return f"/console/callbacks/{reference}?told=blocked"


def _block(pages: Pages, number: str) -> None:
    reason, until = field("reason", 500), _end(field("until", 20))
    if not number:
        raise Missing("number", "Write the number")
    if not reason:
        raise Missing("reason", "Write why")
    if until is None:
        raise Missing("until", "Choose the last day of the block")
    try:
        pages.door.blocks.block(number, g.account.name, reason, until, pages.door.now())
    except BlockRefused as refused:
        where = "until" if "ends" in str(refused) else "number"
        raise Missing(where, str(refused).capitalize()) from None


def _end(typed: str) -> datetime | None:
    """The end of that day here."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    if not 2000 < day.year < 9000:
        return None
    return datetime.combine(day + timedelta(days=1), time(), wording.LONDON).astimezone(UTC)


def _page(pages: Pages, missing: Missing | None = None) -> Response:
    now = pages.door.now()
    return pages.draw(
        "blocked.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if missing else HTTPStatus.OK,
        blocks=[
            {
                "person": block.person,
                "number": as_read(block.number),
                "reason": block.reason,
                "by": block.by,
                "at": wording.moment_words(block.at, now),
                "until": wording.moment_words(block.until - timedelta(minutes=1), now),
            }
            for block in pages.door.blocks.list(now)
        ],
        told=TOLD.get(request.args.get("told", ""), ""),
        missing=missing,
        typed={"number": field("number", 40), "reason": field("reason", 500)},
        until=field("until", 20) or usual_end(now),
    )
