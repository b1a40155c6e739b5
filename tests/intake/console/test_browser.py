"""The console in a real browser: accessible, by keyboard, on a small screen, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.intake.console import browsers
from tests.intake.console.browsers import (
    DESKTOP,
    NARROWEST,
    PHONE,
    enter,
    sign_in,
    violations,
)
from tests.intake.console.office import BLADDER, MATE, Office
from tests.intake.console.tour import STOPS, Stop, visit

_NARROW = {
    "sign-in-wrong",
    "desk-mine",
    "callback-open",
    "reports-table",
    "handover",
    "callback-texted",
    "blocked",
    "desk-many",
}
_NARROW |= {"rota", "second-step", "recovery-codes", "status-front"}
NARROW = [stop for stop in STOPS if stop.name in _NARROW]


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_axe_finds_nothing(shop: tuple[Office, str], window: Page, stop: Stop) -> None:
    """No page in any state breaks a rule of WCAG 2.2 A or AA."""
    office, base = shop
    visit(stop, office, base, window)

    assert violations(window) == []


@pytest.mark.parametrize("stop", NARROW, ids=lambda stop: stop.name)
def test_at_320_pixels_nothing_is_cut_off(
    shop: tuple[Office, str], window: Page, stop: Stop
) -> None:
    """Which is 400 % zoom on a common screen: no scrolling sideways, and axe finds nothing."""
    office, base = shop
    window.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    visit(stop, office, base, window)

    assert browsers.sideways(window) == 0
    assert violations(window) == []


def test_from_signing_in_to_closing_by_keyboard_alone(
    opened: tuple[Office, str], window: Page
) -> None:
    """Tab, space and return are enough for the whole of it."""
    office, base = opened
    office.arrives(MATE)
    window.goto(base + "/console/")
    _tab_to(window, "#name")
    window.keyboard.type("pat")
    _tab_to(window, "#password")
    window.keyboard.type("a long enough password")
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", name="To ring now")).to_be_visible()
    _tab_to(window, ".console-take__button")
    window.keyboard.press("Enter")
    expect(window.get_by_text("07700 900101")).to_be_visible()
    _tab_to(window, "#outcome")
    window.keyboard.press("Space")
    _tab_to(window, "#close-note")
    window.keyboard.type("awake")
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    expect(window.get_by_text("H7K-4RM closes at 3.31pm.")).to_be_visible()
    _tab_to(window, ".console-closing button")
    window.keyboard.press("Enter")
    expect(window.get_by_text("The closing is undone.")).to_be_visible()

    assert office.callback("H7K-4RM").officer == "pat"


def test_the_first_tab_leads_past_the_header(opened: tuple[Office, str], window: Page) -> None:
    """Skip to main content is the first thing that a keyboard meets."""
    office, base = opened
    enter(window, base, office, "pat")
    window.goto(base + "/console/")
    window.keyboard.press("Tab")

    assert window.evaluate("document.activeElement.className") == "nhsuk-skip-link"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_news_within_five_seconds_moves_nothing(
    opened: tuple[Office, str], window: Page, size: dict[str, int]
) -> None:
    """A new red one is announced; the row that stands stays where it is until one asks."""
    office, _ = opened
    window.set_viewport_size(size)  # type: ignore[arg-type]
    office.arrives(BLADDER)
    _at_desk(window, opened)
    row = window.locator("#row-F4T-7WY")
    stood = row.bounding_box()
    office.arrives(MATE)
    button = window.get_by_role("button", name="1 new, red: show")
    expect(button).to_be_visible(timeout=5500)
    title = window.title()
    moved = row.bounding_box()
    button.click()
    expect(window.locator("#row-H7K-4RM")).to_be_visible()

    assert stood is not None
    assert moved is not None
    assert (moved["y"], moved["x"]) == (stood["y"], stood["x"])
    assert title.startswith("(1 red) (1 new)")
    assert window.locator("#fresh").inner_text() == ""
    assert window.evaluate("document.activeElement.id") == "now-heading"


def test_two_browsers_race_for_one_callback(
    opened: tuple[Office, str], window: Page, chromium: Browser
) -> None:
    """One gets it; the other is told kindly who has it, and sees no number."""
    office, base = opened
    office.hire("kim")
    office.arrives(MATE)
    with _other(chromium) as other:
        for page, name in ((window, "pat"), (other, "kim")):
            sign_in(page, base, name, "/console/callbacks/H7K-4RM")
        for page in (window, other):
            page.get_by_role("button", name="Take this one").click()
        expect(window.get_by_text("07700 900101")).to_be_visible()
        expect(other.get_by_role("heading", name="pat has this callback")).to_be_visible()

        assert "900101" not in other.content()


def test_a_held_page_is_told_of_another_message(opened: tuple[Office, str], window: Page) -> None:
    """What is being written stays in its field."""
    office, _ = opened
    office.arrives(MATE)
    _at_desk(window, opened)
    window.get_by_role("button", name="Take the next one").click()
    window.locator("#close-note").fill("talking to her")
    office.arrives(MATE)
    expect(window.get_by_text("This callback has changed")).to_be_visible(timeout=7000)

    assert window.locator("#close-note").input_value() == "talking to her"


def test_a_page_that_hears_nothing_says_so(opened: tuple[Office, str], window: Page) -> None:
    """A signed-out desk does not look calm."""
    office, _ = opened
    _at_desk(window, opened)
    office.sessions.close_all("pat")
    expect(window.get_by_text("You are signed out. Open the page again")).to_be_visible(
        timeout=6000
    )


def test_a_desk_that_hears_nothing_warns_and_recovers(
    opened: tuple[Office, str], window: Page
) -> None:
    """When polls fail the figures may be old, and the page says so until it hears again."""
    window.clock.install()
    _at_desk(window, opened)
    window.route("**/console/desk/news*", lambda route: route.abort())
    for _ in range(6):
        window.clock.fast_forward(5000)
    warning = window.get_by_text("Nothing was heard from the service for a while")
    expect(warning).to_be_visible()
    window.unroute("**/console/desk/news*")
    window.clock.fast_forward(5000)

    expect(warning).to_be_hidden()


def test_the_time_for_later_is_asked_where_it_is_needed(
    opened: tuple[Office, str], window: Page
) -> None:
    """The field appears with its choice, and is read."""
    office, _ = opened
    office.arrives(BLADDER)
    _at_desk(window, opened)
    window.get_by_role("button", name="Take the next one").click()
    when = window.get_by_label("When, in their words")
    hidden = when.is_hidden()
    window.get_by_label("They asked to be rung later").check()
    when.fill("tomorrow morning")
    window.get_by_role("button", name="Record this try").click()
    expect(window.get_by_text("Recorded. It comes back")).to_be_visible()

    assert hidden
    assert office.callback("F4T-7WY").not_before.hour == 9


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_all_of_it_without_javascript(
    opened: tuple[Office, str], chromium: Browser, size: dict[str, int]
) -> None:
    """Sign in, refresh, take, record, close, undo: every step is a plain form."""
    office, base = opened
    office.arrives(MATE)
    context = chromium.new_context(viewport=size, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, base, "pat")
    page.get_by_role("link", name="Refresh now").click()
    page.get_by_role("button", name="Take the next one").click()
    page.get_by_role("button", name="Keep it for another 15 minutes").click()
    expect(page.get_by_text("It is yours for another 15 minutes")).to_be_visible()
    page.get_by_label("They asked to be rung later").check()
    page.get_by_label("When, in their words").fill("now")
    page.get_by_role("button", name="Record this try").click()
    page.get_by_role("button", name="Take the next one").click()
    page.get_by_label("Reached: we spoke to them").check()
    page.get_by_role("button", name="Close the callback").click()
    page.get_by_role("button", name="Undo the closing").click()
    expect(page.get_by_text("The closing is undone.")).to_be_visible()
    page.get_by_label("Reached: we spoke to them").check()
    page.get_by_role("button", name="Close the callback").click()
    expect(page.get_by_text("H7K-4RM closes at 3.31pm.")).to_be_visible()
    context.close()

    assert office.a_minute_later("H7K-4RM").outcome == "reached"


def test_nothing_is_loaded_from_elsewhere(opened: tuple[Office, str], window: Page) -> None:
    """Not a font, not a script, not a picture from another site."""
    office, base = opened
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    office.arrives(MATE)
    _at_desk(window, opened)
    window.get_by_role("button", name="Take the next one").click()

    assert asked
    assert all(url.startswith((base, "data:")) for url in asked)


def _at_desk(page: Page, opened: tuple[Office, str]) -> None:
    office, base = opened
    enter(page, base, office, "pat")
    page.goto(base + "/console/")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; it must be within reach."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


@contextmanager
def _other(browser: Browser) -> Iterator[Page]:
    """A second browser, for somebody else."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


COUNT_TONES = """
    const make = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      const said = document.documentElement.dataset;
      said.tones = Number(said.tones || 0) + 1;
      return make.call(this);
    };
"""


def test_red_reaches_a_page_that_is_about_something_else(
    opened: tuple[Office, str], window: Page
) -> None:
    """Within seconds, in the title and in a region that is read out; what is typed stays."""
    office, base = opened
    enter(window, base, office, "pat")
    window.goto(base + "/console/search")
    window.get_by_label("Reference, number or name").fill("Sam")
    office.arrives(MATE)
    alarm = window.locator("[role=alert]").get_by_text("Red: nobody has taken")
    expect(alarm).to_be_visible(timeout=7000)

    assert window.title().startswith("(1 red) Search")
    assert window.get_by_label("Reference, number or name").input_value() == "Sam"
    office.queue.claim("H7K-4RM", "kim", office.clock())
    expect(alarm).to_be_hidden(timeout=7000)
    assert window.title().startswith("Search")


def test_the_sound_is_allowed_once_and_can_be_quiet(
    opened: tuple[Office, str], window: Page
) -> None:
    """Off until somebody turns it on; then red rings, on other pages, too, until told not to."""
    office, _ = opened
    window.add_init_script(COUNT_TONES)
    _at_desk(window, opened)
    expect(window.get_by_text("Alarm sound: off.")).to_be_visible()
    window.get_by_role("button", name="Turn it on").click()
    expect(window.get_by_text("Alarm sound: on.")).to_be_visible()
    page = window.locator("html")
    expect(page).to_have_attribute("data-tones", "3")
    office.arrives(MATE)
    expect(page).to_have_attribute("data-tones", "6", timeout=7000)
    window.get_by_role("link", name="Search").click()
    window.get_by_role("button", name="Quiet").click()

    expect(window.get_by_role("button", name="Quiet")).to_be_hidden()
