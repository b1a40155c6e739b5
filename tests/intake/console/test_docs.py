"""docs/console.md says what the code does: the table of rights, and a picture of every page."""

from __future__ import annotations

from pathlib import Path

from intake.console.roles import MAY, ROLES, Right
from tests.intake.console.tour import STOPS

GUIDE = Path("docs/console.md")


def test_every_page_is_pictured() -> None:
    """Desktop and phone, with what they show, and no picture of a page that is gone."""
    text = GUIDE.read_text(encoding="utf-8")
    wanted = {f"console-{stop.name}{suffix}.png" for stop in STOPS for suffix in ("", "-phone")}
    taken = {path.name for path in Path("docs/pictures").glob("console-*.png")}

    assert all(stop.shows in text for stop in STOPS)
    assert all(f"(pictures/{name})" in text for name in wanted)
    assert taken == wanted


def test_the_table_of_rights_is_the_one_in_the_code() -> None:
    """Word for word, cell for cell."""
    text = GUIDE.read_text(encoding="utf-8")
    for right in Right:
        if right in (Right.NOTHING, Right.SIGNED_IN):
            continue
        cells = " | ".join("yes" if role in MAY[right] else "" for role in ROLES)
        line = f"| {right.value} | {cells} |".replace("  ", " ")

        assert line in text.replace("  ", " "), line
