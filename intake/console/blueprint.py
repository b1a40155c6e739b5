"""The console as one blueprint: its pages, and what stands before and after each of them."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from intake.console import (
    accounts,
    alarm,
    audit,
    blocking,
    callback_page,
    callback_steps,
    calling,
    desk,
    handover,
    notice,
    reports,
    rota_page,
    search,
    second_step,
    service,
    signing_in,
    troubles,
    yourself,
)
from intake.console.addresses import Addresses
from intake.console.door import ConsoleDoor
from intake.console.guard import asked_for
from intake.console.pages import Pages

PARTS: Final = (
    signing_in, alarm, desk, handover, callback_page, callback_steps, calling, blocking, search,
    rota_page, reports, accounts, audit, service, notice, yourself, second_step, troubles,
)  # fmt: skip


def make_blueprint(door: ConsoleDoor) -> Blueprint:
    """The console at `/console`."""
    blueprint = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        static_folder="static",
        static_url_path="/static",
    )
    pages, addresses = Pages(blueprint, door), Addresses(door.staff.guesses)

    @blueprint.before_request
    def admit() -> Response | None:
        if not pages.guard.admit(pages.right_needed(), quiet=pages.quiet()):
            return signing_in.turned_away(pages, asked_for(request))
        return signing_in.told_to_wait(pages) if addresses.too_many(request) else None

    @blueprint.after_request
    def finish(response: Response) -> Response:
        response = pages.guard.finish(response)
        addresses.answered(request, response)
        if request.endpoint == "console.static":
            response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    for part in PARTS:
        part.register(pages)
    troubles.handle(blueprint, pages)
    return blueprint
