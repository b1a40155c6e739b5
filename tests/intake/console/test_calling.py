"""Call now from the callback's page: rung, put through, and the form filled in for the officer."""

from __future__ import annotations

import pytest

from tests.intake.console.office import BLADDER, MATE, MOTHER, Desk, Office
from workers.errors import SendFailed

ADDRESS = "/console/callbacks/F4T-7WY"
PHONE = "+447700900180"


@pytest.fixture(name="calling")
def _calling(office: Office, pat: Desk) -> Desk:
    """Pat, who has a phone on their account, holds somebody who asked for a call."""
    office.twilio.calls.clear()
    office.twilio.failing.clear()
    office.staff.set_number("pat", PHONE)
    office.arrives(BLADDER)
    pat.get(ADDRESS)
    pat.step("F4T-7WY", "claim")
    return pat


def token(office: Office) -> str:
    """What Twilio is given to name the call by."""
    return office.twilio.calls[-1][2]["t"]


def put_through(office: Office, desk: Desk) -> None:
    """The officer takes the call and presses 1."""
    desk.step("F4T-7WY", "call")
    office.bridging.bridges.named(token(office), "CA1", office.clock())
    office.bridging.bridges.accept(token(office), "CA1", office.clock())


def checked(page: str, name: str) -> list[str]:
    """What is chosen among the radios of this name."""
    inputs = [part.split(">", 1)[0] for part in page.split("<input")[1:]]
    return [
        part.split('value="', 1)[1].split('"', 1)[0]
        for part in inputs
        if f'name="{name}"' in part and " checked" in part
    ]


def test_call_now_rings_the_officers_own_phone(office: Office, calling: Desk) -> None:
    """Theirs alone; the page says what to do, and that it was done is on record."""
    calling.step("F4T-7WY", "call")
    last = office.door.audit.latest(2)

    assert [to for to, _, _ in office.twilio.calls] == [PHONE]
    assert "Take it, and press 1" in calling.page
    assert ("pat", "call", "F4T-7WY") in [(line.by, line.what, line.about) for line in last]


@pytest.mark.parametrize(
    ("status", "field", "value", "words"),
    [
        ("completed", "outcome", "reached", "It was answered, and lasted 2 minutes 5 seconds."),
        ("busy", "result", "busy", "It was busy."),
        ("no-answer", "result", "no_answer", "Nobody answered."),
        ("failed", "result", "failed", "The call did not go through."),
    ],
)
def test_what_came_of_it_is_filled_in_and_nothing_is_sent(
    office: Office, calling: Desk, status: str, field: str, value: str, words: str
) -> None:
    """The officer looks at it and sends it; until then the callback is theirs and open."""
    put_through(office, calling)
    office.bridging.bridges.person_over(token(office), status, 125, office.clock())
    calling.get(ADDRESS)

    assert words in calling.page
    assert checked(calling.page, field) == [value]
    assert len(checked(calling.page, "outcome") + checked(calling.page, "result")) == 1
    assert office.callback("F4T-7WY").state == "calling"


def test_the_page_is_told_how_the_call_goes(office: Office, calling: Desk) -> None:
    """In its place; that they were put through is no reason to say that the callback changed."""
    calling.step("F4T-7WY", "call")
    before = office.callback("F4T-7WY").version
    state = f"{ADDRESS}/call-state?version={before}"
    ringing = calling.get(state)
    office.bridging.bridges.named(token(office), "CA1", office.clock())
    office.bridging.bridges.accept(token(office), "CA1", office.clock())
    through = calling.get(state)
    office.bridging.bridges.person_over(token(office), "busy", 0, office.clock())
    over = calling.get(state)

    assert "Your phone is ringing" in ringing
    assert "hx-swap-oob" not in ringing
    assert "You are being put through" in through
    assert f"news?version={before + 1}" in through
    assert 'data-fills="result:busy"' in over
    assert "hx-trigger" not in over.split("Call now")[0]


def test_somebody_elses_change_is_still_told_during_a_call(office: Office, calling: Desk) -> None:
    """They wrote while they were being rung: the page must say so."""
    calling.step("F4T-7WY", "call")
    before = office.callback("F4T-7WY").version
    office.arrives(BLADDER)
    office.bridging.bridges.named(token(office), "CA1", office.clock())
    office.bridging.bridges.accept(token(office), "CA1", office.clock())

    assert "hx-swap-oob" not in calling.get(f"{ADDRESS}/call-state?version={before}")


def test_the_button_says_why_it_cannot_be_done(office: Office, pat: Desk) -> None:
    """No phone on the account; the number is there to be rung by hand."""
    office.arrives(MATE)
    pat.get("/console/callbacks/H7K-4RM")
    pat.step("H7K-4RM", "claim")

    assert "Not from here: there is no phone on your account: a lead can add it." in pat.page
    assert "You can ring the number by hand" in pat.page
    assert " disabled aria-describedby" in pat.page


def test_who_asked_for_later_is_not_rung_now(office: Office, calling: Desk) -> None:
    """Pressed all the same, from an old page: refused kindly, nobody's phone rings."""
    office.arrives(MOTHER)
    calling.get("/console/callbacks/C3D-9PX")
    calling.step("C3D-9PX", "claim")
    calling.step("C3D-9PX", "call")

    assert calling.status == 409
    assert "You cannot be put through" in calling.page
    assert "They asked to be rung later" in calling.page
    assert office.twilio.calls == []


def test_a_phone_that_cannot_be_rung_is_said(office: Office, calling: Desk) -> None:
    """Twilio would not: the officer rings by hand, and holds it as before."""
    office.twilio.failing[PHONE] = SendFailed(21217, retryable=False, outcome_unknown=False)
    calling.step("F4T-7WY", "call")
    refused = calling.page
    calling.get(ADDRESS)

    assert "ask a lead to check it" in refused
    assert "Your phone could not be rung" in calling.page
    assert office.callback("F4T-7WY").officer == "pat"


def test_the_next_officer_sees_nothing_of_an_earlier_call(office: Office, calling: Desk) -> None:
    """What came of it belonged to that hold; the history has it."""
    put_through(office, calling)
    office.bridging.bridges.person_over(token(office), "no-answer", 0, office.clock())
    calling.get(ADDRESS)
    calling.step("F4T-7WY", "release")
    kim = office.at_desk("kim")
    kim.get(ADDRESS)
    kim.step("F4T-7WY", "claim")

    assert checked(kim.page, "result") == []
    assert "Nobody answered." not in kim.page
    assert "Put through from here: no answer" in kim.page


def test_without_a_gateway_the_number_is_rung_by_hand(office: Office, calling: Desk) -> None:
    """A house without Twilio's REST still works callbacks."""
    assert office.door.bridging is not None
    object.__setattr__(office.door, "bridging", None)
    calling.get(ADDRESS)
    shown = calling.page
    calling.step("F4T-7WY", "call")

    assert "Not from here: calling from here is not set up." in shown
    assert calling.status == 409
