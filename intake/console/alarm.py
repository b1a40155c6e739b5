"""What keeps the alarm on an open page as it stands: nothing while nothing changed."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, request

from intake.console.pages import Pages
from intake.console.roles import Right
from intake.console.watch import alarm_for


def register(pages: Pages) -> None:
    """The poll of every page but the desk, whose own news carries the alarm."""

    @pages.get("/alarm", Right.DESK, quiet=True)
    def alarm() -> Response:
        stands = alarm_for(pages.door, g.account.role)
        if stands is None or request.args.get("seen") == stands.seen:
            return Response(status=HTTPStatus.NO_CONTENT)
        return pages.draw("alarm.html")
