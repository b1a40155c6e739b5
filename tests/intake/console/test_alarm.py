"""The alarm for red: on every page, live, told once, and gone once a named person has it."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import pytest

from flows.levels import Kind, Level
from tests.intake.console.office import BLADDER, MATE, Desk, Office, Person
from workers import keys
from workers.queue_views import AFTER_RED

PAGES = ("/console/", "/console/search", "/console/status", "/console/words", "/console/you")


def poll(desk: Desk, seen: str) -> str:
    """What an open page that has seen so much is told; empty when nothing is new."""
    found = desk.get(f"/console/alarm?seen={seen}", HX_Request="true")
    return "" if desk.status == 204 else found


def seen_by(page: str) -> str:
    """The alarm as the page knows it."""
    found = re.search(r'data-seen="(\w+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", PAGES)
def test_red_stands_on_every_page(office: Office, pat: Desk, address: str) -> None:
    """Title and banner, with the way to it, whatever somebody is looking at."""
    office.arrives(MATE)
    pat.get(address)

    assert "<title>(1 red) " in pat.page
    assert "Red: nobody has taken" in pat.page
    assert 'href="/console/callbacks/H7K-4RM"' in pat.page


def test_a_calm_queue_raises_none(office: Office, pat: Desk) -> None:
    """Amber waits, and no alarm is made of it."""
    office.arrives(BLADDER)
    pat.get("/console/search")

    assert "Red: nobody has taken" not in pat.page
    assert "red)" not in pat.page


def test_it_ends_when_a_named_person_has_it(office: Office, pat: Desk) -> None:
    """And comes back when it is given back."""
    callback = office.arrives(MATE)
    pat.get("/console/search")
    seen = seen_by(pat.page)
    held = office.queue.claim(callback.reference, "kim", office.clock())
    taken = poll(pat, seen)
    office.queue.release(held.reference, held.fence, "kim", office.clock())

    assert 'data-red="0"' in taken
    assert 'data-red="1"' in poll(pat, seen_by(taken))


def test_a_poll_tells_the_same_thing_once(office: Office, pat: Desk) -> None:
    """Or a screen reader would shout it every five seconds."""
    office.arrives(MATE)
    pat.get("/console/search")
    seen = seen_by(pat.page)
    again = poll(pat, seen)
    office.arrives(replace(MATE, reference="T7E-4WM", number="+447700900106"))

    assert again == ""
    assert 'data-red="2"' in poll(pat, seen)


def test_the_desk_carries_it_with_its_own_news(office: Office, pat: Desk) -> None:
    """One poll and not two; and only when the alarm is another one."""
    pat.get("/console/")
    asks = re.search(r'hx-get="(/console/desk/news[^"]+)"', pat.page)
    assert asks is not None
    address = asks[1].replace("&amp;", "&")
    own = "/console/alarm" in pat.page
    office.arrives(BLADDER)
    amber = pat.get(address, HX_Request="true")
    office.arrives(MATE)
    red = pat.get(address, HX_Request="true")

    assert not own
    assert 'id="alarm"' not in amber
    assert '<div id="alarm" hx-swap-oob="innerHTML">' in red


def test_many_are_counted(office: Office, pat: Desk) -> None:
    """The next three by reference, the rest by number."""
    for n in range(5):
        office.arrives(Person(f"R{n:02}-AAA", Level.RED, Kind.OVERDOSE, number=f"+44770090012{n}"))
    pat.get("/console/search")

    assert "and 2 more" in pat.page
    assert "<title>(5 red) " in pat.page


def test_who_may_what_with_it(office: Office) -> None:
    """An auditor reads it, and takes and opens nothing; an administrator sees no queue."""
    office.arrives(MATE)
    auditor, boss = office.at_desk("aud", "auditor"), office.at_desk("boss", "admin")
    auditor.get("/console/audit")
    boss.get("/console/accounts")

    assert "Red: nobody has taken" in auditor.page
    assert "Take it" not in auditor.page
    assert "/console/callbacks/" not in auditor.page
    assert "H7K-4RM" not in boss.page


@pytest.mark.parametrize("address", ["/console/alarm", "/console/desk/news"])
def test_a_poll_keeps_no_session_alive(office: Office, pat: Desk, address: str) -> None:
    """A page that was left open signs nobody in for ever; looking at a page does count."""
    (session,) = office.redis.keys(f"{keys.SESSIONS}*")
    office.redis.pexpire(session, 60_000)
    pat.get(address)
    polled = office.redis.pttl(session)
    pat.get("/console/search")

    assert polled <= 60_000
    assert office.redis.pttl(session) > 60_000


def test_what_is_red_is_told_apart_as_the_queue_does_it() -> None:
    """One number parts red from the rest in the order of the queue; both rooms know the same."""
    script = (files("workers") / "scripts" / "queue.lua").read_text(encoding="utf-8")
    found = re.search(r"local AFTER_RED = (\S+)", script)

    assert found is not None
    assert float(found[1]) == AFTER_RED
