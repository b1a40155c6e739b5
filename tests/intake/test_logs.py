"""No log line holds a number or a word that somebody wrote, whoever logs it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from intake import logs
from tests.intake.house import NUMBER, House

WRITTEN = "my mate Dave wont wake up, ring 07700 900 456"


@pytest.fixture(name="written")
def _written() -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logs.configure(stream)
    yield stream
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_personal_fields_are_withheld_and_numbers_are_not_shown(written: io.StringIO) -> None:
    """By the name of a field, and by the look of a value wherever it stands."""
    structlog.get_logger("x").info(
        "something", body="help", person={"number": NUMBER}, note=f"rang {NUMBER}", n=447700900123
    )
    line = json.loads(written.getvalue())

    assert line["body"] == logs.WITHHELD
    assert line["person"] == {"number": logs.WITHHELD}
    assert line["note"] == f"rang {logs.NUMBER}"
    assert line["n"] == logs.NUMBER


def test_ids_stay_readable(written: io.StringIO) -> None:
    """References, sids and members of the due-set are what logs are for."""
    sid, member = "SM0123456789012345678901234567890a", "alert:H7K-4RM"
    structlog.get_logger("x").info("something", sid=sid, member=member)
    line = json.loads(written.getvalue())

    assert (line["sid"], line["member"]) == (sid, member)


def test_other_libraries_go_through_the_same_net(written: io.StringIO) -> None:
    """What is logged by `logging`, exceptions and all, is one safe line."""
    try:
        raise ValueError(WRITTEN)
    except ValueError:
        logging.getLogger("some.library").exception("it failed for %s", NUMBER)
    line = json.loads(written.getvalue())

    assert line["error"] == "ValueError"
    assert "Dave" not in written.getvalue()
    assert "900" not in str({**line, "at": ""})  # a moment may hold it


def test_a_whole_turn_leaves_nothing_personal_behind(written: io.StringIO, house: House) -> None:
    """A red text, a call, our own fault and a replay: not a word of it is logged."""
    house.text(WRITTEN)
    house.call("CA1", SpeechResult=WRITTEN)

    def broken(_: str) -> str:
        raise RuntimeError(WRITTEN)

    object.__setattr__(house.runtime.twilio.turns, "person", broken)
    house.text(WRITTEN)
    house.runtime.drainer.drain()
    logged = written.getvalue()

    assert "webhook.failed" in logged
    assert "in broken" in logged
    assert "spool.not_taken" in logged
    for part in ("Dave", "wake", "900 456", "7700900"):
        assert part not in logged
    assert all(json.loads(line)["request"] for line in logged.splitlines() if "webhook" in line)
