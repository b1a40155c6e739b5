"""The pages about the service itself: its parts, and its words."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.intake.console.office import MATE, Desk, Office
from workers import keys
from workers.moments import to_ms


def test_every_part_works(office: Office, pat: Desk) -> None:
    """Each by name, with the queue and the versions."""
    office.arrives(MATE)
    pat.get("/console/status")

    assert "Every part works." in pat.page
    assert "1 red, 0 amber and 0 ordinary" in pat.page
    assert office.door.pack.version in pat.page


def test_what_does_not_work_says_what_is_wrong(office: Office, pat: Desk) -> None:
    """In the words of the check, and at the top."""
    office.worker_says = "the clock stands still since 90 seconds"
    pat.get("/console/status")

    assert "Not every part works" in pat.page
    assert "the clock stands still since 90 seconds" in pat.page


def test_what_was_last_seen(office: Office, pat: Desk) -> None:
    """The last text and call in and out, by the clock, and "never" where there was none."""
    office.arrives(MATE)
    office.clock.on(minutes=5)
    pat.get("/console/status")
    seen = dict(re.findall(r"<dt>([^<]+ (?:in|out|answer))</dt><dd>([^<]+)</dd>", pat.page))

    assert seen == {
        "Text in": "3.30pm",
        "Call in": "Never yet",
        "Text out, not an answer": "Never yet",
        "Alert out": "Never yet",
    }


def test_twilio_is_judged_by_what_happened_last(office: Office, pat: Desk) -> None:
    """What it did not take is said, until it takes something again."""
    now = office.clock()
    office.redis.hset(keys.LAST, "refused", to_ms(now))
    pat.get("/console/status")
    refused = pat.page
    office.redis.hset(keys.LAST, "out|text", to_ms(now + timedelta(seconds=1)))
    pat.get("/console/status")

    assert "did not take what we last wanted to send (3.30pm)" in refused
    assert "Not every part works" in refused
    assert "Every part works." in pat.page


def test_the_words_are_all_there(office: Office, pat: Desk) -> None:
    """Every topic and every line, in both wordings, with who reviewed it."""
    pat.get("/console/words")
    pack = office.door.pack

    assert all(topic.source_section in pat.page for topic in pack.topics.values())
    assert pat.page.count('data-label="Reviewed"') == len(pack.lines)
