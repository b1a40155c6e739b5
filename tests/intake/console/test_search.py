"""Searching: by reference, number and name, and what is kept of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.intake.console.office import BLADDER, MATE, MOTHER, Desk, Office


def search(desk: Desk, wanted: str) -> str:
    """Through the form."""
    desk.get("/console/search")
    return desk.post("/console/search", wanted=wanted)


@pytest.mark.parametrize("wanted", ["H7K-4RM", "h7k4rm", " h7k 4rm "])
def test_by_reference_as_it_is_read_aloud(office: Office, pat: Desk, wanted: str) -> None:
    """Small letters and gaps do not matter."""
    office.arrives(MATE)
    office.arrives(BLADDER)
    search(pat, wanted)

    assert "/console/callbacks/H7K-4RM" in pat.page
    assert "F4T-7WY" not in pat.page


@pytest.mark.parametrize("wanted", ["07700 900102", "+447700900102", "07700900102"])
def test_by_number_with_the_earlier_ones(office: Office, pat: Desk, wanted: str) -> None:
    """However it is written; the open one first, then those that were closed."""
    office.arrives(MOTHER)
    held = office.queue.claim("C3D-9PX", "kim", office.clock())
    office.queue.close("C3D-9PX", held.fence, "kim", "reached", office.clock())
    office.arrives(replace(MOTHER, reference="D6E-3HJ"))
    search(pat, wanted)

    assert "2 callbacks by number" in " ".join(pat.page.split())
    assert pat.page.index("D6E-3HJ") < pat.page.index("C3D-9PX")


def test_by_name_only_as_they_gave_it(office: Office, pat: Desk) -> None:
    """Sam is found, Sa is not."""
    office.arrives(MOTHER)
    found = "C3D-9PX" in search(pat, "sam")
    part = "C3D-9PX" in search(pat, "Sa")

    assert found
    assert not part
    assert "Nothing found by name" in pat.page


def test_nothing_shown_by_a_search_tells_a_number(office: Office, pat: Desk) -> None:
    """One sees that there is a callback; the number is for whoever takes it."""
    office.arrives(MATE)
    search(pat, "H7K-4RM")

    assert "900101" not in pat.page


def test_what_was_searched_for_is_in_no_address_and_on_no_record(office: Office, pat: Desk) -> None:
    """Only that this officer searched, how, and how many were found."""
    office.arrives(MOTHER)
    search(pat, "07700 900102")
    line = office.door.audit.latest(1)[0]

    assert pat.at == "/console/search"
    assert (line.by, line.what, line.about, line.word) == ("pat", "searched", "", "by number: 1")


def test_an_empty_search_says_so(pat: Desk) -> None:
    """Beside the field."""
    search(pat, " ")

    assert pat.status == 422
    assert "Write what to look for" in pat.page


def test_the_menu_says_where_one_is(office: Office, pat: Desk) -> None:
    """Also after a form was sent, and on the pages below one of the menu."""
    found = re.compile(r'href="([^"]+)" aria-current="(\w+)"')
    pat.get("/console/search")
    pat.post("/console/search", wanted="Sam")
    searched = found.findall(pat.page)
    lead = office.at_desk("lea", "lead")
    lead.get("/console/accounts/pat")

    assert searched == [("/console/search", "page")]
    assert found.findall(lead.page) == [("/console/accounts", "true")]
