"""Signing in and out.

Says the same whether the name or the password was wrong.  Somebody whose session ended while they
were writing gets back what they wrote, to copy: nothing typed here is ever lost silently.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Response, g, request

from intake.console import second_step
from intake.console.guard import HOME, way_back
from intake.console.pages import Pages, field, see_other
from intake.console.roles import Right

WRONG: Final = "The name or the password is not right"
LOCKED: Final = (
    "Too many wrong tries. Wait 15 minutes, or ask a lead or an administrator to set a new password"
)

_WHY: Final = frozenset({"left", "late", "locked"})


def register(pages: Pages) -> None:
    """The pages for signing in and out."""

    @pages.get("/sign-in", Right.NOTHING)
    def sign_in_page() -> Response:
        if g.account is not None:
            return see_other(HOME)
        onward, told = way_back(request.args.get("next", "")), request.args
        return _page(pages, onward, why=next(iter(_WHY & told.keys()), ""))

    @pages.post("/sign-in", Right.NOTHING)
    def sign_in() -> Response:
        name, onward = field("name", 100), way_back(field("next", 300))
        staff = pages.door.staff
        account = staff.check(name, request.form.get("password", "")[:1000])
        if account is None:
            _refused(pages, name)
            error = LOCKED if staff.locked(name) else WRONG
            return _page(pages, onward, error=error, name=name, status=HTTPStatus.FORBIDDEN)
        if account.second_step:
            return second_step.asked(pages, account, onward)
        response = see_other(onward)
        pages.guard.sign_in(response, account)
        pages.door.audit.add(account.name, "signed_in", pages.door.now())
        return response

    @pages.post("/sign-out", Right.SIGNED_IN)
    def sign_out() -> Response:
        onward = field("next", 300)
        told = {"next": way_back(onward), "locked": "1"} if onward else {"left": "1"}
        response = see_other(f"{HOME}sign-in?{urlencode(told)}")
        pages.record("locked" if onward else "signed_out")
        pages.guard.sign_out(response)
        if onward:
            pages.guard.keep_watch(response, g.account)
        return response


def turned_away(pages: Pages, onward: str) -> Response:
    """What somebody gets who is not signed in: the page to sign in, and then what they wanted."""
    if request.headers.get("HX-Request"):
        return Response("You are signed out.", HTTPStatus.UNAUTHORIZED)
    if request.method == "GET":
        return see_other(f"{HOME}sign-in?{urlencode({'next': onward})}")
    written = field("note")
    return _page(pages, onward, ended=True, written=written, status=HTTPStatus.UNAUTHORIZED)


def told_to_wait(pages: Pages) -> Response:
    """What an address gets from which too many have tried: no password is looked at."""
    return _page(pages, HOME, error=LOCKED, status=HTTPStatus.FORBIDDEN)


def _refused(pages: Pages, name: str) -> None:
    """On record under the account's name; what is no account may be a password, typed too soon."""
    account = pages.door.staff.get(name.casefold())
    if account is not None:
        pages.door.audit.add(account.name, "sign_in_refused", pages.door.now())


def _page(
    pages: Pages,
    onward: str,
    *,
    status: int = HTTPStatus.OK,
    error: str = "",
    name: str = "",
    ended: bool = False,
    why: str = "",
    written: str = "",
) -> Response:
    return pages.draw(
        "sign_in.html",
        status,
        onward=onward,
        error=error,
        name=name,
        ended=ended,
        why=why,
        written=written,
    )
