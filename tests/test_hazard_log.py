"""The hazard log is honest: every test it names exists, and it says that nobody has signed it."""

from __future__ import annotations

import re
from pathlib import Path

from flows.pack import load

ROOT = Path(__file__).parents[1]
LOG = (ROOT / "docs" / "safety" / "hazard-log.md").read_text("utf-8")


def test_every_test_that_a_control_names_exists() -> None:
    """A control is shown by a test of the name that the log gives."""
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^\s*def (test_\w+)", path.read_text("utf-8"), re.M)
    }
    named = set(re.findall(r"`(test_\w+)`", LOG))
    assert named - written == set()


def test_each_of_the_sixteen_hazards_has_a_control_with_a_test() -> None:
    """No hazard is listed without something that shows its control."""
    rows = [line for line in LOG.splitlines() if line.startswith("| H")]
    assert len(rows) == 16
    assert all("`test_" in row for row in rows)


def test_it_says_that_no_clinical_safety_officer_has_signed_it() -> None:
    """Nobody may take a draft for an approval."""
    readme = (ROOT / "docs" / "safety" / "README.md").read_text("utf-8")
    assert "not signed by a clinical safety officer" in LOG
    assert "Nothing here has been signed" in readme


def test_every_line_says_when_it_was_reviewed() -> None:
    """A number or a word of advice that nobody has looked at for long can be seen to be so."""
    assert all(line.reviewed for line in load().lines.values())
