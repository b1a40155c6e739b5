"""Nothing is promised for a time at which nobody is in; red waits for no hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.conversation import Conversation, Place, Wishes
from flows.engine import advance
from flows.events import TextReceived
from flows.levels import Assessment, Kind, Level
from flows.outcome import KeepCallback, Say
from flows.pack import load

PACK = load()
NIGHT = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
CLEAR = Assessment(Level.NONE, None)


def opens(moment: datetime) -> datetime:
    """A team that is in from nine on the next day, and always after."""
    return max(moment, NINE)


def kept(said: str, place: str, assessment: Assessment = CLEAR) -> tuple[KeepCallback, list[str]]:
    """The callback that this answer keeps, and the lines that are said."""
    start = Conversation(NIGHT, texted=Place(place), wishes=Wishes(shall_we_ring=True))
    outcome = advance(start, TextReceived(said, assessment), NIGHT, pack=PACK, hours=opens)
    (keep,) = (effect for effect in outcome.effects if isinstance(effect, KeepCallback))
    return keep, [reply.line for reply in outcome.replies if isinstance(reply, Say)]


def test_as_soon_as_we_can_begins_when_somebody_is_in() -> None:
    """Asked for in the night, it is promised for the first hour of the morning, and it is said."""
    keep, said = kept("yes", "call_number")

    assert keep.not_before == NINE
    assert keep.due_at == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert said == ["closed_then", "callback_confirmed"]


def test_while_they_still_answer_the_promise_is_the_same() -> None:
    """Whoever puts the phone away half way is not promised the night either."""
    keep, _ = kept("Sam", "call_name")

    assert keep.not_before == NINE


@pytest.mark.parametrize(
    ("wish", "start"),
    [("tomorrow at 8", NINE), ("tomorrow after 6", datetime(2026, 11, 24, 18, tzinfo=UTC))],
)
def test_a_time_they_named_is_kept_where_somebody_is_in(wish: str, start: datetime) -> None:
    """A time at which nobody is in moves to when somebody is; another stays."""
    keep, _ = kept(wish, "call_when")

    assert keep.not_before == start


def test_red_waits_for_no_hours() -> None:
    """Danger is due at once, whoever is in."""
    keep, _ = kept("she wont wake up", "home", Assessment(Level.RED, Kind.OVERDOSE))

    assert keep.not_before == keep.due_at == NIGHT
