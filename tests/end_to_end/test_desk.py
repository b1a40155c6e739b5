"""Admissions work what came in, over the console's pages without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from tests.support.forms import Officer
from tests.support.running import Running, eventually, opened

PASSWORD = "a password for the desk tests"


@pytest.fixture(name="officer")
def _officer(service: Running) -> Iterator[Officer]:
    """Somebody of admissions with an account of their own."""
    if "desk-tests" not in service.command("staff", "list"):
        service.command(
            *("staff", "add", "desk-tests", "--role", "officer", "--password-stdin"), stdin=PASSWORD
        )
    officer = Officer(service.console_url, "desk-tests", PASSWORD)
    yield officer
    officer.leave()


def test_red_is_taken_before_whoever_waited_longer(service: Running, officer: Officer) -> None:
    """Take-next hands out every red callback before the first of the others."""
    with opened(service) as ordinary:
        service.texts("+447700900501", "please ring me about my son", "skip", "now")
    with opened(service) as red:
        service.text("+447700900502", "my daughter is not breathing")
    waiting = [c["ref"] for c in service.queue() if c["level"] == "red" and c["state"] == "waiting"]
    taken = [officer.take_next() for _ in waiting]
    for reference in taken:
        officer.go(f"/console/callbacks/{reference}")
        officer.send("/release")

    assert ordinary.reference not in taken
    assert red.reference in taken
    assert taken == waiting


def test_taken_it_shows_the_number_and_closed_it_is_gone(
    service: Running, officer: Officer
) -> None:
    """The number is shown to whoever took it, to nobody before; an outcome ends it."""
    with opened(service) as red:
        service.text("+447700900503", "he took loads of pills and wont wake up")
    page = f"/console/callbacks/{red.reference}"
    before = officer.go(page).words
    taken = officer.send("/claim").words
    closing = officer.close("passed_to_999", note="The ambulance is with him.").words
    service.pass_time(timedelta(seconds=61))
    left = eventually(service.queue, lambda q: red.reference not in {c["ref"] for c in q})
    after = officer.go(page).words

    assert "900503" not in before.replace(" ", "")
    assert "900503" in taken.replace(" ", "")
    assert "wont wake up" in taken
    assert f"{red.reference} closes at" in closing
    assert "The ambulance is with him." in after
    assert red.reference not in {c["ref"] for c in left}


def test_a_closing_is_undone_within_the_minute(service: Running, officer: Officer) -> None:
    """Pressed by mistake: it is theirs as before, with the number."""
    with opened(service) as asked:
        service.texts("+447700900506", "call me", "skip", "now")
    officer.go(f"/console/callbacks/{asked.reference}")
    officer.send("/claim")
    officer.close("wrong_number")
    undone = officer.send(f"{asked.reference}/undo").words
    officer.send("/release")

    assert "The closing is undone" in undone
    assert "900506" in undone.replace(" ", "")


def test_a_second_officer_is_told_who_has_it(service: Running, officer: Officer) -> None:
    """Two want the same one: the second is told kindly who has it, and sees no number."""
    with opened(service) as asked:
        service.texts("+447700900504", "call me", "skip", "now")
    second = Officer(service.console_url, service.account, service.password)
    page = f"/console/callbacks/{asked.reference}"
    officer.go(page)
    second.go(page)
    officer.send("/claim")
    refused = second.send("/claim").words
    second.leave()

    assert "desk-tests has this callback" in refused
    assert "900504" not in refused.replace(" ", "")


def test_a_try_that_failed_waits_again(service: Running, officer: Officer) -> None:
    """Nobody picked up: the callback waits again, for later, with the try on record."""
    with opened(service) as asked:
        service.texts("+447700900505", "call me", "skip", "now")
    officer.go(f"/console/callbacks/{asked.reference}")
    officer.send("/claim")
    officer.attempt("no_answer")
    kept = next(c for c in service.queue() if c["ref"] == asked.reference)

    assert kept["state"] == "waiting"
    assert kept["not_before"] > asked.callback["not_before"]


def test_a_stranger_sees_nothing(service: Running) -> None:
    """Whoever has not signed in is asked to, and told nothing else."""
    for path in ("", "callbacks/AAA-AAA", "desk/list", "desk/news"):
        answer = requests.get(service.console_url + path, timeout=10)

        assert "/console/sign-in" in answer.url or answer.status_code in (401, 403, 404)
        assert "Take the next" not in answer.text


def test_a_form_from_elsewhere_is_refused(service: Running) -> None:
    """A step without the page's own token is refused, signed in or not."""
    answer = requests.post(f"{service.console_url}take-next", timeout=10)

    assert answer.status_code in (400, 401, 403)
