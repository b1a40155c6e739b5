"""The desk: full, empty, with news, locked; and the hand-over sheet."""

from __future__ import annotations

from dataclasses import replace

from tests.intake.console.office import MATE, Person
from tests.intake.console.stops.guide import Guide, Stop, busy, closing, desk, taken
from workers.sessions import IDLE


def _desk_news(guide: Guide) -> None:
    desk(guide)
    guide.office.arrives(replace(MATE, reference="T7E-4WM", number="+447700900106"))
    guide.page.get_by_text("1 new, red: show").wait_for()


def _desk_mine(guide: Guide) -> None:
    taken(guide)
    guide.page.get_by_role("link", name="Desk", exact=True).first.click()


def _shortcuts(guide: Guide) -> None:
    desk(guide)
    guide.page.keyboard.press("?")


def _idle(guide: Guide) -> None:
    guide.page.clock.install()
    taken(guide)
    guide.page.wait_for_load_state("load")
    guide.page.clock.fast_forward((int(IDLE.total_seconds()) - 90) * 1000)
    guide.page.get_by_role("dialog", name="Are you still there?").wait_for()


def _locked(guide: Guide) -> None:
    _idle(guide)
    guide.page.clock.fast_forward(120_000)
    guide.page.get_by_text("Locked, because nobody was there").wait_for()
    guide.office.arrives(replace(MATE, reference="T7E-4WM", number="+447700900106"))
    guide.page.reload()


def _many(guide: Guide) -> None:
    busy(guide.office)
    for n in range(60):
        guide.office.arrives(Person(f"Q{n:02}-ACD", number=f"+4477009004{n:02}"))
    guide.goes("/console/")


def _all(guide: Guide) -> None:
    _many(guide)
    guide.goes("/console/desk/all/ready?skip=50")


def _handover(guide: Guide) -> None:
    busy(guide.office)
    queue, now = guide.office.queue, guide.office.clock()
    queue.note("P9A-6TC", "kim", "Her mother rang too, from 020 7946 0105. Home after six.", now)
    queue.note("W6N-3KE", "kim", "Read it twice: sounds like a bad comedown. Ring if unsure.", now)
    queue.claim("P9A-6TC", "pat", now)
    guide.office.clock.on(minutes=14)
    guide.goes("/console/handover")


def _nothing(guide: Guide) -> None:
    guide.goes("/console/")


STOPS: tuple[Stop, ...] = (
    Stop("desk", "The desk in the middle of a shift", desk),
    Stop("desk-news", "A new red one has come; the list has not moved", _desk_news),
    Stop("desk-mine", "With one taken", _desk_mine),
    Stop("desk-closing", "With one closing, which can be undone", closing),
    Stop("shortcuts", "What the keys do", _shortcuts, whole=False),
    Stop("idle", "Nobody has touched it for a while", _idle, whole=False),
    Stop("locked", "The desk has locked", _locked),
    Stop("desk-many", "Many wait: the first of them", _many),
    Stop("desk-all", "All of them, page by page", _all),
    Stop("handover", "The hand-over sheet", _handover),
    Stop("desk-empty", "Nobody waits", _nothing),
    Stop("desk-auditor", "The desk as an auditor sees it", desk, role="auditor"),
)
