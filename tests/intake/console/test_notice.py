"""The sentence in front of both doors, as a lead puts it up and everybody here sees it."""

from __future__ import annotations

import pytest

from tests.intake.console.office import Desk, Office

WORDS = "No calls back before 6pm today. If somebody is in danger, call 999 now."
FORM = {"words": WORDS, "day": "2026-11-23", "time": "18:00"}


@pytest.fixture(name="lead")
def _lead(office: Office) -> Desk:
    """A lead on the page of the parts."""
    desk = office.at_desk("lea", "lead")
    desk.get("/console/status")
    return desk


def test_it_is_put_up_and_seen_on_every_page(office: Office, lead: Desk) -> None:
    """Until the hour that the lead named, by everybody who is signed in."""
    lead.post("/console/status/banner", **FORM)
    told = lead.page
    pat = office.at_desk("pat")
    pat.get("/console/search")
    seen = pat.page
    office.clock.on(hours=3)
    pat.get("/console/search")

    assert "It is in front of both doors" in told
    assert "In front of both doors until 6.00pm:" in seen
    assert WORDS in seen
    assert WORDS not in pat.page


def test_it_is_taken_down(office: Office, lead: Desk) -> None:
    """Both are on record, with who did it."""
    lead.post("/console/status/banner", **FORM)
    lead.post("/console/status/banner/down")

    assert "Taken down" in lead.page
    assert office.banners.stands(office.clock()) is None
    assert [line.what for line in office.door.audit.latest(2)] == ["banner_down", "banner_up"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"words": "We are closed today."}, "It must name 999"),
        ({"words": f"{WORDS} {WORDS} {WORDS}"}, "One text has room for 160 characters"),
        ({"words": "Don\u2019t wait, call 999."}, "A text cannot say \u2019"),
        ({"time": "12:00"}, "Say until when"),
        ({"day": "2026-12-24"}, "It stands 3 days at most"),
        ({"day": ""}, "Give the day"),
    ],
)
def test_what_is_wrong_is_said(
    office: Office, lead: Desk, changed: dict[str, str], told: str
) -> None:
    """And nothing is put up; what was typed stands in the form."""
    lead.post("/console/status/banner", **(FORM | changed))

    assert lead.status == 422
    assert told.lower() in lead.page.lower()
    assert office.banners.stands(office.clock()) is None
    assert (FORM | changed)["words"][:15] in lead.page


def test_an_officer_sees_no_form_and_puts_nothing_up(office: Office, pat: Desk) -> None:
    """Only a lead speaks for the service."""
    pat.get("/console/status")
    shown = "/console/status/banner" in pat.page
    pat.post("/console/status/banner", **FORM)

    assert not shown
    assert pat.status == 403
    assert office.banners.stands(office.clock()) is None
