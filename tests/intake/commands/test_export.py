"""`helpline export`: all that is known about one person, and a register that names nobody."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from intake.parts import Parts
from intake.personal_file import REGISTER, register
from tests.intake.commands.conftest import Helpline
from tests.intake.house import House
from tests.support.queueing import PLAIN, put

TEXTER = "+447700900321"
NOTE = "rang, spoke to a sister"


@pytest.fixture(name="reference")
def _reference(house: House, parts: Parts) -> str:
    """Somebody who asked for a call, and what an officer wrote about it."""
    house.text("call me", number=TEXTER)
    house.text("Zebedee", number=TEXTER)
    (callback,) = parts.queue.open_callbacks(parts.now(), 10)
    parts.queue.claim(callback.reference, "annabel", parts.now())
    parts.queue.note(callback.reference, "annabel", NOTE, parts.now())
    return callback.reference


def test_a_person_gets_what_is_known(helpline: Helpline, reference: str) -> None:
    """Their words, ours, wishes, callback and notes; no name of staff."""
    done = helpline("export", "person", stdin="07700 900321\n")

    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert [s["text"] for s in found["said"] if s["who"] == "they"] == ["call me", "Zebedee"]
    assert any(s["who"] == "we" for s in found["said"])
    (callback,) = found["callbacks"]
    assert callback["reference"] == reference
    assert callback["number"] == TEXTER
    assert callback["wishes"]["name"] == "Zebedee"
    assert NOTE in [step["detail"] for step in callback["what_was_done"]]
    assert "annabel" not in done.stdout


def test_by_reference_into_a_file_of_ones_own(
    helpline: Helpline, reference: str, tmp_path: Path
) -> None:
    """The file is for its owner alone, and a second one does not write over it."""
    path = tmp_path / "person.json"
    first = helpline("export", "person", str(path), "--ref", reference)
    again = helpline("export", "person", str(path), "--ref", reference)

    assert first.exit_code == 0, first.stderr
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text())["callbacks"][0]["reference"] == reference
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (("person",), "nonsense\n", "not a UK phone number"),
        (("person", "--ref", "AAA-AAA"), "", "no such callback"),
        (("person",), "07700 900999\n", "nothing is known about them"),
    ],
)
def test_a_mistake_is_one_line(
    helpline: Helpline, house: House, arguments: tuple[str, ...], stdin: str, says: str
) -> None:
    """Bad input is one clear line and not 0."""
    done = helpline("export", *arguments, stdin=stdin)
    assert done.exit_code != 0
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_number_is_no_argument(helpline: Helpline, reference: str, tmp_path: Path) -> None:
    """What looks like one is a file's name: the shell's history must not hold numbers."""
    done = helpline("export", "person", "07700900321", "--ref", reference)
    assert done.exit_code == 0
    assert "callbacks" in json.loads((tmp_path / "07700900321").read_text())


def test_the_register_names_nobody(helpline: Helpline, reference: str, house: House) -> None:
    """Every callback, open and closed, in columns, with no number, name, word or officer."""
    house.text("my mate wont wake up", number="+447700900322")
    done = helpline("export", "register")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))

    assert done.exit_code == 0, done.stderr
    assert {row["level"] for row in rows} == {"red", "none"}
    assert tuple(rows[0]) == REGISTER
    for secret in ("900321", "900322", "Zebedee", "annabel", "mate", NOTE):
        assert secret not in done.stdout


def test_the_register_starts_no_formula(parts: Parts, house: House) -> None:
    """A cell that begins like a formula is text to a spreadsheet."""
    from dataclasses import replace

    callback = put(parts.store, PLAIN)
    bad = replace(callback, outcome="=HYPERLINK(1)", channel="+sms", reference="@x")
    (row,) = csv.DictReader(io.StringIO(register([bad])))
    assert (row["outcome"], row["channel"], row["reference"]) == ("'=HYPERLINK(1)", "'+sms", "'@x")
