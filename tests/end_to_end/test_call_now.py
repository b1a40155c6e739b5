"""Call now, the whole way: an officer's phone, press 1, how to ring safely, and the two talk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.forms import Officer
from tests.support.running import Running, eventually, opened

PHONE = "+447700900671"
NUMBER = "+447700900672"
PASSWORD = "correct horse battery"


@pytest.fixture(name="ann", scope="module")
def _ann(service: Running) -> Iterator[Officer]:
    """An officer whose phone a lead keeps."""
    service.command("staff", "add", "ann", "--role", "officer", "--password-stdin", stdin=PASSWORD)
    lead = Officer(service.console_url, service.account, service.password)
    lead.go("/console/accounts/ann")
    lead.send("/phone", phone=PHONE)
    lead.leave()
    ann = Officer(service.console_url, "ann", PASSWORD)
    yield ann
    ann.leave()


def _asked_to_be_rung(service: Running, number: str) -> str:
    with opened(service) as asked:
        service.texts(number, "CALL", "Sam", "now", "no", "no", "yes")
    return asked.reference


def test_put_through_and_the_form_is_filled_in(service: Running, ann: Officer) -> None:
    """Nobody is told anything before a key is pressed; what came of it is the officer's to say."""
    reference = _asked_to_be_rung(service, NUMBER)
    ann.go(f"/console/callbacks/{reference}")
    ann.send("/claim")
    ann.send("/call")
    (mine,) = eventually(lambda: service.ringing(PHONE), bool)
    greeting = mine.answer()
    assert "press 1" in greeting
    assert "Sam" not in greeting

    briefing = mine.press("1")
    assert "Ask for Sam" in briefing
    (theirs,) = eventually(lambda: service.ringing(NUMBER), bool)
    assert theirs.state["from"] == "+441134960000"
    theirs.answer()
    mine.say("Hello, is that Sam?")
    assert "Hello, is that Sam?" in theirs.look().said
    theirs.hang_up()
    assert "say on the page" in eventually(lambda: mine.look().said, lambda said: "page" in said)

    page = eventually(
        lambda: ann.go(f"/console/callbacks/{reference}"), lambda page: "answered" in page.words
    )
    assert page.form("/close").fields.get("outcome") == "reached"
    kept = next(c for c in service.queue() if c["ref"] == reference)
    assert kept["state"] == "calling"
    ann.close("reached")


def test_nobody_answers_and_the_form_says_so(service: Running, ann: Officer) -> None:
    """The result is filled in, and the officer only confirms it."""
    reference = _asked_to_be_rung(service, "+447700900673")
    ann.go(f"/console/callbacks/{reference}")
    ann.send("/claim")
    ann.send("/call")
    (mine,) = eventually(lambda: service.ringing(PHONE), bool)
    mine.answer()
    mine.press("1")
    (theirs,) = eventually(lambda: service.ringing("+447700900673"), bool)
    theirs.ignore()
    assert "Nobody answered" in eventually(lambda: mine.look().said, lambda s: "Nobody" in s)
    page = ann.go(f"/console/callbacks/{reference}")
    assert page.form("/attempt").fields.get("result") == "no_answer"
    ann.attempt("no_answer")


def test_an_officers_voicemail_is_never_put_through(service: Running, ann: Officer) -> None:
    """It hears that a key is wanted, presses none, and the person's phone stays still."""
    reference = _asked_to_be_rung(service, "+447700900674")
    ann.go(f"/console/callbacks/{reference}")
    ann.send("/claim")
    ann.send("/call")
    (mine,) = eventually(lambda: service.ringing(PHONE), bool)
    mine.answer()
    mine.stay_silent()
    page = eventually(
        lambda: ann.go(f"/console/callbacks/{reference}"),
        lambda page: "nobody pressed 1" in page.words,
    )
    assert "They were not rung" in page.words
    assert service.ringing("+447700900674") == []
    ann.send("/release")
