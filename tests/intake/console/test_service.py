"""The pages about the service itself: its parts, and its words."""

from __future__ import annotations

from tests.intake.console.office import MATE, Desk, Office


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


def test_the_words_are_all_there(office: Office, pat: Desk) -> None:
    """Every topic and every line, in both wordings, with who reviewed it."""
    pat.get("/console/words")
    pack = office.door.pack

    assert all(topic.source_section in pat.page for topic in pack.topics.values())
    assert pat.page.count('data-label="Reviewed"') == len(pack.lines)
