"""The second step at the console: asked for after the password, set up on one's own page."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from tests.intake.console.browsers import sign_in
from tests.intake.console.office import MATE, PASSWORD, Desk, Office
from workers.staff import MOST_FAILURES


def phone_of(office: Office, name: str) -> pyotp.TOTP:
    """Their phone, once the second step is on; the code that confirmed it is used up."""
    phone = pyotp.TOTP(office.second_step.begin(name))
    office.second_step.confirm(name, phone.at(office.clock()), office.clock())
    office.clock.on(minutes=2)
    return phone


def asked(office: Office, onward: str = "/console/") -> Desk:
    """Pat, who has a second step, after the password."""
    desk = Desk(office.app.test_client())
    desk.get(onward)
    desk.post("/console/sign-in", name="pat", password=PASSWORD, next=desk.hidden("next"))
    return desk


@pytest.fixture(name="phone")
def _phone(office: Office) -> pyotp.TOTP:
    office.hire("pat")
    return phone_of(office, "pat")


def test_the_password_alone_opens_nothing(office: Office, phone: pyotp.TOTP) -> None:
    """It leads to the code, and every other page still to the sign-in."""
    desk = asked(office)
    at = desk.at
    desk.get("/console/")

    assert at == "/console/sign-in/code"
    assert desk.at == "/console/sign-in"


def test_the_code_opens_the_page_that_was_asked_for(office: Office, phone: pyotp.TOTP) -> None:
    """And what was owed is settled: the half-open sign-in is worth nothing afterwards."""
    office.arrives(MATE)
    desk = asked(office, "/console/callbacks/H7K-4RM")
    desk.post("/console/sign-in/code", code=phone.at(office.clock()), next=desk.hidden("next"))

    assert (desk.status, desk.at) == (200, "/console/callbacks/H7K-4RM")
    assert desk.client.get_cookie("__Host-console_half", domain="desk.example") is None
    assert office.door.audit.latest(1)[0].word == "code"


def test_a_code_is_good_once_even_for_another_browser(office: Office, phone: pyotp.TOTP) -> None:
    """Whoever looked over a shoulder comes too late, and is told what would help."""
    code = phone.at(office.clock())
    asked(office).post("/console/sign-in/code", code=code)
    desk = asked(office)
    desk.post("/console/sign-in/code", code=code)

    assert desk.status == 403
    assert "A code is good once" in desk.page


def test_a_recovery_code_does_for_a_lost_phone(office: Office, phone: pyotp.TOTP) -> None:
    """Once; on record as what it was."""
    (code, *_) = office.second_step.new_recovery_codes("pat")
    desk = asked(office)
    desk.post("/console/sign-in/code", code=code)
    desk.get("/console/you")

    assert "You have 9 recovery codes left" in desk.page
    assert office.door.audit.latest(1)[0].word == "recovery"


def test_guesses_of_codes_lock_the_account(office: Office, phone: pyotp.TOTP) -> None:
    """With the password in between or not; then the right code does not help, and that is said."""
    for _ in range(MOST_FAILURES):
        asked(office).post("/console/sign-in/code", code="000000")
    desk = Desk(office.app.test_client())
    desk.sign_in("pat")

    assert desk.status == 403
    assert "Too many wrong tries" in desk.page
    assert [line.what for line in office.door.audit.latest(2)] == [
        "sign_in_refused",
        "code_refused",
    ]


def test_the_code_has_its_time(office: Office, phone: pyotp.TOTP) -> None:
    """A half-open sign-in that ended, or was never there, leads to the beginning and says so."""
    desk = asked(office)
    for key in office.redis.keys("hi:half:*"):
        office.redis.delete(key)
    desk.post("/console/sign-in/code", code=phone.at(office.clock()))
    late = desk.page
    desk.get("/console/sign-in/code")

    assert "The time for the code was over" in late
    assert desk.at == "/console/sign-in"


def test_a_disabled_account_gets_no_further(office: Office, phone: pyotp.TOTP) -> None:
    """Disabled between password and code: out."""
    desk = asked(office)
    office.staff.disable("pat")
    desk.post("/console/sign-in/code", code=phone.at(office.clock()))
    desk.get("/console/")

    assert desk.at == "/console/sign-in"


def test_setting_it_up(office: Office, pat: Desk) -> None:
    """Password, square and key, a code, and ten recovery codes that are shown once."""
    pat.get("/console/you")
    pat.post("/console/you/second-step/begin", password="wrong")
    refused = (pat.status, office.second_step.begun("pat"))
    pat.post("/console/you/second-step/begin", password=PASSWORD)
    key = re.search(r'console-key">([A-Z2-7 ]+)<', pat.page)
    assert key is not None
    square = "<svg" in pat.page
    phone = pyotp.TOTP(key[1].replace(" ", ""))
    pat.post("/console/you/second-step/confirm", code="000000")
    wrong = pat.status
    pat.post("/console/you/second-step/confirm", code=phone.at(office.clock()))
    codes = re.findall(r"<li>([A-Z2-9]{5}-[A-Z2-9]{5})</li>", pat.page)
    pat.get("/console/you/second-step")

    assert refused == (422, "")
    assert square
    assert wrong == 422
    assert len(codes) == 10
    assert pat.at == "/console/you"
    assert codes[0] not in pat.page


def test_the_square_is_drawn_under_the_policy(office: Office, pat: Desk) -> None:
    """No style of its own and no script, which the policy would refuse."""
    pat.get("/console/you")
    pat.post("/console/you/second-step/begin", password=PASSWORD)
    drawn = pat.page[pat.page.index("<svg") : pat.page.index("</svg>")]

    assert "style=" not in drawn
    assert "script" not in drawn


def test_new_codes_and_turning_it_off_need_a_code(office: Office, phone: pyotp.TOTP) -> None:
    """A session that was left open is not enough for either."""
    desk = asked(office)
    desk.post("/console/sign-in/code", code=phone.at(office.clock()))
    desk.get("/console/you")
    for step in ("codes", "off"):
        desk.post(f"/console/you/second-step/{step}", code="000000")
        assert desk.status == 422
    office.clock.on(minutes=1)
    desk.post("/console/you/second-step/codes", code=phone.at(office.clock()))
    fresh = "These are your new codes" in desk.page
    office.clock.on(minutes=1)
    desk.get("/console/you")
    desk.post("/console/you/second-step/off", code=phone.at(office.clock()))
    out = desk.at
    desk.sign_in("pat")

    assert fresh
    assert (out, desk.at) == ("/console/sign-in", "/console/")


def test_a_lead_sees_who_has_none_and_takes_one_away(office: Office, phone: pyotp.TOTP) -> None:
    """For somebody who lost phone and codes; it is on record, and they are out everywhere."""
    lead = office.at_desk("lea", "lead")
    lead.get("/console/accounts")
    seen = re.findall(r'data-label="Second step">([^<]+)<', lead.page)
    lead.post("/console/accounts/pat/second-step-off")
    desk = office.at_desk("pat")

    assert seen == ["Not set up", "On"]
    assert "The password alone is enough for them now" in lead.page
    assert desk.at == "/console/"
    assert office.door.audit.latest(2)[1].what == "second_step_taken"


def test_it_begins_only_where_it_is_off(office: Office, phone: pyotp.TOTP) -> None:
    """Whoever sits at an open session cannot put their own phone in its place."""
    desk = asked(office)
    desk.post("/console/sign-in/code", code=phone.at(office.clock()))
    desk.get("/console/you")
    desk.post("/console/you/second-step/begin", password=PASSWORD)

    assert desk.at == "/console/you"
    assert office.second_step.begun("pat") == ""


def test_from_setting_up_to_signing_in_without_javascript(
    opened: tuple[Office, str], chromium: Browser
) -> None:
    """In a real browser, by forms alone; the square is there to be seen."""
    office, base = opened
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, base, "pat", "/console/you")
    page.locator("#second-password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("img", name="Square to scan")).to_be_visible()
    phone = pyotp.TOTP(page.locator(".console-key").inner_text().replace(" ", ""))
    page.get_by_label("Code that the app shows now").fill(phone.at(office.clock()))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".console-codes li")).to_have_count(10)
    page.get_by_role("button", name="Sign out").click()
    office.clock.on(minutes=1)
    sign_in(page, base, "pat")
    page.get_by_label("Code", exact=True).fill(phone.at(office.clock()))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="To ring now")).to_be_visible()
    context.close()
