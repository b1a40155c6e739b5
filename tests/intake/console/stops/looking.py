"""Looking back: search, blocked numbers, reports, who did what."""

from __future__ import annotations

from datetime import timedelta

from flows.events import Door
from flows.levels import Kind, Level
from tests.intake.console.office import Office, Person
from tests.intake.console.stops.guide import Guide, Stop, busy, taken


def _search(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/search")
    guide.page.get_by_label("Reference, number or name").fill("Sam")
    guide.presses("Search")


def _search_empty(guide: Guide) -> None:
    guide.goes("/console/search")
    guide.presses("Search")


def _blocked(guide: Guide) -> None:
    now = guide.office.clock()
    for number, reason, days in (
        ("+447700900190", "Rings every few minutes at night and shouts at officers", 14),
        ("+442079460191", "Threatened an officer by text", 90),
    ):
        guide.office.door.blocks.block(number, "kim", reason, now + timedelta(days=days), now)
    guide.goes("/console/blocked")


def _blocked_wrong(guide: Guide) -> None:
    guide.goes("/console/blocked")
    guide.presses("Block it")


def _a_week(office: Office) -> None:
    """People by text and by phone over six days, most of them reached; somebody stopped halfway."""
    began, ends = office.clock.at, ("reached", "reached", "no_answer", "elsewhere", "reached")
    topics = ("physical", "signs", "treatment", "physical", "about")
    office.clock.at = began - timedelta(days=6, hours=6)
    for n in range(56):
        door: Door = "voice" if n % 3 == 0 else "sms"
        level, kind = (Level.AMBER, Kind.MEDICAL) if n % 7 == 0 else (Level.NONE, None)
        level, kind = (Level.RED, Kind.OVERDOSE) if n % 19 == 3 else (level, kind)
        number, about = f"+4477009003{n:02}", (topics[n % 5],)
        person = Person(f"R{n:02}-AAA", level, kind, number=number, door=door, topics=about)
        office.arrives(person)
        office.clock.on(minutes=3 + n % 11 * 4)
        held, end = office.queue.claim(person.reference, "kim", office.clock()), ends[n % 5]
        if end == "no_answer":
            office.queue.attempt(held.reference, held.fence, "kim", end, office.clock())
        else:
            office.queue.close(held.reference, held.fence, "kim", end, office.clock())
        office.counts(("left|sms|call_when", "left|voice|call_shared", "left|sms|call_name")[n % 3])
        office.clock.on(minutes=60 + n * 37 % 180)
    office.clock.at = began


def _reports(guide: Guide) -> None:
    _a_week(guide.office)
    guide.goes("/console/reports")


def _reports_table(guide: Guide) -> None:
    _a_week(guide.office)
    guide.goes("/console/reports?from=2026-11-22&to=2026-11-22")
    guide.page.get_by_text("The same as a table").first.click()


def _reports_wrong(guide: Guide) -> None:
    guide.goes("/console/reports?from=2026-11-23&to=2026-11-01")


def _audit(guide: Guide) -> None:
    taken(guide)
    guide.goes("/console/audit")


STOPS: tuple[Stop, ...] = (
    Stop("search", "Searching by name", _search),
    Stop("search-empty", "A search for nothing", _search_empty),
    Stop("blocked", "Blocked numbers", _blocked, role="lead"),
    Stop("blocked-wrong", "A block that lacks something", _blocked_wrong, role="lead"),
    Stop("reports", "Reports of a week", _reports, role="lead"),
    Stop("reports-table", "A day, with its figures as a table", _reports_table, role="auditor"),
    Stop("reports-wrong", "A range that cannot be", _reports_wrong, role="lead"),
    Stop("audit", "Who did what", _audit, role="lead"),
)
