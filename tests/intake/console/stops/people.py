"""Those who work here: the rota, accounts, the second step."""

from __future__ import annotations

from datetime import timedelta

import pyotp

from tests.intake.console.office import PASSWORD
from tests.intake.console.stops.guide import Guide, Stop, authenticator
from workers.rota import Duty


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


def _accounts(guide: Guide) -> None:
    guide.office.hire("kim")
    guide.office.hire("boss", "admin")
    guide.office.staff.set_number("kim", "07700 900107")
    guide.goes("/console/accounts")


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


def _you_on(guide: Guide) -> None:
    authenticator(guide)
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


STOPS: tuple[Stop, ...] = (
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
)
