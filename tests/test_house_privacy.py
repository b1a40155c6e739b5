"""The papers about privacy say what the code does."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from workers import forgetting, retention

PRIVACY = Path(__file__).parent.parent / "docs/privacy"


def text(name: str) -> str:
    """A page."""
    return (PRIVACY / name).read_text(encoding="utf-8")


def test_the_promise_of_erasing_is_the_one_that_alarms() -> None:
    """24 hours in the papers are 24 hours in the code."""
    hours = forgetting.PROMISED.total_seconds() / 3600
    assert f"within {hours:.0f} hours" in text("retention.md")
    minutes = forgetting.AGAIN.total_seconds() / 60
    assert minutes == 10
    assert "every ten minutes" in text("retention.md")


def test_the_spans_that_the_assessment_names_are_those_of_the_table() -> None:
    """Whoever signs reads the same spans."""
    told = text("dpia.md")
    for name, words in (("conversation", "conversation 30 days"), ("callback", "callback 90 days")):
        assert words in told
        assert words.endswith(f"{retention.SPANS[name].days} days")
    assert retention.AUDIT.days == 6 * 365
    assert "6 years without personal words" in told
    assert f"destroyed after {retention.BACKUPS.days} days" in text("retention.md")


def test_nobody_has_signed() -> None:
    """The papers do not pretend: names and dates are left to who may sign."""
    assert "Not signed by anybody" in text("dpia.md")
    signed = text("dpia.md").partition("## 7. Signed")[2]
    assert [row for row in signed.splitlines() if row.startswith("| ") and "|" in row[2:]][1:]
    assert all(row.endswith("| | |") for row in signed.splitlines()[4:] if row.startswith("| "))


def test_the_picture_is_one_that_can_be_read_aloud() -> None:
    """It has a title and a description, and the page says the same in words."""
    picture = ET.parse(PRIVACY / "dataflow.svg").getroot()  # noqa: S314 - our own file
    space = "{http://www.w3.org/2000/svg}"
    assert picture.findtext(f"{space}title")
    said = picture.findtext(f"{space}desc") or ""
    for word in ("Twilio", "Redis", "console", "worker", "35 days"):
        assert word in said
    assert "![Texts and calls go" in text("README.md")


@pytest.mark.parametrize("page", ["retention.md", "dpia.md", "processors.md"])
def test_every_page_is_led_to(page: str) -> None:
    """The first page names them all."""
    assert f"({page})" in text("README.md")
