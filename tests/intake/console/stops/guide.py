"""What every stop of the tour has at hand, and where several of them begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from playwright.sync_api import Page

from flows.levels import Kind, Level
from tests.intake.console.office import BLADDER, MATE, MOTHER, Office, Person
from workers.rota import Duty


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


def desk(guide: Guide) -> None:
    """The desk in the middle of a shift."""
    busy(guide.office)
    guide.goes("/console/")


def taken(guide: Guide) -> None:
    """One callback taken."""
    desk(guide)
    guide.presses("Take the next one")


def authenticator(guide: Guide) -> pyotp.TOTP:
    """The phone that has the second step of this account."""
    """Pat's phone: the second step is on, and the codes until now are used up."""
    office = guide.office
    phone = pyotp.TOTP(office.second_step.begin("pat"))
    office.second_step.confirm("pat", phone.at(office.clock()), office.clock())
    return phone


def closing(guide: Guide) -> None:
    """One callback closed, which can still be undone."""
    taken(guide)
    guide.page.get_by_label("Reached: we spoke to them").check()
    guide.presses("Close the callback")
    guide.page.get_by_text("Undo the closing").wait_for()
