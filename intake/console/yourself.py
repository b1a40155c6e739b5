"""One's own account: another password, the second step, shortcuts, and out of every browser."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Response, g

from intake.console.guard import HOME, way_back
from intake.console.pages import KEYS_COOKIE, Pages, field, see_other, typed_password
from intake.console.roles import Right
from workers.errors import StaffRefused

LEFT: Final = f"{HOME}sign-in?left=1"


def register(pages: Pages) -> None:
    """The page about oneself and its steps."""
    staff, sessions = pages.door.staff, pages.door.sessions

    @pages.get("/you", Right.SIGNED_IN)
    def you() -> Response:
        return own_page(pages)

    @pages.post("/you/password", Right.SIGNED_IN)
    def your_password() -> Response:
        name = g.account.name
        if staff.check(name, typed_password("old")) is None:
            return own_page(pages, "old", "That is not your password now")
        try:
            staff.reset(name, typed_password("new"))
        except StaffRefused as refused:
            return own_page(pages, "new", str(refused).capitalize())
        pages.record("password_set", name)
        return see_other(LEFT)

    @pages.post("/you/shortcuts", Right.SIGNED_IN)
    def shortcuts() -> Response:
        response = see_other(way_back(field("next", 300)))
        pages.guard.remember(response, KEYS_COOKIE, "off" if field("keys") == "off" else "on")
        return response

    @pages.post("/stay", Right.SIGNED_IN)
    def stay() -> Response:
        """Somebody moved on an open page: the session lives on by this being asked for."""
        return Response(status=HTTPStatus.NO_CONTENT)

    @pages.post("/you/out-everywhere", Right.SIGNED_IN)
    def out_everywhere() -> Response:
        sessions.close_all(g.account.name)
        pages.record("signed_out_everywhere")
        return see_other(LEFT)


def own_page(pages: Pages, where: str = "", error: str = "") -> Response:
    """The page about oneself; `error` is what was wrong in the field `where`."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    codes = pages.door.second_step.recovery_codes_left(g.account.name)
    errors = {where: error} if error else {}
    return pages.draw("you.html", status, errors=errors, codes_left=codes)
