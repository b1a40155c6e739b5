"""What a turn writes: every effect there is becomes a record or is known to need none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from flows.conversation import Conversation, Wishes
from flows.levels import Assessment, Kind, Level
from flows.outcome import (
    CloseCheck,
    Effect,
    EraseMe,
    KeepCallback,
    LapseAt,
    LeaveNothing,
    Outcome,
    Say,
    SendText,
    StartTexts,
    StopTexts,
    WithdrawCallback,
)
from flows.pack import load
from intake.spool import Spooled
from intake.twilio.hearing import hear
from intake.writing import Rendering, turn_to_write
from tests.intake.house import NUMBER
from workers.store import Opened, Turn

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
PACK = load()
EFFECTS: tuple[Effect, ...] = (
    KeepCallback(True, Level.RED, Kind.OVERDOSE, NOW, NOW, Wishes()),
    WithdrawCallback(),
    CloseCheck(),
    SendText((Say("info"),), LATER),
    StopTexts(),
    StartTexts(),
    EraseMe(),
    LeaveNothing(),
    LapseAt(LATER),
)


def written(*effects: Effect) -> Turn:
    """The turn of a text that had these effects."""
    form = (("MessageSid", "SM1"), ("From", NUMBER), ("Body", "hello"))
    heard = hear(Spooled("/twilio/sms", form, int(NOW.timestamp() * 1000)))
    outcome = Outcome(Conversation(started_at=NOW), (Say("info"),), effects)
    rendering = Rendering(PACK, "+448082502196", "+441134960000", "https://line.example")
    answer = rendering.answer(heard, Assessment(Level.NONE, None), outcome, "H7K-4RM")
    return turn_to_write(heard, "person", Opened(None, None, 0, None, False), answer)


def test_every_effect_is_here() -> None:
    """A new effect must be added to this table, and so to what is written."""
    assert {type(effect) for effect in EFFECTS} == set(get_args(Effect))


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: type(effect).__name__)
def test_every_effect_can_be_written(effect: Effect) -> None:
    """No effect stops a turn."""
    assert written(effect).delivery == "SM1"


def test_a_red_callback_is_written_with_its_alert() -> None:
    """Red asks that people be told until somebody has it."""
    turn = written(EFFECTS[0])

    assert turn.callback is not None
    assert (turn.callback.reference, turn.callback.personal.number) == ("H7K-4RM", NUMBER)
    assert turn.alert


def test_texts_are_known_in_advance() -> None:
    """What is sent later has an id that follows from the delivery: written twice it is once."""
    first, again = written(EFFECTS[3]), written(EFFECTS[3])

    assert [entry.id for entry in first.outbox] == [entry.id for entry in again.outbox]
    assert [(entry.to, entry.at) for entry in first.outbox] == [(NUMBER, LATER)]


@pytest.mark.parametrize(("effect", "stopped"), [(StopTexts(), True), (StartTexts(), False)])
def test_an_opt_out_is_remembered(effect: Effect, stopped: bool) -> None:
    """Stop and start are written with the turn; anything else leaves it as it was."""
    assert written(effect).stop_texts is stopped
    assert written(LapseAt(LATER)).stop_texts is None


def test_what_was_said_is_kept_for_officers() -> None:
    """Both sides of the turn stand in the transcript."""
    assert [entry.who for entry in written().entries] == ["they", "we"]
