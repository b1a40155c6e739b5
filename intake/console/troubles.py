"""Plain pages for when something goes wrong: what happened, and what to do now.

They carry no detail of the error, and what an officer had typed is shown back to them.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import structlog
from flask import Blueprint, Response, g

from intake.console.pages import Pages, field
from intake.console.roles import Right
from workers.errors import StoreAway, VaultError

_log = structlog.get_logger(__name__)

WORDS: Final = {
    HTTPStatus.BAD_REQUEST: (
        "Please do that again",
        "The form was too old, or did not come from this page. Nothing was changed.",
    ),
    HTTPStatus.FORBIDDEN: (
        "Your account may not do this",
        "Nothing was changed. If you need it for your work, ask a lead.",
    ),
    HTTPStatus.NOT_FOUND: (
        "There is no such page",
        "The callback may have been erased, or the address may have a slip in it.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something went wrong on our side",
        "It is on record for whoever runs the service. What you did may or may not have been "
        "kept: look at the callback before you do it again.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "The store cannot be reached",
        "What you did may not have been kept: look again in a moment. Texts and calls are still "
        "answered and nothing that came in is lost. If you have just spoken to somebody, write "
        "down what was said.",
    ),
}


def register(pages: Pages) -> None:
    """Addresses that lead nowhere."""

    @pages.get("/<path:_nowhere>", Right.SIGNED_IN)
    def nowhere(_nowhere: str) -> Response:
        return trouble(pages, HTTPStatus.NOT_FOUND)


def handle(blueprint: Blueprint, pages: Pages) -> None:
    """Answers for what pages raise or abort with."""

    def plain(status: HTTPStatus) -> Callable[[Exception], Response]:
        return lambda _: trouble(pages, status)

    for status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        blueprint.register_error_handler(status, plain(status))
    blueprint.register_error_handler(StoreAway, plain(HTTPStatus.SERVICE_UNAVAILABLE))

    @blueprint.errorhandler(VaultError)
    @blueprint.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        _log.error("console_failed", error=type(error).__name__)
        return trouble(pages, HTTPStatus.INTERNAL_SERVER_ERROR)


def trouble(pages: Pages, status: HTTPStatus) -> Response:
    """The page for this trouble."""
    heading, advice = WORDS[status]
    if "account" not in g:
        g.account, g.bound = None, ""
    return pages.draw("trouble.html", status, heading=heading, advice=advice, written=field("note"))
