"""The two pages, in a real browser: a stranger's phone, and the desk where it arrives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.intake.console.browsers import chromium
from tests.support.running import Running, eventually, opened

PATIENCE = 30_000
TEXTER = "07700 900701"
CALLER = "07700 900702"


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    """A browser; where there is none the tests fail."""
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(name="window")
def _window(browser: Browser) -> Iterator[Page]:
    """A window of its own for each test, which fails when a script of a page does."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()

    assert broken == []


class Phone:
    """The practice phone as somebody with eyes and hands uses it."""

    def __init__(self, window: Page, service: Running, number: str) -> None:
        self._window = window
        self._service = service
        service.used.add(f"+44{number.replace(' ', '')[1:]}")
        window.goto(service.phone_url)
        window.get_by_label("You are ringing and texting from").fill(number)
        window.get_by_role("button", name="Use this number").click()
        window.get_by_label("Speak aloud").uncheck()
        window.get_by_label(re.compile("Silence counts by itself")).uncheck()

    @property
    def thread(self) -> Locator:
        """The texts that were answered."""
        return self._window.locator("#thread .text:not(.mine)")

    @property
    def heard(self) -> Locator:
        """What was said on the line."""
        return self._window.locator("#heard")

    def text(self, body: str) -> str:
        """Write a text, send it, and read what comes back."""
        self._service.used.add(body)
        before = self.thread.count()
        self._window.get_by_label("Your text").fill(body)
        self._window.get_by_role("button", name="Send text").click()
        expect(self.thread.nth(before)).to_be_visible(timeout=PATIENCE)
        return " ".join(self.thread.all_inner_texts()[before:])

    def press(self, key: str, hears: str) -> None:
        """Press a key and wait until `hears` is said."""
        self._window.locator(f'.key[data-key="{key}"]').click()
        self.waits_to_hear(hears)

    def waits_to_hear(self, words: str) -> None:
        """Until the last thing said holds these words."""
        said = self.heard.locator("p:not(.you)").last
        expect(said).to_contain_text(words, timeout=PATIENCE)

    def ring(self) -> None:
        """Ring the helpline."""
        self._window.get_by_role("button", name="Call", exact=True).click()
        expect(self.heard).to_contain_text("999", timeout=PATIENCE)

    def hang_up(self) -> None:
        """Put it down."""
        self._window.get_by_role("button", name="Hang up").first.click()


def test_a_stranger_texts_about_the_bladder_and_is_to_be_called_tomorrow_evening(
    window: Page, service: Running
) -> None:
    """KET, the bladder, a call tomorrow evening: read on the page, and kept for tomorrow."""
    phone = Phone(window, service, TEXTER)
    welcome = phone.text("KET")
    bladder = phone.text("bladder")
    with opened(service) as asked:
        for body in ("CALL", "Jo", "tomorrow evening", "no", "no"):
            phone.text(body)
        confirmed = phone.text("yes")

    assert "999" in welcome
    assert "bladder" in bladder
    assert "tomorrow between 5pm and 9pm" in confirmed
    assert asked.reference in confirmed
    assert asked.callback["not_before"].startswith("2026-12-08T17:00")


def test_a_stranger_texts_of_danger_and_reads_999(window: Page, service: Running) -> None:
    """A mate who will not wake: the answer on the page begins with calling 999."""
    phone = Phone(window, service, "07700 900703")
    with opened(service) as red:
        answer = phone.text("my mate wont wake up")

    assert "Call 999 now" in answer
    assert (red.callback["level"], red.callback["kind"]) == ("red", "overdose")


def test_a_stranger_rings_and_does_the_same_by_keypad(window: Page, service: Running) -> None:
    """The bladder and a call this evening, by the keys on the page."""
    phone = Phone(window, service, CALLER)
    with opened(service) as asked:
        phone.ring()
        window.locator('.key[data-key="2"]').click()
        phone.waits_to_hear("Say what you want to know about")
        phone.press("2", hears="For a call back, press 3")
        expect(phone.heard).to_contain_text("bladder")
        phone.press("3", hears="Shall we call that number?")
        phone.press("1", hears="When shall we call?")
        phone.press("4", hears="may we leave a message?")
        phone.press("1", hears="Does anyone else use")
        phone.press("2", hears="Is there anything else?")
        phone.hang_up()

    expect(phone.heard).to_contain_text("today between 5pm and 9pm")
    assert (asked.callback["asked"], asked.callback["channel"]) == (True, "voice")


def test_a_stranger_rings_about_somebody_and_hears_999(window: Page, service: Running) -> None:
    """The first key: advice at once, and a red callback."""
    phone = Phone(window, service, "07700 900704")
    with opened(service) as red:
        phone.ring()
        phone.press("1", hears="I am still here")
        phone.hang_up()

    expect(phone.heard).to_contain_text("Call 999 now")
    assert red.callback["level"] == "red"


def test_admissions_sign_in_see_red_first_take_it_and_close_it(
    window: Page, service: Running
) -> None:
    """With the account that was printed: the red one stands first, is taken, and is closed."""
    with opened(service) as red:
        service.text("+447700900705", "he is blue and he isnt breathing")
    window.goto(service.console_url)
    window.get_by_label("Name").fill(service.account)
    window.get_by_label("Password", exact=True).fill(service.password)
    window.get_by_role("button", name="Sign in").click()
    first = window.locator("section:has(#now-heading) tbody tr").first.inner_text()
    while red.reference not in window.url:
        window.goto(service.console_url)
        window.get_by_role("button", name="Take the next one").click()
        expect(window.get_by_text("How to ring safely")).to_be_visible()
    expect(window.get_by_role("main")).to_contain_text("07700 900705")
    expect(window.get_by_role("main")).to_contain_text("he is blue and he isnt breathing")
    window.get_by_label("Passed to 999").check()
    window.get_by_role("button", name="Close the callback").click()
    expect(window.get_by_text(f"{red.reference} closes at")).to_be_visible()
    service.pass_time(timedelta(seconds=61))
    left = eventually(service.queue, lambda q: red.reference not in {c["ref"] for c in q})

    assert "red" in first.casefold()
    assert red.reference not in {c["ref"] for c in left}
