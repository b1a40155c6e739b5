"""Accounts: who may sign in, and as what.

A lead looks after officers, leads and auditors; only an administrator makes or changes another
administrator.  Nobody disables themselves, so that somebody can always sign in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from flask import Response, abort, g, request

from intake.console.door import ConsoleDoor
from intake.console.pages import Pages, field, see_other, typed_password
from intake.console.roles import ROLES, Right
from workers.errors import StaffRefused
from workers.staff import Account

PAGE: Final = "/console/accounts"
TOLD: Final = {
    "added": "The account is there. Give the password to its owner in person.",
    "disable": "Disabled. Whoever was signed in with it is out.",
    "enable": "Enabled.",
    "second-step-off": "The password alone is enough for them now, until they set up a phone.",
    "reset": "The new password holds, and every session with the old one is closed.",
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
}


def register(pages: Pages) -> None:
    """The list of accounts, and every step on one."""

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
            return _page(pages, where, str(refused).capitalize())
        pages.record("account_added", account.name, role)
        return see_other(f"{PAGE}?told=added")

    @pages.post("/accounts/<name>/<change>", Right.ACCOUNTS)
    def account_change(name: str, change: str) -> Response:
        account = _within_reach(pages, name)
        if change not in _CHANGES:
            abort(HTTPStatus.NOT_FOUND)
        if change == "disable" and account.name == g.account.name:
            abort(HTTPStatus.FORBIDDEN)
        recorded, step = _CHANGES[change]
        try:
            step(pages.door, account.name)
        except StaffRefused as refused:
            return _page(pages, f"password-{account.name}", str(refused).capitalize())
        pages.record(recorded, account.name)
        return see_other(f"{PAGE}?told={change}")


def _page(pages: Pages, where: str = "", error: str = "") -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    reach = _roles_within_reach()
    return pages.draw(
        "accounts.html",
        status,
        accounts=[(account, account.role in reach) for account in pages.door.staff.list()],
        roles=reach,
        told=TOLD.get(request.args.get("told", ""), ""),
        where=where,
        error=error,
        typed={"name": field("name", 100), "role": field("role", 20)},
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
