"""The web application: what every request gets, whichever door it comes through."""

from __future__ import annotations

import pytest
from flask import session
from structlog.contextvars import get_contextvars

from tests.intake.house import House


def test_a_request_is_named_by_letters_alone(house: House) -> None:
    """A request's id is never taken for a phone number and struck out of the log."""
    seen: list[str] = []

    @house.app.after_request
    def note(response):  # type: ignore[no-untyped-def]
        seen.append(get_contextvars()["request"])
        return response

    for _ in range(50):
        house.app.test_client().get("/healthz")
    assert len(set(seen)) == 50
    assert all(name.isalpha() and name.isascii() for name in seen)


def test_the_framework_keeps_no_session(house: House) -> None:
    """No cookie of the framework is read or set: the console keeps its own, on the server."""
    answer = house.app.test_client().get("/healthz", headers={"Cookie": "session=forged"})
    assert "Set-Cookie" not in answer.headers
    with house.app.test_request_context("/console/"), pytest.raises(RuntimeError):
        session["anything"] = "kept"
