"""Call now in a real browser: the page follows the call, and the form waits for the officer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.intake.console import browsers
from tests.intake.console.browsers import DESKTOP, enter, served
from tests.intake.console.office import BLADDER, Office, start_office
from tests.support.redis_server import RedisServer

ADDRESS = "/console/callbacks/F4T-7WY"


@pytest.fixture(name="called")
def _called(console_redis: RedisServer) -> Iterator[tuple[Office, Page]]:
    """Pat holds somebody who asked for a call, and has just pressed the button."""
    office = start_office(console_redis, demonstration=True)
    office.hire("pat")
    office.staff.set_number("pat", "07700 900180")
    office.arrives(BLADDER)
    office.queue.claim("F4T-7WY", "pat", office.clock())
    with sync_playwright() as playwright, served(office.app) as base:
        browser = browsers.chromium(playwright)
        page = browser.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
        enter(page, base, office, "pat")
        page.goto(base + ADDRESS)
        page.get_by_role("button", name="Call now").click()
        expect(page.get_by_text("Your phone is ringing.")).to_be_visible()
        yield office, page
        browser.close()
    office.redis.close()


def put_through(office: Office) -> str:
    """The officer takes it and presses 1; the call's name."""
    token = office.twilio.calls[-1][2]["t"]
    office.bridging.bridges.named(token, "CA1", office.clock())
    office.bridging.bridges.accept(token, "CA1", office.clock())
    return token


def test_the_page_follows_the_call_and_fills_the_form(called: tuple[Office, Page]) -> None:
    """Without a reload: what was being written stays, and nothing says that it changed."""
    office, page = called
    page.locator("#attempt-note").fill("rang twice")
    token = put_through(office)
    expect(page.get_by_text("You are being put through")).to_be_visible(timeout=8000)
    office.bridging.bridges.person_over(token, "no-answer", 0, office.clock())
    expect(page.get_by_text("Nobody answered.")).to_be_visible(timeout=8000)

    assert page.get_by_label("No answer").is_checked()
    assert page.locator("#attempt-note").input_value() == "rang twice"
    assert page.get_by_text("This callback has changed").count() == 0
    page.get_by_role("button", name="Record this try").click()
    expect(page.get_by_text("Recorded. It comes back")).to_be_visible()
    assert office.callback("F4T-7WY").attempts == 1


def test_what_the_officer_chose_is_not_changed(called: tuple[Office, Page]) -> None:
    """A machine picked up: the officer said so before the call was over."""
    office, page = called
    token = put_through(office)
    page.get_by_label("Voicemail").check()
    office.bridging.bridges.person_over(token, "completed", 9, office.clock())
    expect(page.get_by_text("It was answered, and lasted 9 seconds.")).to_be_visible(timeout=8000)

    assert page.get_by_label("Voicemail").is_checked()
    assert not page.get_by_label("Reached: we spoke to them").is_checked()
