"""The hand-over sheet: everything open for the next shift, and nobody to be recognised on paper."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from intake.console.handover import STRUCK, without_numbers
from tests.intake.console.office import BLADDER, MATE, MOTHER, Desk, Office, Person

PLAIN = Person("X4A-7CC", number="+447700900181")


def shift(office: Office) -> None:
    """A red one, an overdue one, one of mine, one of Kim's, one to ring now, one for later."""
    office.arrives(BLADDER)
    office.clock.on(minutes=40)
    office.arrives(MATE)
    office.arrives(MOTHER)
    office.arrives(PLAIN)
    for reference, by in (("M3A-7CC", "pat"), ("K3A-7CC", "kim")):
        number = f"+4477009001{82 + len(by) + ord(by[0]) % 7}"
        office.arrives(replace(PLAIN, reference=reference, number=number))
        office.queue.claim(reference, by, office.clock())


def parts(page: str) -> dict[str, list[str]]:
    """The references under each heading, in the order of the sheet."""
    found = {}
    for section in page.split('<section class="console-part"')[1:]:
        name = section.split('id="part-', 1)[1].split('"', 1)[0]
        found[name] = re.findall(r'callbacks/([A-Z0-9-]+)"', section)
    return found


def test_everything_open_stands_in_one_part(office: Office, pat: Desk) -> None:
    """The gravest part first, each callback once."""
    shift(office)
    pat.get("/console/handover")

    assert parts(pat.page) == {
        "red": ["H7K-4RM"],
        "mine": ["M3A-7CC"],
        "overdue": ["F4T-7WY"],
        "held": ["K3A-7CC"],
        "now": ["X4A-7CC"],
        "later": ["C3D-9PX"],
    }
    assert "6 open." in pat.page
    assert "Monday 23 November 2026, 4.10pm, by pat" in pat.page


def test_nobody_can_be_recognised_on_the_sheet(office: Office, pat: Desk) -> None:
    """No number, no name, no word of theirs; a number in a note is struck out."""
    shift(office)
    office.queue.note("X4A-7CC", "kim", "ring 07700 900181 after six", office.clock())
    pat.get("/console/handover")

    for personal in ("900181", "7700", "Sam", "Jo<", "wont wake up", "blood when"):
        assert personal not in pat.page
    assert f"ring {STRUCK} after six" in pat.page


def test_the_last_notes_stand_beside_it(office: Office, pat: Desk) -> None:
    """The newest first, and no more than a sheet can bear."""
    office.arrives(PLAIN)
    for n in range(5):
        office.queue.note("X4A-7CC", "kim", f"note {'abcde'[n]}", office.clock())
    pat.get("/console/handover")

    assert re.findall(r"note [a-e]", pat.page) == ["note e", "note d", "note c"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("07700 900181", STRUCK),
        ("+44 (0)20 7946 0181 evenings", f"{STRUCK} evenings"),
        ("call 020-7946-0181.", f"call {STRUCK}."),
        ("took 2 at 10.30, 3 kids, room 12", "took 2 at 10.30, 3 kids, room 12"),
        ("told 999 and 111", "told 999 and 111"),
    ],
)
def test_what_may_be_a_number_is_struck_out(written: str, read: str) -> None:
    """Times, doses and short numbers stay."""
    assert without_numbers(written) == read


def test_a_long_sheet_is_cut_and_never_what_is_mine(office: Office, pat: Desk) -> None:
    """However many wait before it; how many more there are is said."""
    for n in range(160):
        office.arrives(replace(PLAIN, reference=f"P{n:03}-AAA", number=f"+4477009{n:05}"))
    office.queue.claim("P159-AAA", "pat", office.clock())
    pat.get("/console/handover")

    assert parts(pat.page)["mine"] == ["P159-AAA"]
    assert "160 open." in pat.page
    assert "And 9 more" in pat.page


def test_an_empty_shift_has_an_empty_sheet(pat: Desk) -> None:
    """It says so."""
    pat.get("/console/handover")

    assert "Nothing is open." in pat.page


@pytest.mark.parametrize(("role", "allowed"), [("lead", 200), ("auditor", 403), ("admin", 403)])
def test_the_sheet_is_for_who_reads_callbacks(office: Office, role: str, allowed: int) -> None:
    """It holds notes; that it was looked at is on record."""
    desk = office.at_desk("somebody", role)
    desk.get("/console/handover")

    assert desk.status == allowed
    seen = [line.by for line in office.door.audit.latest(5) if line.what == "handover_seen"]
    assert seen == (["somebody"] if allowed == 200 else [])
