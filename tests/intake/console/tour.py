"""A tour of every page in every state worth seeing: what axe looks at, and what pictures show.

A new page of the console gets its stop here, and with it both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pyotp
from playwright.sync_api import Page

from flows.events import Door
from flows.levels import Kind, Level
from tests.intake.console.browsers import enter
from tests.intake.console.office import BLADDER, MATE, MOTHER, PASSWORD, Office, Person
from workers.banner import Banner
from workers.rota import Duty
from workers.sessions import IDLE


@dataclass(frozen=True)
class Guide:
    """What a stop has at hand."""

    office: Office
    base: str
    page: Page

    def goes(self, address: str) -> None:
        """Look at an address."""
        self.page.goto(self.base + address)

    def presses(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()


@dataclass(frozen=True)
class Stop:
    """One picture: its file name, what it shows, and how to get there.  `role` signs in before.

    `whole` is the page from head to foot; otherwise it is what a window shows of it.
    """

    name: str
    shows: str
    way: Callable[[Guide], None]
    role: str = "officer"
    whole: bool = True


def busy(office: Office) -> None:
    """A quarter of an hour of a shift, with somebody on duty."""
    if office.staff.get("kim") is None:
        office.hire("kim")
    began = office.clock() - timedelta(hours=2)
    office.rota.add(Duty("kim", "officer", began, began + timedelta(hours=8)), began)
    office.arrives(BLADDER)
    office.clock.on(minutes=21)
    office.arrives(MOTHER)
    office.arrives(
        Person(
            "W6N-3KE",
            Level.AMBER,
            Kind.UNCLEAR,
            asked=False,
            number="+447700900104",
            said=(("sms", "they", "hes being really weird and i dont no what to do"),),
        )
    )
    office.clock.on(minutes=6)
    office.arrives(Person("P9A-6TC", number="+442079460105", door="voice"))
    office.queue.claim("F4T-7WY", "kim", office.clock())
    office.clock.on(minutes=4)
    office.arrives(MATE)
    office.clock.on(minutes=2)


def _desk(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/")


def _desk_news(guide: Guide) -> None:
    _desk(guide)
    guide.office.arrives(replace(MATE, reference="T7E-4WM", number="+447700900106"))
    guide.page.get_by_text("1 new, red: show").wait_for()


def _taken(guide: Guide) -> None:
    _desk(guide)
    guide.presses("Take the next one")


def _desk_mine(guide: Guide) -> None:
    _taken(guide)
    guide.page.get_by_role("link", name="Desk", exact=True).first.click()


def _waiting(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/callbacks/C3D-9PX")


def _lower(guide: Guide) -> None:
    _taken(guide)
    guide.page.get_by_text("Lower the level").click()
    guide.page.get_by_text("What to say").click()


def _missing(guide: Guide) -> None:
    _taken(guide)
    guide.presses("Record this try")


def _later(guide: Guide) -> None:
    _taken(guide)
    guide.page.get_by_label("They asked to be rung later").check()


def _second(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/callbacks/H7K-4RM")
    guide.office.queue.claim("H7K-4RM", "kim", guide.office.clock())
    guide.presses("Take this one")


def _lost(guide: Guide) -> None:
    _taken(guide)
    guide.page.locator("#close-note").fill("He is awake, an ambulance is with him.")
    guide.page.get_by_label("Reached: we spoke to them").check()
    guide.office.clock.on(minutes=16)
    guide.office.queue.take_next("kim", guide.office.clock())
    guide.presses("Close the callback")


def _closing(guide: Guide) -> None:
    _taken(guide)
    guide.page.get_by_label("Reached: we spoke to them").check()
    guide.presses("Close the callback")
    guide.page.get_by_text("Undo the closing").wait_for()


def _closing_page(guide: Guide) -> None:
    _closing(guide)
    guide.goes("/console/callbacks/H7K-4RM")


def _closed(guide: Guide) -> None:
    _taken(guide)
    guide.page.get_by_label("Reached: we spoke to them").check()
    guide.page.locator("#close-note").fill("He is awake, an ambulance is with him.")
    guide.presses("Close the callback")
    guide.page.get_by_text("Undo the closing").wait_for()
    guide.office.a_minute_later("H7K-4RM")
    guide.goes("/console/callbacks/H7K-4RM")


def _signed_out(guide: Guide) -> None:
    guide.goes("/console/")


def _wrong(guide: Guide) -> None:
    guide.goes("/console/sign-in")
    guide.page.get_by_label("Name").fill("pat")
    guide.page.locator("#password").fill(PASSWORD + "?")
    guide.presses("Sign in")


def _phone(guide: Guide) -> pyotp.TOTP:
    """Pat's phone: the second step is on, and the codes until now are used up."""
    office = guide.office
    phone = pyotp.TOTP(office.second_step.begin("pat"))
    office.second_step.confirm("pat", phone.at(office.clock()), office.clock())
    return phone


def _code(guide: Guide) -> None:
    guide.office.hire("pat")
    _phone(guide)
    guide.goes("/console/sign-in")
    guide.page.get_by_label("Name").fill("pat")
    guide.page.locator("#password").fill(PASSWORD)
    guide.presses("Sign in")


def _code_wrong(guide: Guide) -> None:
    _code(guide)
    guide.page.get_by_label("Code", exact=True).fill("000000")
    guide.presses("Sign in")


def _you_on(guide: Guide) -> None:
    _phone(guide)
    guide.goes("/console/you")
    guide.page.get_by_text("Make ten new recovery codes").click()


def _square(guide: Guide) -> None:
    guide.goes("/console/you")
    guide.page.locator("#second-password").fill(PASSWORD)
    guide.presses("Set it up")


def _recovery(guide: Guide) -> None:
    _square(guide)
    secret = guide.office.second_step.begun("pat")
    code = pyotp.TOTP(secret).at(guide.office.clock())
    guide.page.get_by_label("Code that the app shows now").fill(code)
    guide.presses("Turn it on")


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


def _shortcuts(guide: Guide) -> None:
    _desk(guide)
    guide.page.keyboard.press("?")


def _idle(guide: Guide) -> None:
    guide.page.clock.install()
    _taken(guide)
    guide.page.wait_for_load_state("load")
    guide.page.clock.fast_forward((int(IDLE.total_seconds()) - 90) * 1000)
    guide.page.get_by_role("dialog", name="Are you still there?").wait_for()


def _locked(guide: Guide) -> None:
    _idle(guide)
    guide.page.clock.fast_forward(120_000)
    guide.page.get_by_text("Locked, because nobody was there").wait_for()
    guide.office.arrives(replace(MATE, reference="T7E-4WM", number="+447700900106"))
    guide.page.reload()


def _nowhere(guide: Guide) -> None:
    guide.goes("/console/callbacks/AAA-AAA")


def _may_not(guide: Guide) -> None:
    guide.goes("/console/callbacks/AAA-AAA")


def _search(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/search")
    guide.page.get_by_label("Reference, number or name").fill("Sam")
    guide.presses("Search")


def _search_empty(guide: Guide) -> None:
    guide.goes("/console/search")
    guide.presses("Search")


def _audit(guide: Guide) -> None:
    _taken(guide)
    guide.goes("/console/audit")


def _accounts(guide: Guide) -> None:
    guide.office.hire("kim")
    guide.office.hire("boss", "admin")
    guide.office.staff.set_number("kim", "07700 900107")
    guide.goes("/console/accounts")


def _rota(guide: Guide) -> None:
    office = guide.office
    office.hire("kim")
    office.staff.set_number("kim", "07700 900107")
    today = office.clock().replace(hour=9, minute=0)
    for who, role, after, weekly in (
        ("kim", "officer", 0, True),
        ("pat", "lead", 0, False),
        ("kim", "officer", 24 * 5, False),
    ):
        begins = today + timedelta(hours=after)
        office.rota.add(Duty(who, role, begins, begins + timedelta(hours=8), weekly), today)
    off = office.rota.add(Duty("kim", "lead", today, today + timedelta(hours=14)), today)
    office.rota.switch(off.id, on=False)
    guide.goes("/console/rota")


def _rota_wrong(guide: Guide) -> None:
    guide.goes("/console/rota")
    guide.presses("Put it on the rota")


def _account(guide: Guide) -> None:
    _accounts(guide)
    guide.page.get_by_role("link", name="Change kim").click()


def _account_pin(guide: Guide) -> None:
    _account(guide)
    guide.presses("Make a new PIN")


def _accounts_wrong(guide: Guide) -> None:
    guide.goes("/console/accounts")
    guide.presses("Add the account")


def _you(guide: Guide) -> None:
    guide.goes("/console/you")


def _status(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/status")


def _front(guide: Guide) -> None:
    office, now = guide.office, guide.office.clock()
    words = "We cannot ring back before 6pm today. If somebody is in danger, call 999 now."
    office.banners.put_up(Banner(words, now + timedelta(hours=2), "pat"), now)
    guide.goes("/console/status")


def _front_wrong(guide: Guide) -> None:
    guide.goes("/console/status")
    guide.page.get_by_label("Sentence").fill("We cannot ring back before 6pm today.")
    guide.presses("Put it up")


def _words(guide: Guide) -> None:
    guide.goes("/console/words")


def _with_a_phone(guide: Guide) -> None:
    guide.office.staff.set_number("pat", "07700 900180")
    _taken(guide)


def _calling(guide: Guide) -> None:
    _with_a_phone(guide)
    guide.presses("Call now")


def _called(guide: Guide) -> None:
    _calling(guide)
    office = guide.office
    token = office.twilio.calls[-1][2]["t"]
    office.bridging.bridges.named(token, "CA1", office.clock())
    office.bridging.bridges.accept(token, "CA1", office.clock())
    office.bridging.bridges.person_over(token, "no-answer", 0, office.clock())
    guide.page.get_by_text("Nobody answered.").wait_for()


def _texted(guide: Guide) -> None:
    person = replace(
        MOTHER, not_before=timedelta(0), said=(*MOTHER.said, ("sms", "we", "We will call you."))
    )
    guide.office.arrives(
        replace(person, wishes=replace(MOTHER.wishes, not_before=None, due_by=None))
    )
    guide.goes("/console/callbacks/C3D-9PX")
    guide.presses("Take this one")
    guide.page.locator("#line").check()
    guide.presses("Send this text")
    guide.page.get_by_text("The text is on its way.").wait_for()


def _duplicate(guide: Guide) -> None:
    _taken(guide)
    guide.page.get_by_label("Duplicate of another callback").check()
    guide.page.get_by_text("Several people use this number").click()
    guide.presses("Close the callback")


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


def _block(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/callbacks/P9A-6TC")
    guide.page.get_by_text("Block this number").click()


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


STOPS: tuple[Stop, ...] = (
    Stop("sign-in", "Signing in", _signed_out, role=""),
    Stop("sign-in-wrong", "A wrong password", _wrong, role=""),
    Stop("sign-in-code", "The code from the phone", _code, role=""),
    Stop("sign-in-code-wrong", "A code that was used before, or is wrong", _code_wrong, role=""),
    Stop("desk", "The desk in the middle of a shift", _desk),
    Stop("desk-news", "A new red one has come; the list has not moved", _desk_news),
    Stop("desk-mine", "With one taken", _desk_mine),
    Stop("desk-closing", "With one closing, which can be undone", _closing),
    Stop("shortcuts", "What the keys do", _shortcuts, whole=False),
    Stop("idle", "Nobody has touched it for a while", _idle, whole=False),
    Stop("locked", "The desk has locked", _locked),
    Stop("desk-many", "Many wait: the first of them", _many),
    Stop("desk-all", "All of them, page by page", _all),
    Stop("handover", "The hand-over sheet", _handover),
    Stop("desk-empty", "Nobody waits", _nothing),
    Stop("desk-auditor", "The desk as an auditor sees it", _desk, role="auditor"),
    Stop("callback-waiting", "A callback that is not to be rung yet", _waiting),
    Stop("callback", "A callback that one holds", _taken),
    Stop("callback-open", "With what to say, and lowering the level", _lower),
    Stop("callback-later", "They asked to be rung later", _later),
    Stop("callback-missing", "A form that lacks something", _missing),
    Stop("callback-calling", "Their own phone rings, to be put through", _calling),
    Stop("callback-called", "The call is over, and filled in", _called),
    Stop("callback-texted", "A prepared text is on its way", _texted),
    Stop("callback-duplicate", "Of which one it is a duplicate is missing", _duplicate),
    Stop("callback-block", "A lead may block the number", _block, role="lead"),
    Stop("callback-second", "Somebody else was quicker", _second),
    Stop("callback-lost", "The time with it had ended; what was written is kept", _lost),
    Stop("callback-closing", "A callback that is being closed", _closing_page),
    Stop("callback-closed", "A closed callback", _closed),
    Stop("search", "Searching by name", _search),
    Stop("search-empty", "A search for nothing", _search_empty),
    Stop("blocked", "Blocked numbers", _blocked, role="lead"),
    Stop("blocked-wrong", "A block that lacks something", _blocked_wrong, role="lead"),
    Stop("reports", "Reports of a week", _reports, role="lead"),
    Stop("reports-table", "A day, with its figures as a table", _reports_table, role="auditor"),
    Stop("reports-wrong", "A range that cannot be", _reports_wrong, role="lead"),
    Stop("audit", "Who did what", _audit, role="lead"),
    Stop("rota", "Who is on duty", _rota, role="lead"),
    Stop("rota-wrong", "A duty that lacks something", _rota_wrong, role="lead"),
    Stop("accounts", "Accounts, as a lead sees them", _accounts, role="lead"),
    Stop("account", "The account of an officer", _account, role="lead"),
    Stop("account-pin", "A new PIN, shown once", _account_pin, role="lead"),
    Stop("accounts-wrong", "A new account that lacks something", _accounts_wrong, role="lead"),
    Stop("you", "One's own account", _you),
    Stop("you-second-step", "The second step is on", _you_on),
    Stop("second-step", "Setting up the second step", _square),
    Stop("recovery-codes", "Recovery codes, shown once", _recovery),
    Stop("status", "Whether every part works", _status),
    Stop("status-front", "A sentence in front of both doors", _front, role="lead"),
    Stop("status-front-wrong", "A sentence that would do harm", _front_wrong, role="lead"),
    Stop("words", "The words that the service says", _words, whole=False),
    Stop("not-found", "There is no such callback", _nowhere),
    Stop("may-not", "A page the account may not see", _may_not, role="admin"),
)


def visit(stop: Stop, office: Office, base: str, page: Page) -> None:
    """Bring the browser to this stop, in an empty office."""
    office.empty()
    office.clock.at = office.start
    page.context.clear_cookies()
    if stop.role:
        office.hire("pat", stop.role)
        enter(page, base, office, "pat")
    stop.way(Guide(office, base, page))
