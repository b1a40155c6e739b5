"""The alert ladder, the whole way: texts, calls, a pause, a restart, and a PIN that ends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support.forms import Officer
from tests.support.phone import Call
from tests.support.running import ON_DUTY, Running, eventually, opened, running

DESK = "+448082502196"
LEAD = "+447700900998"
PASSWORD = "correct horse battery"
RED = "hes had a fit and he isnt waking up"


@pytest.fixture(name="moved", scope="module")
def _moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose clock may be moved, with a lead who can be told."""
    with running(tmp_path_factory.mktemp("ladder"), LEAD_NUMBERS=LEAD) as service:
        yield service


def _rung(service: Running, phone: str, reference: str) -> Call:
    """The call about this callback, picked up at this phone."""
    spelt = " ".join(reference.replace("-", ""))
    said: list[str] = []
    for call in eventually(lambda: service.ringing(phone), bool):
        said.append(call.answer())
        if spelt in said[-1]:
            return call
        call.hang_up()
    raise AssertionError(f"nothing rang about {spelt}: {said}")


def test_it_climbs_rings_pauses_and_a_pin_takes_it(moved: Running) -> None:
    """Admissions are rung after two minutes and pause it; after a restart the lead is rung."""
    moved.command("staff", "add", "ann", "--role", "officer", "--password-stdin", stdin=PASSWORD)
    officer = Officer(moved.console_url, moved.account, moved.password)
    officer.go("/console/accounts/ann")
    pin = re.search(r"\b(\d{3}) ?(\d{3})\b", officer.send("/pin").words)
    assert pin is not None, officer.page.words
    with opened(moved) as red:
        moved.text("+447700900661", RED)
    eventually(lambda: [t for t in moved.received(ON_DUTY) if red.reference in t], bool)
    assert moved.ringing(DESK) == []

    moved.pass_time(timedelta(minutes=2, seconds=5))
    call = _rung(moved, DESK, red.reference)
    assert "red callback has been waiting for 2 minutes" in call.said
    assert "Five minutes" in call.press("1#")
    moved.restart()
    moved.pass_time(timedelta(minutes=5, seconds=10))
    call = _rung(moved, LEAD, red.reference)
    assert "not known" in call.press("000001#")
    assert "It is yours" in call.press(f"{pin[1]}{pin[2]}#")

    kept = next(c for c in moved.queue() if c["ref"] == red.reference)
    assert kept["state"] == "claimed"
    officer.go(f"/console/callbacks/{red.reference}")
    assert "People on duty" in officer.page.words
    officer.leave()
