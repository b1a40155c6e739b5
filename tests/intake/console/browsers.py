"""A real browser at the console: the office served over HTTP, Chromium, and axe-core.

A browser that is not there is a failure, never a skip.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from flask import Flask
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.intake.console.office import PASSWORD, Office

AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP: Final = {"width": 1280, "height": 900}
PHONE: Final = {"width": 390, "height": 844}
NARROWEST: Final = {"width": 320, "height": 640}


class _Quiet(WSGIRequestHandler):
    """Says nothing of every request."""

    def log(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium(playwright: Playwright) -> Browser:
    """The Chromium on the PATH, else the one that playwright brought."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])


def sign_in(page: Page, base: str, name: str, asked: str = "/console/") -> None:
    """As a person does it."""
    page.goto(base + asked)
    page.get_by_label("Name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def enter(page: Page, base: str, office: Office, name: str) -> None:
    """Be signed in without going through the form, for what is about something else."""
    account = office.staff.get(name)
    assert account is not None
    token = office.sessions.open(account, office.clock())
    page.context.add_cookies([{"name": "console_session", "value": token, "url": base}])


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.0, 2.1 and 2.2, A and AA, on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{wrong['id']}: {wrong['help']} {node['target']} {node.get('failureSummary', '')}"
        for wrong in found["violations"]
        for node in wrong["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
