"""Accounts: who may sign in, and as what; the page of one, with everything that is kept for them.

A lead looks after officers, leads and auditors; only an administrator makes or changes another
administrator.  Nobody disables themselves, so that somebody can always sign in.  A phone is kept,
but never shown whole again; a PIN is shown once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from flask import Response, abort, g, request

from intake.console.door import ConsoleDoor
from intake.console.pages import Pages, field, see_other, typed_password
from intake.console.roles import ROLES, Right
from intake.console.wording import ends_in, sentence
from workers.errors import StaffRefused
from workers.staff import Account

PAGE: Final = "/console/accounts"
TOLD: Final = {
    "added": "The account is there. Give the password to its owner in person.",
    "disable": "Disabled. Whoever was signed in with it is out.",
    "enable": "Enabled.",
    "second-step-off": "The password alone is enough for them now, until they set up a phone.",
    "reset": "The new password holds, and every session with the old one is closed.",
    "phone": "The phone is kept. It is rung for calls to people and for alerts.",
    "phone-gone": "No phone is kept any more.",
    "pin-off": "They have no PIN any more.",
}
_CHANGES: Final[Mapping[str, tuple[str, Callable[[ConsoleDoor, str], None]]]] = {
    "disable": ("account_disabled", lambda door, name: door.staff.disable(name)),
    "enable": ("account_enabled", lambda door, name: door.staff.enable(name)),
    "reset": (
        "password_set",
        lambda door, name: door.staff.reset(name, typed_password("password")),
    ),
    "second-step-off": (
        "second_step_taken",
        lambda door, name: door.second_step.take_away(name),
    ),
    "pin-off": ("pin_taken", lambda door, name: door.staff.drop_pin(name)),
}
_NOT_ONESELF: Final = ("disable", "second-step-off", "reset")


def register(pages: Pages) -> None:
    """The list of accounts, the page of each, and every step on one."""

    @pages.get("/accounts", Right.ACCOUNTS)
    def accounts_page() -> Response:
        return _page(pages)

    @pages.post("/accounts", Right.ACCOUNTS)
    def account_add() -> Response:
        role = field("role", 20)
        if role not in _roles_within_reach():
            return _page(pages, "role", "Say what they are")
        try:
            account = pages.door.staff.add(field("name", 100), role, typed_password("password"))
        except StaffRefused as refused:
            where = "password" if "password" in str(refused) else "name"
            return _page(pages, where, sentence(str(refused)))
        pages.record("account_added", account.name, role)
        return see_other(f"{PAGE}/{account.name}?told=added")

    @pages.get("/accounts/<name>", Right.ACCOUNTS)
    def account_page(name: str) -> Response:
        return _one(pages, _within_reach(pages, name))

    @pages.post("/accounts/<name>/<change>", Right.ACCOUNTS)
    def account_change(name: str, change: str) -> Response:
        account = _within_reach(pages, name)
        if change not in _CHANGES:
            abort(HTTPStatus.NOT_FOUND)
        if change in _NOT_ONESELF and account.name == g.account.name:
            abort(HTTPStatus.FORBIDDEN)
        recorded, step = _CHANGES[change]
        try:
            step(pages.door, account.name)
        except StaffRefused as refused:
            return _one(pages, account, "password", sentence(str(refused)))
        pages.record(recorded, account.name)
        return see_other(f"{PAGE}/{account.name}?told={change}")

    _register_phone(pages)


def _register_phone(pages: Pages) -> None:
    staff = pages.door.staff

    @pages.post("/accounts/<name>/phone", Right.ACCOUNTS)
    def account_phone(name: str) -> Response:
        account = _within_reach(pages, name)
        try:
            kept = staff.set_number(account.name, field("phone", 40))
        except StaffRefused as refused:
            return _one(pages, account, "phone", sentence(str(refused)))
        pages.record("phone_kept" if kept else "phone_taken", account.name)
        return see_other(f"{PAGE}/{account.name}?told={'phone' if kept else 'phone-gone'}")

    @pages.post("/accounts/<name>/pin", Right.ACCOUNTS)
    def account_pin(name: str) -> Response:
        account = _within_reach(pages, name)
        pin = staff.new_pin(account.name)
        pages.record("pin_made", account.name)
        return _one(pages, account, pin=pin)


def _page(pages: Pages, where: str = "", error: str = "") -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    reach = _roles_within_reach()
    staff = pages.door.staff
    return pages.draw(
        "accounts.html",
        status,
        accounts=[
            (account, account.role in reach, ends_in(staff.number_of(account.name)))
            for account in staff.list()
        ],
        roles=reach,
        where=where,
        error=error,
        typed={"name": field("name", 100), "role": field("role", 20)},
    )


def _one(
    pages: Pages, account: Account, where: str = "", error: str = "", *, pin: str = ""
) -> Response:
    staff = pages.door.staff
    return pages.draw(
        "account.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        one=account,
        mine=account.name == g.account.name,
        phone=ends_in(staff.number_of(account.name)),
        has_pin=staff.has_pin(account.name),
        pin=" ".join((pin[:3], pin[3:])) if pin else "",
        told=TOLD.get(request.args.get("told", ""), ""),
        errors={where: error} if error else {},
    )


def _within_reach(pages: Pages, name: str) -> Account:
    account = pages.door.staff.get(name)
    if account is None:
        abort(HTTPStatus.NOT_FOUND)
    if account.role not in _roles_within_reach():
        abort(HTTPStatus.FORBIDDEN)
    return account


def _roles_within_reach() -> tuple[str, ...]:
    return ROLES if g.account.role == "admin" else tuple(r for r in ROLES if r != "admin")
