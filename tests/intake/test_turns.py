"""One turn: screened first, decided again on conflict, answered even when Redis is away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.conversation import Conversation
from flows.levels import Level
from flows.pack import load
from flows.triage import assess
from intake.screening import Screening
from intake.spool import Spool, Spooled
from intake.turns import MOST_TRIES, Turns
from intake.twilio.hearing import hear
from intake.writing import Rendering
from tests.intake.test_spool import VAULT
from workers.errors import StoreAway
from workers.store import Committed, Conflict, Opened, Repeated, Turn

PACK = load()
NOW_MS = int(datetime(2026, 11, 23, 15, 30, tzinfo=UTC).timestamp() * 1000)
FRESH = Opened(None, None, 0, None, False)


@dataclass
class FakeStore:
    """A store that says what it is told to say, and keeps what it was given."""

    opened: Opened = FRESH
    results: list[Committed | Repeated | Conflict] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    away: bool = False

    def open_turn(self, delivery: str, person: str) -> Opened:
        """One round trip."""
        if self.away:
            raise StoreAway
        return self.opened

    def commit_turn(self, turn: Turn) -> Committed | Repeated | Conflict:
        """The other one."""
        self.turns.append(turn)
        return self.results.pop(0) if self.results else Committed(1, turn.callback, ("alert:X",))


@dataclass
class Heard:
    """A bell and a counter that remember."""

    rung: list[tuple[str, ...]] = field(default_factory=list)
    counted: list[tuple[str, Level, int]] = field(default_factory=list)

    def ring(self, members: tuple[str, ...]) -> None:
        """Wake."""
        self.rung.append(members)

    def turn(self, door: str, level: Level, tries: int) -> None:
        """Count."""
        self.counted.append((door, level, tries))

    def away(self, door: str) -> None:
        """Count one without Redis."""
        self.counted.append((door, Level.NONE, -1))

    def unrung(self) -> None:
        """Count a bell that could not be rung."""
        self.counted.append(("bell", Level.NONE, 0))


@pytest.fixture(name="heard")
def _heard() -> Heard:
    return Heard()


@pytest.fixture(name="store")
def _store() -> FakeStore:
    return FakeStore()


@pytest.fixture(name="turns")
def _turns(store: FakeStore, heard: Heard, tmp_path: Path) -> Turns:
    return Turns(
        pack=PACK,
        store=store,  # type: ignore[arg-type]
        spool=Spool(tmp_path / "spool", VAULT),
        screening=Screening(assess, lambda _: None),
        rendering=Rendering(PACK, "+448082502196", "+441134960000", "https://line.example"),
        bell=heard,
        counted=heard,
        person=VAULT.person,
        reference=lambda: "H7K-4RM",
        hear=lambda request: hear(request, again=True),
    )


def text(body: str, sid: str = "SM1") -> Spooled:
    """A text as it would be spooled."""
    form = (("MessageSid", sid), ("From", "+447700900123"), ("Body", body), ("NumMedia", "0"))
    return Spooled("/twilio/sms", form, NOW_MS)


def test_red_goes_out_in_the_very_answer(turns: Turns, store: FakeStore, heard: Heard) -> None:
    """A red text is answered with 999 at once, a red callback is written, and the bell rings."""
    answer = turns.take(hear(text("my mate wont wake up")))
    written = store.turns[0]

    assert "999" in answer
    assert written.alert
    assert written.callback is not None
    assert (written.callback.level, written.callback.asked) == (Level.RED, False)
    assert heard.rung == [("alert:X",)]


def test_a_repeated_delivery_gets_the_stored_answer(turns: Turns, store: FakeStore) -> None:
    """What was answered before is answered again, and nothing is written."""
    store.opened = replace(FRESH, answer="<Response/>")

    assert turns.take(hear(text("hello"))) == "<Response/>"
    assert store.turns == []


def test_a_delivery_that_won_the_race_gives_its_answer(turns: Turns, store: FakeStore) -> None:
    """Ten at once: whoever commits second answers what the first one answered."""
    store.results = [Repeated("<Response><Message>first</Message></Response>")]

    assert "first" in turns.take(hear(text("hello")))


def test_a_conflict_is_decided_again_on_what_is_there_now(
    turns: Turns, store: FakeStore, heard: Heard
) -> None:
    """After a conflict the turn is decided on the fresh state, and the tries are counted."""
    fresh = Conversation(started_at=datetime(2026, 11, 23, 15, 0, tzinfo=UTC), topics_read=("who",))
    store.results = [Conflict(replace(FRESH, conversation=fresh, version=7))]
    turns.take(hear(text("hello")))

    assert [turn.version for turn in store.turns] == [0, 7]
    assert store.turns[1].conversation.topics_read == ("who",)
    assert heard.counted == [("sms", Level.NONE, 1)]


def test_endless_conflict_is_bounded_and_loses_nothing(turns: Turns, store: FakeStore) -> None:
    """After five tries the request is kept on disk and answered all the same."""
    store.results = [Conflict(FRESH)] * 50
    answer = turns.take(hear(text("my mate wont wake up")))

    assert "999" in answer
    assert len(store.turns) == MOST_TRIES
    assert turns.spool.waiting() == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [("he wont wake up", "999"), ("bladder", "bladder"), ("call me", "request")],
)
def test_without_redis_the_text_gets_its_answer_and_waits_on_disk(
    turns: Turns, store: FakeStore, body: str, expected: str
) -> None:
    """Redis away: 999 for red, the topic that was asked for, "we have your request" for CALL."""
    store.away = True

    assert expected in turns.take(hear(text(body)))
    assert turns.spool.waiting() == 1


def test_a_full_disk_sends_them_to_the_phone(
    turns: Turns, store: FakeStore, tmp_path: Path
) -> None:
    """Redis away and the disk refusing: the answer says to ring the helpline now."""
    store.away = True
    (tmp_path / "spool").write_text("in the way")

    assert "0808 250 2196" in turns.take(hear(text("call me")))


def test_out_of_the_spool_nothing_is_answered_twice_and_no_question_is_left(
    turns: Turns, store: FakeStore
) -> None:
    """A request for a call that comes back from disk opens the callback and waits for nothing."""
    turns.take(hear(text("call me"), again=True))
    written = store.turns[0]

    assert written.callback is not None
    assert written.callback.asked
    assert written.conversation.texted is not None
    assert written.conversation.texted.step == "home"


def test_out_of_the_spool_redis_away_again_is_said(turns: Turns, store: FakeStore) -> None:
    """A replay while Redis is away again raises, so that the file stays."""
    store.away = True

    with pytest.raises(StoreAway):
        turns.take(hear(text("call me"), again=True))
    assert turns.spool.waiting() == 0


def test_what_waits_on_disk_from_this_person_comes_first(turns: Turns, store: FakeStore) -> None:
    """Redis back: the next text finds what was sent before it, in the order it was sent."""
    store.away = True
    turns.take(hear(text("call me", "SM1")))
    store.away = False
    turns.take(hear(text("Sam", "SM2")))

    assert [turn.delivery for turn in store.turns] == ["SM1", "SM2"]
    assert turns.spool.waiting() == 0


def test_two_texts_make_one_meaning(turns: Turns, store: FakeStore) -> None:
    """ "he wont" and then "wake up" is danger, though neither is alone."""
    turns.take(hear(text("he wont", "SM1")))
    store.opened = replace(FRESH, conversation=store.turns[0].conversation, version=1)
    answer = turns.take(hear(text("wake up", "SM2")))

    assert "999" in answer
    assert store.turns[-1].alert


def test_a_blocked_number_is_told_999_and_gets_no_callback(turns: Turns, store: FakeStore) -> None:
    """Unless it is red: that is acted on as ever; and a block that has ended holds no more."""
    now = datetime.fromtimestamp(NOW_MS / 1000, UTC)
    store.opened = replace(FRESH, blocked_until=now + timedelta(days=1))
    answer = turns.take(hear(text("call me")))
    assert PACK.lines["blocked"].sms.split(".")[0] in answer
    assert store.turns[-1].callback is None
    assert turns.take(hear(text("my mate wont wake up"))).count("999")
    assert store.turns[-1].callback is not None
    store.opened = replace(FRESH, blocked_until=now)
    turns.take(hear(text("call me")))
    assert store.turns[-1].callback is not None
