"""The second step of signing in: asked for after the password, and set up on one's own page.

The square and the key that it stands for are shown to their owner until they are confirmed, and
recovery codes once.  Nobody can have them shown again.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

import segno
from flask import Response, abort, g, request

from intake.console.guard import HOME, way_back
from intake.console.pages import Pages, field, see_other, typed_password
from intake.console.roles import Right
from intake.console.yourself import own_page
from workers.errors import StaffRefused
from workers.second_step import address_of
from workers.staff import Account

CODE_PAGE: Final = f"{HOME}sign-in/code"
SET_UP: Final = f"{HOME}you/second-step"
WRONG: Final = (
    "That is not the code. A code is good once: wait for the next one, or use a recovery code"
)
LOCKED: Final = (
    "Too many wrong tries. Wait 15 minutes, or ask a lead or an administrator to take the second "
    "step away"
)


def register(pages: Pages) -> None:
    """The page after the password, and the steps on one's own page."""
    _register_signing_in(pages)
    _register_setting_up(pages)


def asked(pages: Pages, account: Account, onward: str) -> Response:
    """The password was right: on to the code."""
    response = see_other(f"{CODE_PAGE}?{urlencode({'next': onward})}")
    pages.guard.owe_second_step(response, account)
    return response


def _register_signing_in(pages: Pages) -> None:
    door = pages.door

    @pages.get("/sign-in/code", Right.NOTHING)
    def code_page() -> Response:
        if not pages.guard.who_owes_second_step():
            return see_other(f"{HOME}sign-in")
        onward = way_back(request.args.get("next", ""))
        return pages.draw("sign_in_code.html", onward=onward, error="")

    @pages.post("/sign-in/code", Right.NOTHING)
    def code() -> Response:
        onward = way_back(field("next", 300))
        account = door.staff.get(pages.guard.who_owes_second_step())
        if account is None or account.disabled:
            return see_other(f"{HOME}sign-in?{urlencode({'next': onward, 'late': '1'})}")
        what = door.second_step.check(account.name, field("code", 60), door.now())
        if not what:
            door.audit.add(account.name, "code_refused", door.now())
            error = LOCKED if door.staff.locked(account.name) else WRONG
            status = HTTPStatus.FORBIDDEN
            return pages.draw("sign_in_code.html", status, onward=onward, error=error)
        response = see_other(onward)
        pages.guard.sign_in(response, account)
        door.audit.add(account.name, "signed_in", door.now(), word=what)
        return response


def _register_setting_up(pages: Pages) -> None:
    door = pages.door

    @pages.post("/you/second-step/begin", Right.SIGNED_IN)
    def second_step_begin() -> Response:
        if door.staff.check(g.account.name, typed_password("password")) is None:
            abort(own_page(pages, "second-password", "That is not your password"))
        try:
            door.second_step.begin(g.account.name)
        except StaffRefused:
            return see_other(f"{HOME}you")
        return see_other(SET_UP)

    @pages.get("/you/second-step", Right.SIGNED_IN)
    def second_step_page() -> Response:
        return _square(pages)

    @pages.post("/you/second-step/confirm", Right.SIGNED_IN)
    def second_step_confirm() -> Response:
        name = g.account.name
        try:
            codes = door.second_step.confirm(name, field("code", 20), door.now())
        except StaffRefused as refused:
            return _square(pages, str(refused).capitalize())
        pages.record("second_step_on", name)
        return pages.draw("recovery_codes.html", codes=codes, fresh=True)

    @pages.post("/you/second-step/codes", Right.SIGNED_IN)
    def second_step_codes() -> Response:
        _right_code(pages, "codes-code")
        codes = door.second_step.new_recovery_codes(g.account.name)
        pages.record("recovery_codes_made", g.account.name)
        return pages.draw("recovery_codes.html", codes=codes, fresh=False)

    @pages.post("/you/second-step/off", Right.SIGNED_IN)
    def second_step_off() -> Response:
        _right_code(pages, "off-code")
        pages.record("second_step_off", g.account.name)
        door.second_step.take_away(g.account.name)
        return see_other(f"{HOME}sign-in?left=1")


def _right_code(pages: Pages, where: str) -> None:
    """Go on only with a code that is right; a session left open is not enough."""
    door, name = pages.door, g.account.name
    if not door.second_step.check(name, field("code", 60), door.now()):
        abort(own_page(pages, where, WRONG))


def _square(pages: Pages, error: str = "") -> Response:
    name = g.account.name
    secret = pages.door.second_step.begun(name)
    if not secret:
        return see_other(f"{HOME}you")
    drawn = segno.make(address_of(secret, name), error="m", micro=False).svg_inline(
        border=4, light="#fff", omitsize=True, svgclass="console-square__picture"
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    key = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return pages.draw("second_step.html", status, square=drawn, key=key, error=error)
