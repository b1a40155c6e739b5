"""The service itself: whether every part works, what it did last, and the words that it says."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version
from typing import Final

from flask import Response, request

from flows import triage
from intake.console import wording
from intake.console.desk import strip
from intake.console.door import ConsoleDoor
from intake.console.pages import Pages
from intake.console.roles import Right
from intake.console.wording import LONDON
from workers.errors import StoreAway

PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "redis": ("Store", "Redis, which holds everything, and keeps it on disk"),
    "worker": ("Worker", "sends texts and alerts, and returns what was left lying"),
    "keys": ("Keys", "by which people are found, and what is stored is read"),
    "spool": ("Spool", "what came in while the store was away, to be taken in again"),
    "content": ("Words", "what is said by text and on the phone"),
    "lexicon": ("Triage", "every critical phrase is found"),
    "twilio": ("Twilio", "takes the texts and calls that we begin"),
}
LAST: Final[Mapping[str, str]] = {
    "came|sms": "Text in",
    "came|voice": "Call in",
    "out|text": "Text out, not an answer",
    "out|alert": "Alert out",
}
TOLD: Final = {
    "up": "It is in front of both doors, and on every page here.",
    "down": "Taken down. Nothing is said in front any more.",
}
USUAL: Final = timedelta(hours=4)


def register(pages: Pages) -> None:
    """The page of the parts, and the page of the words."""
    door = pages.door

    @pages.get("/status", Right.STATUS)
    def status() -> Response:
        return status_page(pages)

    @pages.get("/words", Right.WORDS)
    def words() -> Response:
        lines = sorted(door.pack.lines.values(), key=lambda line: line.id)
        return pages.draw("words.html", pack=door.pack, lines=lines)


def status_page(
    pages: Pages,
    status: int = HTTPStatus.OK,
    typed: Mapping[str, str] | None = None,
    error: tuple[str, str] = ("", ""),
) -> Response:
    """How everything stands; `typed` and `error` are of the form for what is said in front."""
    door, now = pages.door, pages.door.now()
    found = {name: check() for name, check in door.checks.items()}
    last = _last(door)
    if "twilio" not in found and last is not None:
        found["twilio"] = _twilio(last, now)
    return pages.draw(
        "status.html",
        status,
        parts=[(*PARTS.get(name, (name, "")), state) for name, state in found.items()],
        well=all(state == "ok" for state in found.values()),
        figures=_figures(door, now),
        last=_last_words(last, now),
        at=wording.clock_time(now),
        versions=(
            ("Helpline Intake", version("helpline-intake")),
            ("Words", f"{door.pack.id} {door.pack.version}"),
            ("Triage", triage.VERSION),
            ("Python", platform.python_version()),
        ),
        told=TOLD.get(request.args.get("told", ""), ""),
        typed=typed or _proposed(now),
        error={error[0]: error[1]} if error[0] else {},
    )


def _figures(door: ConsoleDoor, now: datetime) -> object:
    try:
        return strip(door.queue.summary(now), now)
    except StoreAway:
        return None


def _last(door: ConsoleDoor) -> Mapping[str, datetime] | None:
    try:
        return door.outbox.last_moments()
    except StoreAway:
        return None


def _twilio(last: Mapping[str, datetime], now: datetime) -> str:
    """By what happened last: this page asks Twilio nothing."""
    refused = last.get("refused")
    taken = max((at for name, at in last.items() if name.startswith("out|")), default=None)
    if refused is None or (taken is not None and taken >= refused):
        return "ok"
    at = wording.moment_words(refused, now)
    return f"did not take what we last wanted to send ({at})"


def _last_words(last: Mapping[str, datetime] | None, now: datetime) -> tuple[tuple[str, str], ...]:
    if last is None:
        return ()
    return tuple(
        (words, wording.moment_words(last[name], now) if name in last else "Never yet")
        for name, words in LAST.items()
    )


def _proposed(now: datetime) -> dict[str, str]:
    ends = (now + USUAL).astimezone(LONDON)
    return {"words": "", "day": f"{ends:%Y-%m-%d}", "time": f"{ends:%H:%M}"}
