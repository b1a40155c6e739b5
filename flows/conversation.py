"""Where a person stands with the service: one conversation a person, whichever door they use.

State is frozen; the next state is `replace(...)`.  It travels as JSON with a form number, so that
a newer house can read what an older one wrote.  Nothing here decides what to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from flows.levels import Kind, Level

FORM: Final = 1
RECENT_REMARKS: Final = 5
RECENT_WINDOW: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one door's thread stands: the step we wait at, and how often it went unanswered.

    `topic` and `page` say what is being read.  `held` is the step to go back to when the check
    question, which may be asked at any step, has been answered.  `turn` counts the requests of a
    call, so that of two accounts of where it stands the later one is believed.
    """

    step: str
    tries: int = 0
    topic: str = ""
    page: int = 0
    held: str = ""
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the person said lately, kept so that split messages are screened together."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the person wants to be rung.  None means not answered, which is not a yes.

    `not_before` and `due_by` bound the window they asked for; `when` is it in their own words.
    """

    name: str = ""
    when: str = ""
    not_before: datetime | None = None
    due_by: datetime | None = None
    may_leave_message: bool | None = None
    may_text: bool | None = None
    shared_phone: bool | None = None
    other_number: str = ""
    shall_we_ring: bool | None = None


@dataclass(frozen=True, slots=True)
class OpenCallback:
    """What the person's open callback looks like from here; joined by the store, never saved."""

    reference: str
    level: Level
    state: str
    asked: bool
    not_before: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything `advance` may know about a person.

    `level` and `kind` are the most urgent found so far and never fall by themselves.  `check` is
    `""`, `open` (we asked whether anyone is in danger) or `closed`.  `number` says what theirs can
    be used for: `mobile`, `landline`, `withheld` or `refused`.
    """

    started_at: datetime
    pack: str = ""
    texted: Place | None = None
    called: Place | None = None
    level: Level = Level.NONE
    kind: Kind | None = None
    check: str = ""
    ambers: int = 0
    wishes: Wishes = field(default_factory=Wishes)
    recent: tuple[Remark, ...] = ()
    topics_read: tuple[str, ...] = ()
    texts_stopped: bool = False
    number: str = "mobile"
    callback: OpenCallback | None = None

    def asked_nothing(self) -> bool:
        """Whether there is nothing in it that the person said, wanted or may be in."""
        told = (self.texted, self.check, self.recent, self.topics_read, self.callback, self.ambers)
        return not any(told) and self.level is Level.NONE and self.wishes == Wishes()

    def remembering(self, text: str, now: datetime) -> Conversation:
        """This conversation with `text` among its recent remarks, the oldest forgotten."""
        fresh = tuple(r for r in self.recent if now - r.at <= RECENT_WINDOW)
        return replace(self, recent=(*fresh, Remark(now, text))[-RECENT_REMARKS:])

    def recent_texts(self, now: datetime) -> tuple[str, ...]:
        """What they said within the last quarter of an hour, oldest first."""
        return tuple(r.text for r in self.recent if now - r.at <= RECENT_WINDOW)


def to_json(conversation: Conversation) -> dict[str, Any]:
    """The saved form: plain JSON values, times as ISO 8601 in UTC, without the joined callback.

    Spelled out field by field, for this runs in every webhook; a test walks the fields.
    """
    return {
        "form": FORM,
        "started_at": _iso(conversation.started_at),
        "pack": conversation.pack,
        "texted": _place(conversation.texted),
        "called": _place(conversation.called),
        "level": conversation.level.value,
        "kind": conversation.kind.value if conversation.kind else None,
        "check": conversation.check,
        "ambers": conversation.ambers,
        "wishes": _wishes(conversation.wishes),
        "recent": [{"at": _iso(r.at), "text": r.text} for r in conversation.recent],
        "topics_read": conversation.topics_read,
        "texts_stopped": conversation.texts_stopped,
        "number": conversation.number,
    }


def from_json(saved: Mapping[str, Any]) -> Conversation:
    """The conversation that `to_json` saved.  Raises ValueError for a form newer than ours."""
    if saved.get("form", 0) > FORM:
        raise ValueError(f"conversation of form {saved['form']}; this version reads up to {FORM}")
    wishes = dict(saved["wishes"])
    wishes["not_before"] = _moment(wishes["not_before"])
    wishes["due_by"] = _moment(wishes["due_by"])
    return Conversation(
        started_at=datetime.fromisoformat(saved["started_at"]),
        pack=saved["pack"],
        texted=Place(**saved["texted"]) if saved["texted"] else None,
        called=Place(**saved["called"]) if saved["called"] else None,
        level=Level(saved["level"]),
        kind=Kind(saved["kind"]) if saved["kind"] else None,
        check=saved["check"],
        ambers=saved["ambers"],
        wishes=Wishes(**wishes),
        recent=tuple(Remark(datetime.fromisoformat(r["at"]), r["text"]) for r in saved["recent"]),
        topics_read=tuple(saved["topics_read"]),
        texts_stopped=saved["texts_stopped"],
        number=saved["number"],
    )


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "step": place.step,
        "tries": place.tries,
        "topic": place.topic,
        "page": place.page,
        "held": place.held,
        "turn": place.turn,
    }


def _wishes(wishes: Wishes) -> dict[str, Any]:
    return {
        "name": wishes.name,
        "when": wishes.when,
        "not_before": _iso(wishes.not_before),
        "due_by": _iso(wishes.due_by),
        "may_leave_message": wishes.may_leave_message,
        "may_text": wishes.may_text,
        "shared_phone": wishes.shared_phone,
        "other_number": wishes.other_number,
        "shall_we_ring": wishes.shall_we_ring,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
