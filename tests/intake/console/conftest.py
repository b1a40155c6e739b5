"""One Redis for all tests of the console, emptied for each, and a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.intake.console import browsers
from tests.intake.console.browsers import DESKTOP, served
from tests.intake.console.office import Desk, Office, start_office
from tests.support.redis_server import RedisServer


@pytest.fixture(name="console_redis", scope="session")
def _console_redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(name="office")
def _office(console_redis: RedisServer) -> Iterator[Office]:
    office = start_office(console_redis)
    yield office
    office.redis.close()


@pytest.fixture(name="pat")
def _pat(office: Office) -> Desk:
    """An officer at their desk."""
    return office.at_desk("pat")


@pytest.fixture(name="chromium", scope="module")
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = browsers.chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture(name="shop", scope="module")
def _shop(console_redis: RedisServer) -> Iterator[tuple[Office, str]]:
    office = start_office(console_redis, demonstration=True)
    with served(office.app) as base:
        yield office, base
    office.redis.close()


@pytest.fixture(name="opened")
def _opened(shop: tuple[Office, str]) -> tuple[Office, str]:
    """The office, empty, with Pat employed."""
    office, base = shop
    office.empty()
    office.clock.at = office.start
    office.hire("pat")
    return office, base


@pytest.fixture(name="window")
def _window(chromium: Browser) -> Iterator[Page]:
    """A browser window on a desk, which fails the test when a script of ours does."""
    context = chromium.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if "Content Security" in m.text else None)
    yield page
    context.close()

    assert errors == []
