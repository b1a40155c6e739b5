"""The rota page: who is on duty, put there, switched by one click, and shown on the desk."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from intake.console.duties import Unreadable, proposed, read, when_words
from tests.intake.console.office import START, Desk, Office
from workers.rota import Duty

FORM = {"who": "pat", "role": "officer", "day": "2026-11-23", "from": "09:00", "until": "17:00"}
EMPTY = {"weekly": "", "phone": ""}


@pytest.fixture(name="lead")
def _lead(office: Office) -> Desk:
    """A lead on the page, with an officer employed."""
    office.hire("pat")
    desk = office.at_desk("lea", "lead")
    desk.get("/console/rota")
    return desk


def test_a_duty_is_put_on_the_rota(office: Office, lead: Desk) -> None:
    """With its hours here, and the phone of the account, masked."""
    office.staff.set_number("pat", "07700 900321")
    lead.post("/console/rota", **FORM)
    (duty,) = office.rota.list()

    assert (duty.who, duty.role, duty.weekly) == ("pat", "officer", False)
    assert (duty.begins, duty.ends) == (
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        datetime(2026, 11, 23, 17, tzinfo=UTC),
    )
    assert "Today, 9.00am to 5.00pm" in lead.page
    assert "ends in 321 (of the account)" in lead.page
    assert "On duty now: <strong>pat</strong> (officer)" in lead.page


def test_one_click_switches_it_off_and_on(office: Office, lead: Desk) -> None:
    """And the page says what that means; who did it is on record."""
    lead.post("/console/rota", **FORM)
    (duty,) = office.rota.list()
    lead.post(f"/console/rota/{duty.id}/off")
    off, page = office.rota.on_duty(office.clock()), lead.page
    lead.post(f"/console/rota/{duty.id}/on")

    assert off == ()
    assert "Nobody on the rota is on duty now" in page
    assert "Switched off" in page
    assert [one.who for one in office.rota.on_duty(office.clock())] == ["pat"]
    assert [line.what for line in office.door.audit.latest(3)] == [
        "duty_on",
        "duty_off",
        "duty_added",
    ]


def test_a_duty_is_taken_off(office: Office, lead: Desk) -> None:
    """A second click on an old page is a plain page."""
    lead.post("/console/rota", **FORM)
    (duty,) = office.rota.list()
    for status in (200, 404):
        lead.post(f"/console/rota/{duty.id}/remove")

        assert lead.status == status
    assert office.rota.list() == ()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"who": ""}, "Say who is on duty"),
        ({"who": "nobody"}, "There is no account nobody"),
        ({"role": ""}, "Say as what"),
        ({"day": "tomorrow"}, "Give the day as year-month-day"),
        ({"from": "nine"}, "Give the time as hours and minutes"),
        ({"until": ""}, "Give the time as hours and minutes"),
        ({"phone": "12"}, "Not a UK number that can be rung"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    office: Office, lead: Desk, changed: dict[str, str], told: str
) -> None:
    """Nothing is put on the rota, and what was typed still stands."""
    lead.post("/console/rota", **(FORM | changed))

    assert lead.status == 422
    assert told in lead.page
    assert office.rota.list() == ()


def test_somebody_on_duty_without_a_phone_is_seen(lead: Desk) -> None:
    """Alerts would not reach them, and nobody should find that out at night."""
    lead.post("/console/rota", **FORM)

    assert "no phone: alerts do not reach them" in lead.page


def test_somebody_who_left_is_marked(office: Office, lead: Desk) -> None:
    """A disabled account that still stands on the rota."""
    lead.post("/console/rota", **FORM)
    office.staff.disable("pat")
    lead.get("/console/rota")

    assert "may not sign in" in lead.page


def test_the_desk_names_who_is_on_duty(office: Office, lead: Desk) -> None:
    """For everybody, at once, and by a poll."""
    pat = office.at_desk("pat")
    pat.get("/console/")
    seen = re.search(r"news\?seen=([\d.]+)", pat.page)
    assert seen is not None
    lead.post("/console/rota", **FORM)
    found = pat.get(f"/console/desk/news?seen={seen[1]}", HX_Request="true")

    assert "<dt>On duty</dt><dd>pat</dd>" in found


def test_the_desk_stands_when_the_rota_cannot_be_read(office: Office, pat: Desk) -> None:
    """Sealed with a key that is gone: nobody is named, and the queue is still there."""
    office.redis.hset("hi:rota", "abc", b"sealed with another key")
    pat.get("/console/")

    assert pat.status == 200
    assert "<dt>On duty</dt><dd>Nobody</dd>" in pat.page


def test_a_night_ends_the_next_day() -> None:
    """Until an hour that is not later is the day after, also where the clock changes."""
    night = read(FORM | EMPTY | {"day": "2026-10-24", "from": "22:00", "until": "07:00"})

    assert night.ends - night.begins == timedelta(hours=9)
    assert night.ends.astimezone(UTC) - night.begins.astimezone(UTC) == timedelta(hours=10)


def test_hours_in_words() -> None:
    """Once, over night, every week, and not yet."""
    day = START.replace(hour=9, minute=0)
    once = Duty("pat", "officer", day, day + timedelta(hours=8))
    night = Duty("pat", "officer", day.replace(hour=22), day + timedelta(hours=22))

    assert when_words(once, START) == "Today, 9.00am to 5.00pm"
    assert when_words(night, START) == "Today, 10.00pm to tomorrow, 7.00am"
    weekly = Duty("pat", "lead", night.begins, night.ends, weekly=True)
    assert when_words(weekly, START) == "Every Monday, 10.00pm to Tuesday 7.00am, from 23 Nov"
    assert when_words(once, START + timedelta(days=9)) == "Mon 23 Nov, 9.00am to 5.00pm"


def test_the_empty_form_is_a_shift_from_this_hour() -> None:
    """It is read as it stands, once somebody is chosen."""
    typed = proposed(START)
    duty = read(typed | {"who": "pat"})

    assert duty.ends - duty.begins == timedelta(hours=8)
    assert duty.covers(START)
    with pytest.raises(Unreadable):
        read(typed)
