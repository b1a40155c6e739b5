"""The page with the phone, in a real browser: by keyboard, at 320 px, and accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import requests
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.practice.conftest import CALLER_ID, SMS_NUMBER, Practice
from tests.practice.service import Service

CHROMIUM: Final = "/usr/bin/chromium"
AXE: Final = Path(__file__).parents[1] / "intake/console/vendor/axe.min.js"
ON_DUTY: Final = "+447700900111"
MENU: Final = (
    '<Gather input="dtmf speech" numDigits="1" action="/menu" actionOnEmptyResult="true">'
    "<Say>In danger, ring 999. Press 1 for the body.</Say></Gather>"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; without one these tests fail."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, practice: Practice, service: Service) -> Iterator[Page]:
    """The phone's page; an error in its script fails the test."""
    service.answers("/twilio/sms", "<Message>Ketamine can hurt the bladder.</Message>")
    service.answers("/twilio/voice", MENU)
    service.answers("/menu", "<Say>The bladder.</Say><Gather/>")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: errors.append(request.url) if _away(request.url) else None)
    page.goto(practice.url)
    yield page
    page.close()
    assert errors == []


def _away(url: str) -> bool:
    return not url.startswith("http://127.0.0.1:")


def test_a_text_and_its_answer(page: Page) -> None:
    """A text is written, sent with Enter, and answered in the thread."""
    page.get_by_label("Your text").fill("KET")
    page.get_by_label("Your text").press("Enter")
    thread = page.get_by_role("log", name="Texts", exact=True)

    expect(thread).to_contain_text("KET")
    expect(thread).to_contain_text("Ketamine can hurt the bladder.")
    expect(thread).to_contain_text("Delivered")


def test_each_number_has_its_thread(page: Page, service: Service) -> None:
    """Another number begins an empty thread and texts from there."""
    page.get_by_label("Your text").fill("first")
    page.get_by_label("Your text").press("Enter")
    thread = page.get_by_role("log", name="Texts", exact=True)
    expect(thread).to_contain_text("first")
    page.get_by_label("You are ringing and texting from").fill("07700 900555")
    page.get_by_role("button", name="Use this number").click()
    expect(thread).not_to_contain_text("first")
    page.get_by_label("Your text").fill("second")
    page.get_by_role("button", name="Send text").click()
    expect(thread).to_contain_text("second")

    assert [t.fields["From"] for t in service.at("/twilio/sms")][-1] == "+447700900555"


def test_a_call_by_keyboard_alone(page: Page, service: Service) -> None:
    """Call, press a key, stay silent and hang up without a mouse."""
    page.get_by_label("Speak aloud").uncheck()
    page.get_by_role("button", name="Call", exact=True).focus()
    page.keyboard.press("Enter")
    heard = page.get_by_role("log", name="What you hear")
    expect(heard).to_contain_text("Press 1 for the body")
    expect(page.locator("#call-state")).to_have_text("It is listening.")
    page.keyboard.press("1")
    expect(heard).to_contain_text("The bladder.")
    page.get_by_role("button", name="Hang up").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#call-state")).to_have_text("The call has ended.")

    assert service.at("/menu")[0].fields["Digits"] == "1"
    assert len(service.at("/twilio/status/call")) == 1


def test_speech_and_a_withheld_number(page: Page, service: Service) -> None:
    """What is typed is said, and the number can be withheld."""
    page.get_by_label("Withhold my number").check()
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#heard")).to_contain_text("Press 1")
    page.get_by_label("Say something").fill("my mate wont wake up")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#heard")).to_contain_text("The bladder.")

    assert service.at("/menu")[0].fields["SpeechResult"] == "my mate wont wake up"
    assert service.at("/menu")[0].fields["From"] == "anonymous"


def test_silence_counts_by_itself_unless_switched_off(page: Page, service: Service) -> None:
    """The line's own timeout passes in real time; nobody is made to hurry who does not wish it."""
    timed = MENU.replace("<Gather ", '<Gather timeout="1" ')
    service.answers("/twilio/voice", timed)
    page.get_by_label("Speak aloud").uncheck()
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#heard")).to_contain_text("The bladder.", timeout=8000)
    assert service.at("/menu")[0].fields["Digits"] == ""
    page.get_by_role("button", name="Hang up").first.click()
    page.get_by_label("Silence counts by itself").uncheck()
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#call-state")).to_have_text("It is listening.")
    page.wait_for_timeout(4500)

    assert len(service.at("/menu")) == 1


def test_a_call_seen_before_it_rings_is_announced_when_it_does(
    page: Page, practice: Practice, service: Service
) -> None:
    """A call that was still queued when the page first saw it is said to ring, once it rings."""
    looks: list[int] = []

    def queued_at_first(route: Route) -> None:
        answer = route.fetch()
        found = answer.json()
        if found["calls"] and len(looks) < 2:
            looks.append(1)
            found["calls"][0] |= {"status": "queued", "waiting": None}
        route.fulfill(response=answer, json=found)

    page.route("**/phone/outgoing", queued_at_first)
    service.answers("/alert", MENU)
    practice.rest("POST", "Calls.json", To=ON_DUTY, From=CALLER_ID, Url=f"{service.url}/alert")
    expect(page.get_by_role("article")).to_contain_text("About to ring")
    expect(page.locator("#others-state")).to_have_text("07700 900111 is ringing.")
    page.unroute_all(behavior="wait")


def test_a_phone_on_duty_rings_and_is_answered(
    page: Page, practice: Practice, service: Service
) -> None:
    """A phone that the service rings appears, is answered, hears, and presses 1."""
    service.answers("/alert", MENU)
    url = f"{service.url}/alert"
    practice.rest("POST", "Calls.json", To=ON_DUTY, From=CALLER_ID, Url=url)
    practice.rest("POST", "Messages.json", To=ON_DUTY, From=SMS_NUMBER, Body="A callback waits")
    expect(page.locator("#others-state")).to_have_text("07700 900111 is ringing.")
    expect(page.get_by_role("log", name="Texts to other phones")).to_contain_text(
        "A callback waits"
    )
    card = page.get_by_role("article")
    card.get_by_role("button", name="Answer", exact=True).click()
    expect(card).to_contain_text("Press 1 for the body")
    expect(card.get_by_role("button", name="Press 1")).to_be_focused()
    card.get_by_role("button", name="Press 1").click()
    expect(card).to_contain_text("The bladder.")
    card.get_by_role("button", name="Hang up").click()
    expect(card).to_contain_text("Ended")


def test_nothing_is_wider_than_a_small_phone(page: Page) -> None:
    """At 320 px the page scrolls one way only."""
    page.set_viewport_size({"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_accessible(page: Page, practice: Practice, service: Service, width: int) -> None:
    """No finding of axe in WCAG 2.2 A and AA: with texts, in a call, with a phone ringing."""
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_label("Your text").fill("KET")
    page.get_by_label("Your text").press("Enter")
    url = f"{service.url}/alert"
    practice.rest("POST", "Calls.json", To=ON_DUTY, From=CALLER_ID, Url=url)
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_role("article")).to_contain_text("Ringing")
    expect(page.locator("#heard")).to_contain_text("Press 1")
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}})"
        ".then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.target.join(' '))]))",
        tags,
    )

    assert found == []


def test_another_site_cannot_use_the_phone(practice: Practice) -> None:
    """A page of another site cannot text or ring from here."""
    answer = requests.post(
        f"{practice.url}/phone/texts",
        json={"body": "hi"},
        headers={"Sec-Fetch-Site": "cross-site"},
        timeout=30,
    )

    assert answer.status_code == 403
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
