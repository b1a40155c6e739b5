"""Whole conversations, readable by a clinician: what was agreed is what is said.

`pytest tests/flows/test_golden.py --rewrite-golden` makes our side of them anew; the diff is then
read by people.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.pack import load
from tests.support.golden import replayed

FOLDER = Path(__file__).parent / "golden"
PACK = load()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_the_conversation_goes_as_it_was_agreed(path: Path, request: pytest.FixtureRequest) -> None:
    """Played through the flow, the transcript comes out word for word."""
    script = path.read_text(encoding="utf-8")
    made = replayed(script, PACK)
    if request.config.getoption("--rewrite-golden"):
        path.write_text(made, encoding="utf-8")
        return

    assert made == script


def test_every_step_and_every_silence_is_in_one_of_them() -> None:
    """No wait goes unread: each is reached, and silence is met at each that a caller comes to."""
    reached: set[str] = set()
    met_silence: set[str] = set()
    for path in FOLDER.glob("*.txt"):
        replayed(path.read_text(encoding="utf-8"), PACK, reached, met_silence)

    assert {*PACK.steps} - reached == set()
    by_phone = {step.id for step in PACK.steps.values() if "voice" in step.doors}
    assert by_phone - met_silence == set()
