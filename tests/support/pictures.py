"""Takes the pictures of the console that stand in docs/console.md: every page, desktop and phone.

    python -m tests.support.pictures [NAME ...]

Runs on a moved clock with drama numbers, so that two runs show the same but for references of
colour and type.  Nothing else writes into docs/pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tests.intake.console.browsers import DESKTOP, PHONE, chromium, served
from tests.intake.console.office import Office, start_office
from tests.intake.console.tour import STOPS, Stop, visit
from tests.support.redis_server import RedisServer

FOLDER: Final = Path("docs/pictures")


def main(wanted: Sequence[str]) -> None:
    """Take those that are named, or all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stops = [stop for stop in STOPS if not wanted or stop.name in wanted]
    with RedisServer() as server, sync_playwright() as playwright:
        office = start_office(server, demonstration=True)
        browser = chromium(playwright)
        with served(office.app) as base:
            for stop in stops:
                for suffix, size in (("", DESKTOP), ("-phone", PHONE)):
                    _take(browser, office, base, stop, size, suffix)
        browser.close()


def _take(
    browser: Browser, office: Office, base: str, stop: Stop, size: dict[str, int], suffix: str
) -> None:
    context = browser.new_context(viewport=size, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    visit(stop, office, base, page)
    page.wait_for_load_state("networkidle")
    if stop.whole:
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.screenshot(path=FOLDER / f"console-{stop.name}{suffix}.png")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
