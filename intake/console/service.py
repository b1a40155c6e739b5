"""The service itself: whether every part works, and the words that it says."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from flask import Response

from flows import triage
from intake.console import wording
from intake.console.desk import strip
from intake.console.pages import Pages
from intake.console.roles import Right
from workers.errors import StoreAway

PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "redis": ("Store", "Redis, which holds everything, and keeps it on disk"),
    "worker": ("Worker", "sends texts and alerts, and returns what was left lying"),
    "spool": ("Spool", "what came in while the store was away, to be taken in again"),
    "content": ("Words", "what is said by text and on the phone"),
    "lexicon": ("Triage", "every critical phrase is found"),
    "twilio": ("Twilio", "texts and calls"),
}


def register(pages: Pages) -> None:
    """The page of the parts, and the page of the words."""
    door = pages.door

    @pages.get("/status", Right.STATUS)
    def status() -> Response:
        now = door.now()
        found = {name: check() for name, check in door.checks.items()}
        try:
            figures = strip(door.queue.summary(now), now)
        except StoreAway:
            figures = None
        return pages.draw(
            "status.html",
            parts=[(*PARTS.get(name, (name, "")), state) for name, state in found.items()],
            well=all(state == "ok" for state in found.values()),
            figures=figures,
            at=wording.clock_time(now),
            versions=(
                ("Helpline Intake", version("helpline-intake")),
                ("Words", f"{door.pack.id} {door.pack.version}"),
                ("Triage", triage.VERSION),
            ),
        )

    @pages.get("/words", Right.WORDS)
    def words() -> Response:
        lines = sorted(door.pack.lines.values(), key=lambda line: line.id)
        return pages.draw("words.html", pack=door.pack, lines=lines)
