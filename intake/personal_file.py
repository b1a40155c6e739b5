"""Everything known about one person, as a file that can be handed to them; and the register.

The person's file holds their words, ours to them, their callbacks and what was done about these.
Names of staff are left out: they are somebody else's data.  The register holds callbacks without
persons, and a spreadsheet that opens it must not run what is in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from flows.conversation import to_json
from intake.console.sheets import harmless
from intake.parts import Parts
from workers.blocks import Blocks
from workers.callbacks import Callback
from workers.history import HistoryEntry
from workers.outbox import OutboxView
from workers.store import TranscriptEntry

FORM: Final = 1
THEMSELVES: Final = ("they", "clock")
REGISTER: Final = (
    "reference", "level", "kind", "state", "channel", "asked", "waiting_since", "not_before",
    "due_at", "attempts", "outcome", "closed_at",
)  # fmt: skip


def of_person(parts: Parts, person: str, now: datetime) -> dict[str, Any] | None:
    """All that is kept about this person; None when nothing is.  Raises StoreAway."""
    opened = parts.store.open_turn(f"export.{person}", person)
    callbacks = [*([opened.callback] if opened.callback else []), *parts.queue.earlier(person)]
    messages = parts.outbox.of_person(person)
    said = parts.store.transcript(person)
    block = Blocks(parts.redis, parts.vault).of(person, now)
    if not (opened.conversation or callbacks or messages or said or block or opened.texts_stopped):
        return None
    return {
        "form": FORM,
        "made_at": now.isoformat(),
        "texts_stopped": opened.texts_stopped,
        "blocked_until": block.until.isoformat() if block else None,
        "conversation": to_json(opened.conversation) if opened.conversation else None,
        "said": [_said(entry) for entry in said],
        "messages": [_message(view) for view in messages],
        "callbacks": [_callback(one, parts.queue.history(one.reference)) for one in callbacks],
    }


def register(callbacks: Iterable[Callback]) -> str:
    """The callbacks without persons, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REGISTER)
    for one in callbacks:
        row = _plain(one)
        writer.writerow([harmless(row[name]) for name in REGISTER])
    return text.getvalue()


def _plain(callback: Callback) -> dict[str, Any]:
    row = {name: getattr(callback, name) for name in REGISTER}
    kind = callback.kind.value if callback.kind else ""
    return {**row, "level": callback.level.value, "kind": kind} | {
        name: value.isoformat() if value else ""
        for name, value in row.items()
        if name.endswith(("_since", "_before", "_at"))
    }


def _said(entry: TranscriptEntry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "by": entry.door,
        "who": entry.who,
        "text": entry.text,
        "level": entry.level.value,
    }


def _message(view: OutboxView) -> dict[str, Any]:
    return {"at": view.at.isoformat(), "text": view.body, "state": view.state}


def _callback(callback: Callback, history: Iterable[HistoryEntry]) -> dict[str, Any]:
    personal = callback.personal
    wishes = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(personal.wishes).items()
    }
    return {
        **_plain(callback),
        "number": personal.number,
        "wishes": wishes,
        "words_that_raised_it": [found.words for found in personal.evidence if found.words],
        "asked_of_us": list(personal.requests),
        "what_was_done": [_done(entry) for entry in history],
    }


def _done(entry: HistoryEntry) -> dict[str, str]:
    by = entry.by if entry.by in THEMSELVES else "a member of staff"
    return {"at": entry.at.isoformat(), "by": by, "what": entry.what, "detail": entry.detail}
