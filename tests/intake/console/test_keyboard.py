"""Shortcuts: listed under "?", silent while somebody types, and switched off for good."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.intake.console.browsers import enter
from tests.intake.console.office import BLADDER, MATE, MOTHER, Desk, Office


@pytest.fixture(name="desk")
def _desk(opened: tuple[Office, str], window: Page) -> Page:
    """Pat's browser at a desk with two people to ring."""
    office, base = opened
    office.arrives(BLADDER)
    office.arrives(MATE)
    enter(window, base, office, "pat")
    window.goto(base + "/console/")
    window.wait_for_load_state("load")
    return window


def test_the_list_opens_and_closes_by_keyboard(desk: Page) -> None:
    """A question mark opens it, escape closes it, and while it is open no other key acts."""
    desk.keyboard.press("?")
    listed = desk.get_by_role("dialog", name="Keyboard shortcuts")
    expect(listed).to_be_visible()
    desk.keyboard.press("s")
    expect(listed).to_be_visible()
    desk.keyboard.press("Escape")

    expect(listed).to_be_hidden()


def test_the_list_opens_without_a_keyboard(desk: Page) -> None:
    """By the button at the foot of every page."""
    desk.get_by_role("button", name="Keyboard shortcuts").click()

    expect(desk.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_a_shift_by_single_keys(desk: Page) -> None:
    """Walk the list, take the next one, reach its forms, and go back."""
    desk.keyboard.press("j")
    first = desk.evaluate("document.activeElement.textContent")
    desk.keyboard.press("j")
    second = desk.evaluate("document.activeElement.textContent")
    desk.keyboard.press("k")
    again = desk.evaluate("document.activeElement.textContent")
    desk.keyboard.press("n")
    expect(desk.get_by_text("07700 900101")).to_be_visible()
    desk.wait_for_load_state("load")
    desk.keyboard.press("c")
    close = desk.evaluate("document.activeElement.name")
    desk.keyboard.press("t")
    record = desk.evaluate("document.activeElement.name")
    desk.keyboard.press("w")
    note = desk.evaluate("document.activeElement.id")

    assert (first, second, again) == ("H7K-4RM", "F4T-7WY", "H7K-4RM")
    assert (close, record, note) == ("outcome", "result", "note")


def test_keys_type_in_a_field(opened: tuple[Office, str], desk: Page) -> None:
    """Nothing is taken by somebody who is writing."""
    office, base = opened
    desk.goto(base + "/console/search")
    desk.get_by_label("Reference, number or name").press_sequentially("nd?s")

    assert desk.get_by_label("Reference, number or name").input_value() == "nd?s"
    assert desk.url.endswith("/console/search")
    assert not office.callback("H7K-4RM").held


def test_with_another_key_held_they_are_not_ours(desk: Page) -> None:
    """The browser's own shortcuts stay the browser's."""
    desk.keyboard.press("Alt+n")
    desk.keyboard.press("Control+d")

    assert desk.url.endswith("/console/")


def test_r_leads_to_red(desk: Page) -> None:
    """From any page."""
    desk.keyboard.press("s")
    expect(desk.get_by_role("heading", name="Search")).to_be_visible()
    desk.wait_for_load_state("load")
    desk.keyboard.press("r")

    expect(desk.get_by_role("heading", name="H7K-4RM")).to_be_visible()


def test_switched_off_they_stay_off(opened: tuple[Office, str], desk: Page) -> None:
    """In this browser, on every page, until they are switched on again."""
    office, base = opened
    desk.keyboard.press("?")
    desk.get_by_role("button", name="Switch them off in this browser").click()
    expect(desk.get_by_role("heading", name="To ring now")).to_be_visible()
    desk.wait_for_load_state("load")
    desk.keyboard.press("n")
    desk.goto(base + "/console/search")
    desk.locator("h1").click()
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    taken = office.callback("H7K-4RM").held
    desk.goto(base + "/console/you")
    desk.get_by_role("button", name="Switch them on in this browser").click()
    expect(desk.get_by_role("heading", name="Keyboard shortcuts: on")).to_be_visible()
    desk.wait_for_load_state("load")
    desk.keyboard.press("?")

    assert not taken
    expect(desk.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_they_are_listed_and_switched_without_javascript(office: Office, pat: Desk) -> None:
    """On the page about oneself, by a plain form; back to where one was."""
    office.arrives(MOTHER)
    pat.get("/console/you")
    listed = "The red callback that nobody has taken" in pat.page
    pat.post("/console/you/shortcuts", keys="off", next="/console/search")
    there = pat.at
    pat.get("/console/you")

    assert listed
    assert there == "/console/search"
    assert "Keyboard shortcuts: off" in pat.page
    assert 'data-keys="off"' in pat.page
