"""What comes in by text and phone is counted for the lead, and names nobody."""

from __future__ import annotations

import re

from tests.support.forms import Officer
from tests.support.running import Running

PASSWORD = "a password for the report tests"


def figures(words: str) -> tuple[int, int]:
    """Texts and calls in, as the page gives them."""
    found = re.search(r"Texts in (\d+) Calls in (\d+)", words)
    assert found is not None, words
    return int(found[1]), int(found[2])


def test_what_came_in_is_counted_by_door_and_topic(service: Running) -> None:
    """Two texts and a call more, the topic by its title, and no trace of who it was."""
    service.command(
        *("staff", "add", "report-tests", "--role", "lead", "--password-stdin"), stdin=PASSWORD
    )
    lead = Officer(service.console_url, "report-tests", PASSWORD)
    texts, calls = figures(lead.go("/console/reports").words)
    service.texts("+447700900507", "KET", "bladder")
    service.call("+447700900508").hang_up()
    page = lead.go("/console/reports").words
    lead.leave()

    assert figures(page) == (texts + 2, calls + 1)
    assert "What it does to the body" in page.rsplit("What they asked about", 1)[1]
    assert "900507" not in page.replace(" ", "")
