"""What keeps the alarm on an open page as it stands: nothing while nothing changed."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, request

from intake.console.pages import Pages
from intake.console.roles import Right
from intake.console.watch import alarm_for


def register(pages: Pages) -> None:
    """The poll of every page but the desk, whose own news carries it; and that of a locked one."""

    @pages.get("/alarm", Right.DESK, quiet=True)
    def alarm() -> Response:
        stands = alarm_for(pages.door, g.account.role)
        if stands is None or request.args.get("seen") == stands.seen:
            return Response(status=HTTPStatus.NO_CONTENT)
        return pages.draw("alarm.html")

    @pages.get("/watch", Right.NOTHING, quiet=True)
    def watch() -> Response:
        """The poll of a locked desk: somebody may sit near it, at night."""
        account = pages.guard.watching()
        stands = alarm_for(pages.door, account.role) if account else None
        if stands is None or request.args.get("seen") == stands.seen:
            return Response(status=HTTPStatus.NO_CONTENT)
        return pages.draw("watch.html", watch=stands)
