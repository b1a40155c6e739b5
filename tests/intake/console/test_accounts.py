"""Accounts, and one's own: who may change whom, and what becomes of open sessions."""

from __future__ import annotations

import re

import pytest

from tests.intake.console.office import PASSWORD, Desk, Office


@pytest.fixture(name="lead")
def _lead(office: Office) -> Desk:
    """A lead on the page of accounts."""
    desk = office.at_desk("lea", "lead")
    desk.get("/console/accounts")
    return desk


def test_a_lead_adds_an_officer_who_can_sign_in(office: Office, lead: Desk) -> None:
    """With the first password that the lead gave."""
    lead.post("/console/accounts", name="New.Officer", role="officer", password=PASSWORD)
    desk = office.at_desk("new.officer")

    assert "The account is there" in lead.page
    assert (desk.status, desk.at) == (200, "/console/")


@pytest.mark.parametrize(
    ("name", "role", "password", "told"),
    [
        ("sam", "", PASSWORD, "Say what they are"),
        ("sam", "god", PASSWORD, "Say what they are"),
        ("sam", "admin", PASSWORD, "Say what they are"),
        ("sam", "officer", "short", "10 characters or more"),
        ("s am!", "officer", PASSWORD, "A name is letters"),
        ("lea", "officer", PASSWORD, "There is an account lea already"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said(
    office: Office, lead: Desk, name: str, role: str, password: str, told: str
) -> None:
    """And no account is made; what was typed but the password stands in the form."""
    lead.post("/console/accounts", name=name, role=role, password=password)

    assert lead.status == 422
    assert told in lead.page
    assert len(office.staff.list()) == 1
    assert PASSWORD not in lead.page


def test_disabling_closes_what_is_open(office: Office, lead: Desk) -> None:
    """And enabling lets them in again."""
    pat = office.at_desk("pat")
    lead.post("/console/accounts/pat/disable")
    pat.get("/console/")
    out = pat.at
    lead.post("/console/accounts/pat/enable")
    pat.sign_in("pat")

    assert out == "/console/sign-in"
    assert pat.at == "/console/"


def test_a_new_password_holds_at_once(office: Office, lead: Desk) -> None:
    """The old one does not, and a short one is refused."""
    pat = office.at_desk("pat")
    lead.post("/console/accounts/pat/reset", password="short")
    refused = lead.status
    lead.post("/console/accounts/pat/reset", password="another long password")
    pat.get("/console/")
    out = pat.at
    pat.sign_in("pat", "another long password")

    assert (refused, out, pat.at) == (422, "/console/sign-in", "/console/")


def test_nobody_disables_themselves(office: Office, lead: Desk) -> None:
    """Somebody can always sign in."""
    lead.post("/console/accounts/lea/disable")

    assert lead.status == 403
    assert office.staff.get("lea") is not None


@pytest.mark.parametrize(
    "change", ["disable", "enable", "reset", "second-step-off", "phone", "pin", "pin-off"]
)
def test_only_an_administrator_changes_an_administrator(
    office: Office, lead: Desk, change: str
) -> None:
    """A lead cannot become one by the back door."""
    office.hire("boss", "admin")
    lead.post(f"/console/accounts/boss/{change}", password="another long password")

    assert lead.status == 403
    assert office.staff.check("boss", PASSWORD) is not None


def test_an_administrator_makes_another(office: Office) -> None:
    """All four roles are within their reach."""
    boss = office.at_desk("boss", "admin")
    boss.get("/console/accounts")
    boss.post("/console/accounts", name="boss2", role="admin", password=PASSWORD)

    assert [account.name for account in office.staff.list()] == ["boss", "boss2"]


def test_there_is_no_such_account(lead: Desk) -> None:
    """A plain page."""
    lead.post("/console/accounts/nobody/disable")

    assert lead.status == 404


def test_changing_accounts_is_on_record(office: Office, lead: Desk) -> None:
    """Who changed whom, and how; never a password."""
    office.hire("pat")
    lead.post("/console/accounts/pat/disable")
    lines = office.door.audit.latest(1)

    assert (lines[0].by, lines[0].what, lines[0].about) == ("lea", "account_disabled", "pat")


def test_ones_own_password_needs_the_old_one(office: Office, pat: Desk) -> None:
    """Then one signs in again, everywhere."""
    pat.get("/console/you")
    pat.post("/console/you/password", old="wrong", new="another long password")
    wrong = "That is not your password now" in pat.page
    pat.post("/console/you/password", old=PASSWORD, new="short")
    short = "10 characters or more" in pat.page
    pat.post("/console/you/password", old=PASSWORD, new="another long password")
    pat.sign_in("pat", "another long password")

    assert (wrong, short, pat.at) == (True, True, "/console/")


def test_out_everywhere(office: Office, pat: Desk) -> None:
    """Every browser of mine, and nobody else's."""
    elsewhere, kim = office.at_desk("pat"), office.at_desk("kim")
    pat.get("/console/you")
    pat.post("/console/you/out-everywhere")
    for desk in (pat, elsewhere, kim):
        desk.get("/console/")

    assert [desk.at for desk in (pat, elsewhere, kim)] == [
        "/console/sign-in",
        "/console/sign-in",
        "/console/",
    ]


def test_the_phone_is_kept_and_never_shown_whole(office: Office, lead: Desk) -> None:
    """Only how it ends; an empty field takes it away, and what is no number is refused."""
    office.hire("pat")
    lead.post("/console/accounts/pat/phone", phone="07700 900321")
    kept = lead.page
    lead.get("/console/accounts")
    listed = lead.page
    lead.post("/console/accounts/pat/phone", phone="not a number")
    refused, there = lead.status, office.staff.number_of("pat")
    lead.post("/console/accounts/pat/phone", phone="")

    assert "ends in 321" in kept
    assert "ends in 321" in listed
    assert "900321" not in kept + listed
    assert (refused, there, office.staff.number_of("pat")) == (422, "+447700900321", "")


def test_a_pin_is_shown_once(office: Office, lead: Desk) -> None:
    """To whoever made it, and is known by its hash from then on."""
    office.hire("pat")
    lead.post("/console/accounts/pat/pin")
    found = re.search(r'console-key">(\d{3} \d{3})<', lead.page)
    lead.get("/console/accounts/pat")
    again = 'class="console-key"' in lead.page
    assert found is not None
    named = office.staff.named_by_pin(found[1].replace(" ", ""), "CA1")
    lead.post("/console/accounts/pat/pin-off")

    assert (named, again) == ("pat", False)
    assert not office.staff.has_pin("pat")
    assert [line.what for line in office.door.audit.latest(2)] == ["pin_taken", "pin_made"]


def test_ones_own_password_is_not_changed_here(office: Office, lead: Desk) -> None:
    """An open session is not enough: the page about oneself asks for the old one."""
    for change in ("reset", "second-step-off"):
        lead.post(f"/console/accounts/lea/{change}", password="another long password")

        assert lead.status == 403


def test_an_unknown_step_is_a_plain_page(office: Office, lead: Desk) -> None:
    """Nothing is done, and nothing is promised."""
    office.hire("pat")
    lead.post("/console/accounts/pat/promote")

    assert lead.status == 404
