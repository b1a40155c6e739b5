"""The rota: who is told when somebody is in danger, and on which phone.

Every duty is switched off and on by one click.  Phones are shown masked, also to whoever put them
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import Response, abort, request

from intake.console import duties
from intake.console.duties import FIELDS, Unreadable
from intake.console.pages import Pages, field, see_other
from intake.console.roles import Right
from intake.console.wording import sentence
from workers.errors import RotaRefused, VaultError
from workers.rota import ROLES, Duty

PAGE: Final = "/console/rota"
TOLD: Final = {
    "added": "On the rota.",
    "on": "Switched on: alerts reach them again in these hours.",
    "off": "Switched off: alerts do not reach them in these hours.",
    "removed": "Taken off the rota.",
}


def register(pages: Pages) -> None:
    """The page, and every step on a duty."""
    door = pages.door

    @pages.get("/rota", Right.ROTA)
    def rota_page() -> Response:
        return _page(pages, duties.proposed(door.now()))

    @pages.post("/rota", Right.ROTA)
    def duty_add() -> Response:
        typed = {name: field(name, 100) for name in FIELDS}
        try:
            duty = door.rota.add(duties.read(typed), door.now())
        except Unreadable as missing:
            return _page(pages, typed, missing.where, missing.what)
        except RotaRefused as refused:
            where = "phone" if "number" in str(refused) else "who"
            return _page(pages, typed, where, sentence(str(refused)))
        pages.record("duty_added", duty.who, duty.role)
        return see_other(f"{PAGE}?told=added")

    @pages.post("/rota/<duty_id>/<any(on, off):switch>", Right.ROTA)
    def duty_switch(duty_id: str, switch: str) -> Response:
        duty = _there(pages, duty_id)
        door.rota.switch(duty.id, on=switch == "on")
        pages.record(f"duty_{switch}", duty.who)
        return see_other(f"{PAGE}?told={switch}")

    @pages.post("/rota/<duty_id>/remove", Right.ROTA)
    def duty_remove(duty_id: str) -> Response:
        duty = _there(pages, duty_id)
        door.rota.remove(duty.id)
        pages.record("duty_removed", duty.who)
        return see_other(f"{PAGE}?told=removed")


def names_on_duty(pages: Pages) -> tuple[str, ...]:
    """Who is on duty now, by name.  A rota that cannot be read is shown as nobody."""
    now = pages.door.now()
    try:
        found = {duty.who for duty in pages.door.rota.list() if duty.on and duty.covers(now)}
    except VaultError:
        return ()
    return tuple(sorted(found))


def _page(pages: Pages, typed: Mapping[str, str], where: str = "", error: str = "") -> Response:
    door, now = pages.door, pages.door.now()
    people = [a for a in door.staff.list() if a.role in ROLES and not a.disabled]
    phones = {account.name: door.staff.number_of(account.name) for account in people}
    lines = [duties.line(duty, phones.get(duty.who, ""), now) for duty in door.rota.list()]
    return pages.draw(
        "rota.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        lines=sorted(lines, key=lambda one: one.standing == "past"),
        now=[one for one in lines if one.standing == "now"],
        people=[account.name for account in people],
        gone={one.who for one in lines} - set(phones),
        told=TOLD.get(request.args.get("told", ""), ""),
        typed=typed,
        errors={where: error} if error else {},
    )


def _there(pages: Pages, duty_id: str) -> Duty:
    found = next((duty for duty in pages.door.rota.list() if duty.id == duty_id), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found
