"""Reports: figures of any range, as plots with tables and as a file; nobody can be recognised."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from intake.console import figures
from intake.console.figures import Counts, Stretch
from intake.console.plots import plot
from intake.console.reports import chosen
from tests.intake.console.office import BLADDER, MATE, MOTHER, START, Desk, Office, the_words
from workers.reporting import Hour

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(name="lead")
def _lead(office: Office) -> Desk:
    """A lead at their desk, after a short shift."""
    for person in (MATE, BLADDER, MOTHER):
        office.arrives(person)
    office.clock.on(minutes=4)
    for reference, outcome in (("H7K-4RM", "passed_to_999"), ("F4T-7WY", "reached")):
        held = office.queue.claim(reference, "pat", office.clock())
        office.queue.close(reference, held.fence, "pat", outcome, office.clock())
    office.counts("left|sms|call_when")
    return office.at_desk("lee", "lead")


def rows(desk: Desk, heading: str) -> dict[str, list[str]]:
    """The table under this heading: first cell, and the others."""
    part = desk.page.split(f'id="{heading}-heading"', 1)[1].split("</table>", 1)[0]
    found = {}
    for line in part.split("<tbody", 1)[1].split("<tr")[1:]:
        label = line.split("<th", 1)[1].split(">", 1)[1].split("</th>", 1)[0]
        cells = [cell.split(">", 1)[1].split("</td>", 1)[0] for cell in line.split("<td")[1:]]
        found[label] = [
            cell.split("<svg", 1)[0].replace("</span>", "").rsplit(">", 1)[-1] for cell in cells
        ]
    return found


def test_a_report_says_what_happened(lead: Desk) -> None:
    """What came in, how soon they were reached, promises kept, outcomes, what was left open."""
    lead.get("/console/reports")

    assert rows(lead, "arrivals")["Mon 23 Nov"] == ["2", "1"]
    assert rows(lead, "hours")["15:00"] == ["2", "1"]
    assert rows(lead, "reached")["Red"] == ["1", "within 5 minutes", "within 5 minutes"]
    assert rows(lead, "reached")["Asked for a call"] == ["0", "None yet", "None yet"]
    assert rows(lead, "kept")["Doctor today"] == ["1", "1", "100 %"]
    assert rows(lead, "opened")["Asked for a call"] == ["1", "0"]
    assert rows(lead, "outcomes")["Passed to 999"] == ["1"]
    assert rows(lead, "topics") == {the_words().topics["signs"].title: ["1"]}
    assert list(rows(lead, "left").values()) == [["1"]]
    assert "Text: When " in next(iter(rows(lead, "left")))


def test_nobody_can_be_recognised_in_a_report(office: Office, lead: Desk) -> None:
    """No number, name, reference or word of anybody, on the page or in the file."""
    lead.get("/console/reports")
    file = lead.client.get("/console/reports.csv", base_url="https://desk.example")
    for found in (lead.page, file.get_data(as_text=True)):
        for personal in (
            "H7K-4RM",
            "7700",
            "Sam",
            "wont wake",
            office.vault.person("+447700900101"),
        ):
            assert personal not in found


def test_the_file_holds_every_count_by_the_hour(lead: Desk, office: Office) -> None:
    """In UTC, with the words that were counted; taking it is on record."""
    answer = lead.client.get(
        "/console/reports.csv?from=2026-11-01&to=2026-11-30", base_url="https://desk.example"
    )
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
    hour = "2026-11-23T15:00:00+00:00"
    last = office.door.audit.latest(1)[0]

    assert lines[0] == ["hour begins (UTC)", "what", "first word", "second word", "count"]
    assert [hour, "came", "sms", "", "2"] in lines
    assert [hour, "reach", "red", "5", "1"] in lines
    assert 'filename="report-2026-11-01-2026-11-30.csv"' in answer.headers["Content-Disposition"]
    assert (last.by, last.what) == ("lee", "report_exported")


def test_a_range_shows_only_what_is_in_it(lead: Desk) -> None:
    """The day before holds nothing; what was asked for stands in the fields."""
    lead.get("/console/reports?from=2026-11-20&to=2026-11-22")

    assert "None in this range." in lead.page
    assert rows(lead, "arrivals")["Sun 22 Nov"] == ["0", "0"]
    assert 'value="2026-11-20"' in lead.page


@pytest.mark.parametrize("role", ["officer", "admin"])
def test_reports_are_for_leads_and_auditors(office: Office, role: str) -> None:
    """Neither the page nor the file for anybody else."""
    desk = office.at_desk("somebody", role)
    for address in ("/console/reports", "/console/reports.csv"):
        desk.get(address)

        assert desk.status == 403


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-11-24", "2026-11-23", "The last day must not be before the first"),
        ("yesterday", "2026-11-23", "Write both days"),
        ("2026-11-23", "", "Write both days"),
        ("2006-11-23", "2026-11-23", "at most ten years"),
        ("0001-01-01", "0001-01-02", "at most ten years"),
        ("9999-12-31", "9999-12-31", "at most ten years"),
    ],
)
def test_a_range_that_cannot_be_is_said(lead: Desk, first: str, last: str, told: str) -> None:
    """And the last seven days are shown instead."""
    lead.get(f"/console/reports?from={first}&to={last}")

    assert lead.status == 422
    assert told in lead.page
    assert 'value="2026-11-17"' in lead.page


def test_days_are_days_in_london() -> None:
    """A day in summer begins at 23:00 UTC; the day the clocks go back has 25 hours."""
    summer = chosen("2026-07-01", "2026-07-01", TODAY)
    october = chosen("2026-10-25", "2026-10-25", TODAY)

    assert summer.begins == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert october.ends - october.begins == timedelta(hours=25)


@pytest.mark.parametrize(
    ("days", "stretches", "first"),
    [(1, 24, "00:00"), (7, 7, "Mon 23 Nov"), (92, 92, "Mon 23 Nov"), (365, 13, "Nov 2026")],
)
def test_the_longer_the_range_the_longer_its_stretches(
    days: int, stretches: int, first: str
) -> None:
    """Hours in a day, days in a quarter, months beyond; empty ones are there too."""
    begins = datetime(2026, 11, 23, tzinfo=UTC)
    found = figures.arrivals([_hour(begins, came_sms=3)], begins, begins + days * DAY)

    assert len(found) == stretches
    assert found[0] == Stretch(first, 3, 0)


def test_the_middle_and_the_ninetieth_are_the_steps_they_fall_into() -> None:
    """Six quick ones, three slow ones and one that took more than a week."""
    counts: Counts = {
        ("reach", "red", "2"): 6,
        ("reach", "red", "120"): 3,
        ("reach", "red", "longer"): 1,
    }
    red = figures.reached(counts)[0]

    assert (red.count, red.half, red.most) == (10, "within 2 minutes", "within 2 hours")
    assert figures.reached({("reach", "red", "longer"): 1})[0].half == "more than a week"


def test_a_word_that_the_content_no_longer_has_is_shown_as_it_is() -> None:
    """A topic or a question that was taken out still has its counts."""
    counts = {("topic", "old_topic"): 2, ("left", "sms", "old_step"): 1}

    assert figures.topics(counts, the_words())[0].label == "Old topic"
    assert figures.left(counts, the_words())[0].label == "Text: Old step"


def test_a_plot_stands_calls_on_texts() -> None:
    """The highest stretch fills the drawing; nothing is drawn for nothing."""
    drawn = plot([Stretch("a", 3, 1), Stretch("b", 0, 0), Stretch("c", 0, 2)])

    assert [(bar.x, bar.y, bar.height, bar.series) for bar in drawn.bars] == [
        (1, 25.0, 75.0, 0),
        (1, 0.0, 25.0, 1),
        (21, 50.0, 50.0, 1),
    ]
    assert drawn.words == ("a", "b", "c")
    assert "The most, 4, came in a." in drawn.says
    assert plot([]).says == "Nothing came in."


def _hour(begins: datetime, **counts: int) -> Hour:
    named: Mapping[tuple[str, ...], int] = {tuple(k.split("_")): n for k, n in counts.items()}
    return Hour(begins, named)


def test_reports_stay_when_everybody_is_erased(office: Office, lead: Desk) -> None:
    """Ninety days later the persons are gone and the figures are not."""
    lead.get("/console/reports")
    before = rows(lead, "outcomes")
    for key in office.redis.scan_iter("hi:callback:*"):
        office.redis.delete(key)
    lead.get("/console/reports")

    assert START.date() == TODAY
    assert rows(lead, "outcomes") == before
