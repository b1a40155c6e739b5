"""The audit page: every step at the console leaves its line, and tampering shows."""

from __future__ import annotations

import csv
import io
import json

import pytest

from intake.console import audit as page
from intake.console.audit import WORDS
from intake.console.callback_steps import STEPS
from intake.console.sheets import harmless
from tests.intake.console.office import MATE, PASSWORD, Desk, Office
from workers import keys


def kept(office: Office) -> list[tuple[str, str, str, str]]:
    """The lines, oldest first."""
    lines = reversed(office.door.audit.latest(100))
    return [(line.by, line.what, line.about, line.word) for line in lines]


def test_a_callback_from_start_to_end(office: Office, pat: Desk) -> None:
    """Taken, number shown at each view, tried, closed: by name and reference, with no words."""
    office.arrives(MATE)
    pat.get("/console/")
    pat.post("/console/take-next")
    pat.get("/console/callbacks/H7K-4RM")
    pat.step("H7K-4RM", "close", outcome="reached", note="words that stay in the callback")

    assert kept(office) == [
        ("pat", "signed_in", "", ""),
        ("pat", "take_next", "H7K-4RM", ""),
        ("pat", "number_shown", "H7K-4RM", ""),
        ("pat", "number_shown", "H7K-4RM", ""),
        ("pat", "close", "H7K-4RM", "reached"),
    ]


def test_a_refused_step_leaves_no_line(office: Office, pat: Desk) -> None:
    """Only what was done is on record."""
    office.arrives(MATE)
    office.queue.claim("H7K-4RM", "kim", office.clock())
    pat.get("/console/")
    pat.step("H7K-4RM", "claim")

    assert kept(office) == [("pat", "signed_in", "", "")]


def test_a_wrong_password_is_on_record_for_an_account_only(office: Office) -> None:
    """A password typed into the field for the name is not kept."""
    office.hire("pat")
    desk = Desk(office.app.test_client())
    desk.sign_in("pat", "wrong")
    desk.sign_in(PASSWORD, "pat")

    assert kept(office) == [("pat", "sign_in_refused", "", "")]


def test_the_page_reads_in_words_and_in_pages(office: Office) -> None:
    """Newest first, fifty at a time."""
    for n in range(60):
        office.door.audit.add("kim", "number_shown", office.clock(), about=f"R{n:02}-AAA")
    desk = office.at_desk("ada", "auditor")
    desk.get("/console/audit")
    first = desk.page
    desk.get("/console/audit?skip=50")

    assert "Was shown the number" in first
    assert "R59-AAA" in first
    assert "R00-AAA" not in first
    assert "R00-AAA" in desk.page
    assert "none was changed" in desk.page


def test_tampering_is_said_at_the_top(office: Office) -> None:
    """With the line, and what to do."""
    for _ in range(3):
        office.door.audit.add("kim", "number_shown", office.clock())
    line = json.loads(office.redis.lindex(keys.AUDIT, 1) or b"")
    line[2] = "pat"
    office.redis.lset(keys.AUDIT, 1, json.dumps(line))
    desk = office.at_desk("ada", "auditor")
    desk.get("/console/audit")

    assert "Line 2 does not follow on the one before it" in desk.page


def test_the_export_is_whole_and_on_record(office: Office) -> None:
    """Every line from the first, and the export itself among them."""
    desk = office.at_desk("ada", "auditor")
    answer = desk.client.get("/console/audit.csv", base_url="https://desk.example")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert rows[0] == ["number", "at", "by", "what", "about", "word", "whole"]
    assert [row[3] for row in rows[1:]] == ["signed_in", "audit_exported"]


def test_a_spreadsheet_runs_nothing() -> None:
    """A cell that looks like a formula gets a quote; a figure stays a figure."""
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1")

    assert [harmless(cell) for cell in hostile] == ["'" + cell for cell in hostile]
    assert harmless(-5) == -5
    assert harmless("reached") == "reached"


def test_every_step_has_its_words() -> None:
    """A new step is told in words, too."""
    assert set(STEPS) <= set(WORDS)


def test_a_long_list_is_checked_in_parts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page stays quick: the newest lines at once, all of them so many at a time."""
    monkeypatch.setattr(page, "AT_ONCE", 10)
    for n in range(24):
        office.door.audit.add("kim", "number_shown", office.clock(), about=f"R{n:02}-AAA")
    line = json.loads(office.redis.lindex(keys.AUDIT, 11) or b"")
    line[2] = "pat"
    office.redis.lset(keys.AUDIT, 11, json.dumps(line))
    desk = office.at_desk("ada", "auditor")
    newest = desk.get("/console/audit")
    first = desk.get("/console/audit/check")
    second = desk.get("/console/audit/check?from=10")
    third = desk.get("/console/audit/check?from=20")

    assert "The newest 10 lines follow" in newest
    assert "Lines 1 to 10 of 25" in first
    assert "Check the next ones" in first
    assert "Line 12 does not follow" in second
    assert "That was the last of them" in third
