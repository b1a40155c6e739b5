"""The table in docs/practice.md and the vocabulary that is played say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from practice.faults import PLACES
from practice.notices import NOT_PLAYED, TEXTS
from practice.rest.errors import MESSAGES
from practice.twiml.vocabulary import MESSAGING, VOICE, Attributes

DOCUMENT = (Path(__file__).parents[2] / "docs/practice.md").read_text()


def section(title: str) -> str:
    """The part of the document under a heading."""
    return DOCUMENT.partition(f"### {title}\n")[2].partition("\n#")[0]


def rows(title: str) -> dict[str, list[set[str]]]:
    """Each verb of a table, with what is quoted as played and as passed over."""
    table: dict[str, list[set[str]]] = {}
    for line in section(title).splitlines():
        cells = line.strip("|").split("|")
        if len(cells) == 3 and cells[0].startswith(" `"):
            verb, *others = (set(re.findall(r"`([\w#-]+)`", cell)) for cell in cells)
            for name in verb:
                table.setdefault(name, others)
    return table


@pytest.mark.parametrize(("title", "known"), [("Calls", VOICE), ("Texts", MESSAGING)])
def test_every_attribute_stands_in_the_table(title: str, known: Mapping[str, Attributes]) -> None:
    """What is played and what is passed over stand in the right column."""
    table = rows(title)

    for verb, attributes in known.items():
        played, passed_over = table[verb]
        assert attributes.passed_over == passed_over, verb
        assert attributes.played <= played, verb


def test_every_code_is_named() -> None:
    """Every code that practice can give is in the document."""
    own = set(TEXTS) - {NOT_PLAYED} | set(MESSAGES)
    on_demand = {20429, 20500, 20503, 21212, 21408, 21610, 21611, 21612, 21614}

    assert [c for c in sorted(own - on_demand) if str(c) not in DOCUMENT] == []


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_a_fault_is_named(place: str) -> None:
    """The document shows a fault for each place that can have one."""
    assert f'"on": "{place}"' in DOCUMENT
