"""The desk locks when nobody is there: warned in time, back where one was, nothing written lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.intake.console.browsers import PHONE, enter
from tests.intake.console.office import MATE, PASSWORD, Desk, Office
from workers import keys
from workers.sessions import IDLE

ALMOST = (int(IDLE.total_seconds()) - 90) * 1000


@pytest.fixture(name="held")
def _held(opened: tuple[Office, str], window: Page) -> Page:
    """Pat's browser on a callback that is theirs, on a clock that tests move."""
    office, base = opened
    office.arrives(MATE)
    window.clock.install()
    enter(window, base, office, "pat")
    window.goto(base + "/console/")
    window.get_by_role("button", name="Take the next one").click()
    expect(window.get_by_text("07700 900101")).to_be_visible()
    window.wait_for_load_state("load")
    return window


def test_a_warning_comes_in_time_and_one_key_stays(held: Page) -> None:
    """A minute and a half before; whoever is there goes on, with what they wrote."""
    held.locator("#close-note").fill("talking to her")
    held.clock.fast_forward(ALMOST)
    warning = held.get_by_role("dialog", name="Are you still there?")
    expect(warning).to_be_visible()
    focused = held.evaluate("document.activeElement.id")
    with held.expect_request("**/console/stay"):
        held.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    held.clock.fast_forward(ALMOST - 60_000)

    expect(warning).to_be_hidden()
    assert focused == "idle-stay"
    assert held.locator("#close-note").input_value() == "talking to her"


def test_it_locks_and_leads_back(opened: tuple[Office, str], held: Page) -> None:
    """The session is over, the note that was begun is kept, and signing in leads to the page."""
    office, _ = opened
    held.locator("#close-note").fill("her sister is with her")
    held.clock.fast_forward(ALMOST)
    held.clock.fast_forward(120_000)
    expect(held.get_by_text("Locked, because nobody was there")).to_be_visible()
    sessions = office.redis.keys(f"{keys.SESSIONS}*")
    held.get_by_label("Name").fill("pat")
    held.locator("#password").fill(PASSWORD)
    held.get_by_role("button", name="Sign in").click()
    expect(held.locator("h1")).to_contain_text("H7K-4RM")

    assert sessions == []
    assert [e.detail for e in office.queue.history("H7K-4RM") if e.what == "note"] == [
        "her sister is with her"
    ]


def test_somebody_who_works_in_another_page_is_there(
    opened: tuple[Office, str], held: Page
) -> None:
    """One page left open behind another does not lock the one that is in use."""
    _, base = opened
    held.clock.fast_forward(ALMOST - 120_000)
    other = held.context.new_page()
    other.goto(base + "/console/search")
    moment = held.evaluate("Date.now()")
    other.evaluate("at => localStorage.setItem('console-active', String(at))", moment)
    held.clock.fast_forward(180_000)

    expect(held.get_by_role("dialog", name="Are you still there?")).to_be_hidden()


def test_moving_keeps_the_session_alive(opened: tuple[Office, str], held: Page) -> None:
    """Reading and scrolling is being there, though no page is asked for."""
    held.clock.fast_forward(70_000)
    held.mouse.move(200, 300)
    with held.expect_request("**/console/stay"):
        held.clock.fast_forward(5_000)


def test_a_page_that_scrolls_by_itself_is_nobody(held: Page) -> None:
    """What arrives above what is read moves the page; that does not keep an empty desk open."""
    held.clock.fast_forward(ALMOST - 120_000)
    held.evaluate("new Promise(done => { onscroll = done; scrollTo(0, 200); })")
    held.clock.fast_forward(120_000)

    expect(held.get_by_role("dialog", name="Are you still there?")).to_be_visible()


def test_without_javascript_the_service_locks(office: Office, pat: Desk) -> None:
    """The session ends by itself, and signing in leads back to the page that was asked for."""
    office.arrives(MATE)
    (session,) = office.redis.keys(f"{keys.SESSIONS}*")
    alive = office.redis.pttl(session)
    office.redis.delete(session)
    pat.get("/console/callbacks/H7K-4RM")
    onward = pat.hidden("next")
    pat.post("/console/sign-in", name="pat", password=PASSWORD, next=onward)

    assert alive <= IDLE.total_seconds() * 1000
    assert pat.at == "/console/callbacks/H7K-4RM"


def test_staying_counts_as_being_there(office: Office, pat: Desk) -> None:
    """It is the one request of a page's own that keeps a session alive."""
    pat.get("/console/")
    (session,) = office.redis.keys(f"{keys.SESSIONS}*")
    office.redis.pexpire(session, 60_000)
    pat.post("/console/stay")

    assert pat.status == 204
    assert office.redis.pttl(session) > 60_000


def test_the_way_back_after_locking_is_ours(office: Office, pat: Desk) -> None:
    """A form that names another site leads to the desk."""
    pat.get("/console/")
    pat.post("/console/sign-out", next="https://evil.example/")

    assert pat.hidden("next") == "/console/"
    assert "Locked, because nobody was there" in pat.page
    assert office.door.audit.latest(1)[0].what == "locked"


def test_a_phone_has_room_for_the_warning(opened: tuple[Office, str], chromium: Browser) -> None:
    """On a small screen the whole of it can be read and answered."""
    office, base = opened
    context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.clock.install()
    enter(page, base, office, "pat")
    page.goto(base + "/console/")
    page.clock.fast_forward(ALMOST)
    box = page.get_by_role("button", name="I am here").bounding_box()
    context.close()

    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]


def test_a_locked_desk_still_says_that_somebody_waits(office: Office, pat: Desk) -> None:
    """How many and nothing else, by a poll and in the title, until somebody signs in there."""
    pat.get("/console/")
    pat.post("/console/sign-out", next="/console/")
    office.arrives(MATE)
    locked = pat.get("/console/sign-in")
    polled = pat.get("/console/watch?seen=calm")
    pat.get("/console/sign-in")
    pat.sign_in("pat")
    pat.get("/console/")
    pat.post("/console/sign-out")

    assert "<title>(1 red) " in locked
    assert "Red: 1 waiting, and nobody has taken it." in locked
    assert "Red: 1 waiting" in polled
    assert "H7K-4RM" not in locked + polled
    assert "Red:" not in pat.page, "signing out is not locking"


def test_nobody_else_is_told(office: Office, pat: Desk) -> None:
    """A browser that was no desk, one whose account was disabled, and whoever sees no queue."""
    office.arrives(MATE)
    boss = office.at_desk("boss", "admin")
    for desk in (pat, boss):
        desk.get("/console/you")
        desk.post("/console/sign-out", next="/console/")
    office.staff.disable("pat")
    stranger = Desk(office.app.test_client())
    for desk in (pat, boss, stranger):
        desk.get("/console/watch")

        assert desk.status == 204
        assert "Red:" not in desk.get("/console/sign-in")


def test_a_locked_desk_rings(opened: tuple[Office, str], held: Page) -> None:
    """Live, in the browser: the banner comes within seconds of somebody being in danger."""
    office, _ = opened
    held.clock.fast_forward(ALMOST)
    held.clock.fast_forward(120_000)
    expect(held.get_by_text("Locked, because nobody was there")).to_be_visible()
    held.wait_for_load_state("load")
    office.arrives(replace(MATE, reference="T7E-4WM", number="+447700900106"))
    held.clock.fast_forward(6000)

    expect(held.get_by_text("Red: 1 waiting, and nobody has taken it.")).to_be_visible()
    assert held.title().startswith("(1 red) Sign in")
