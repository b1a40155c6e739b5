"""The page of one callback.

Whoever holds it is shown the number, after how to ring safely, and that is written down first; if
it cannot be written down the number is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Response, abort, g, request

from flows.numbers import as_read
from flows.outcome import Say
from flows.wording import wording as wording_of
from intake.console import (
    blocking,
    calling,
    closings,
    detail,
    others,
    rows,
    texting,
    transcript,
    wording,
)
from intake.console.pages import Pages
from intake.console.roles import Right
from workers.callbacks import Callback
from workers.errors import Gone, LeaseLost

TOLD: Final = {
    "noted": "Your note is kept.",
    "taken": "It is yours for 15 minutes, and for as long as this page is open.",
    "kept": "It is yours for another 15 minutes.",
    "texted": "The text is on its way. How it goes stands under “Texts we sent”.",
    "split": "A second callback is open for them, at the place of this one.",
    "blocked": "Blocked. Danger is still heard and acted on, and they are still told 999.",
    "undone": "The closing is undone. It is yours for 15 minutes, as before.",
    "lowered": "Lowered. It keeps its place and its first waiting time.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step was not done: said kindly, and with what was typed still there."""

    heading: str = ""
    text: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    status: int = HTTPStatus.OK


NOTHING_WRONG: Final = Refusal()


def register(pages: Pages) -> None:
    """The page, and what tells it that it is out of date."""
    queue = pages.door.queue

    @pages.get("/callbacks/<reference>", Right.READ)
    def callback(reference: str) -> Response:
        return show(pages, reference)

    @pages.get("/callbacks/<reference>/news", Right.READ, quiet=True)
    def callback_news(reference: str) -> Response:
        found = queue.get(reference)
        version = str(found.version) if found else ""
        if request.args.get("version") == version:
            return Response(status=HTTPStatus.NO_CONTENT)
        return pages.draw("callback_news.html", reference=reference)


def show(pages: Pages, reference: str, refusal: Refusal = NOTHING_WRONG) -> Response:
    """The page as things stand now; `refusal` says what was not done just before."""
    callback = pages.door.queue.get(reference)
    if callback is None:
        abort(HTTPStatus.NOT_FOUND)
    now = pages.door.now()
    return pages.draw(
        "callback.html",
        refusal.status,
        callback=callback,
        refusal=refusal,
        told=TOLD.get(request.args.get("told", ""), ""),
        **_standing(callback, g.account.name, now),
        **_work(pages, callback, now),
        **_said_and_done(pages, callback, now),
    )


def _standing(callback: Callback, officer: str, now: datetime) -> dict[str, object]:
    """What it is, where it stands, and who has it."""
    closing = closings.closing(callback, officer, now)
    mine = holds(callback, officer, now) and closing is None
    later = callback.not_before > now
    return {
        "level": wording.level_words(callback.level, callback.kind),
        "colour": wording.COLOURS[callback.level],
        "standing": detail.standing(callback, officer, now),
        "open": callback.state != "closed",
        "mine": mine,
        "closing": closing,
        "others": callback.held and not mine and callback.officer != officer,
        "not_before": wording.moment_words(callback.not_before, now) if later else "",
        "lease": lease_words(callback, now),
        "tries": rows.tries(callback.attempts),
        "warnings": detail.warnings(callback),
    }


def _work(pages: Pages, callback: Callback, now: datetime) -> dict[str, object]:
    """What can be done with it: ringing, texting, recording, closing; numbers for who holds it."""
    door, officer = pages.door, g.account.name
    mine = holds(callback, officer, now) and not callback.closing
    return {
        "numbers": _numbers(pages, callback, now) if mine else (),
        "call": calling.standing(door, callback, officer, now) if mine else None,
        "script": _script(pages, callback),
        "results": detail.results(callback, door.plan, now),
        "outcomes": detail.outcomes(callback),
        "lowerings": detail.lowerings(callback),
        "until": blocking.usual_end(now),
        "blocked": blocking.until_words(door, callback, now),
    }


def _said_and_done(pages: Pages, callback: Callback, now: datetime) -> dict[str, object]:
    """The conversation, why it has its level, what was done, and who else is behind it."""
    door, officer = pages.door, g.account.name
    opened = door.store.open_turn("console", callback.person)
    entries = door.queue.history(callback.reference)
    topics = opened.conversation.topics_read if opened.conversation else ()
    earlier = door.queue.earlier(callback.person)
    return {
        "safety": detail.safety(callback, opened.texts_stopped, now),
        "reasons": transcript.reasons(callback.personal.evidence),
        "thread": transcript.thread(door.store.transcript(callback.person), now),
        "texts": texting.standing(door, callback, opened.texts_stopped, now),
        "topics": [door.pack.topics[t].title for t in topics if t in door.pack.topics],
        "history": detail.history(entries, now),
        "notes": detail.notes(entries, now),
        "on_the_number": others.open_others(door, callback, officer, now),
        "earlier": [
            (one.reference, detail.standing(one, officer, now))
            for one in earlier
            if one.reference != callback.reference
        ],
    }


def holds(callback: Callback, officer: str, now: datetime) -> bool:
    """Whether it is this officer's now."""
    lease = callback.lease_until
    return callback.held and callback.officer == officer and lease is not None and lease > now


def lease_words(callback: Callback, now: datetime) -> str:
    """Until when it is held."""
    return wording.moment_words(callback.lease_until, now) if callback.lease_until else ""


def _numbers(pages: Pages, callback: Callback, now: datetime) -> tuple[tuple[str, str, str], ...]:
    """What to dial, each with its label and its E.164 form; put on record before it is shown."""
    try:
        pages.door.queue.show_number(callback.reference, callback.fence, now)
    except (LeaseLost, Gone):
        return ()
    pages.record("number_shown", callback.reference)
    personal = callback.personal
    other = personal.wishes.other_number
    labelled = (("Number they gave us", other), ("Number they were in touch from", personal.number))
    return tuple((label, as_read(number), number) for label, number in labelled if number)


def _script(pages: Pages, callback: Callback) -> dict[str, str]:
    """What to say, in the pack's words: in danger, at first, to somebody else, to a voicemail."""
    pack = pages.door.pack
    may_leave = callback.personal.wishes.may_leave_message is True
    return {
        "danger": wording_of(Say("officer_danger"), pack, "sms", {}),
        "greeting": wording_of(Say("officer_greeting"), pack, "sms", {}),
        "somebody_else": wording_of(Say("officer_somebody_else"), pack, "sms", {}),
        "voicemail": wording_of(Say("neutral_voicemail"), pack, "voice", {}) if may_leave else "",
    }
