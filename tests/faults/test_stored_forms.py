"""What an earlier version stored is read and worked on by this one; what a newer one stored waits.

`stored/first.json` was written by the first version that ran whole, with the keys of the tests:
people in every state, an account, a request on disk.  It is never written anew.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from redis import Redis

from flows.levels import Level
from flows.triage import self_test
from tests.intake.console.office import Desk
from tests.intake.house import House, build, settings_for
from tests.support.queueing import FakeGateway
from tests.support.tried import Tried
from workers import jobs, keys, records
from workers.callbacks import Callback
from workers.context import WorkerContext
from workers.errors import NewerForm

STORED = Path(__file__).parent / "stored" / "first.json"
PEOPLE = 14
PASSWORD = "a long enough password"


def number(n: int) -> str:
    """The n-th of those who are in it."""
    return f"+4477009005{n:02}"


@pytest.fixture(name="house")
def _house(redis: Redis, redis_url: str, tmp_path: Path) -> House:
    """This version over what that one left, an hour later."""
    stored = json.loads(STORED.read_text())
    for key, (kind, value) in stored["keys"].items():
        _put(redis, key, kind, value)
    (tmp_path / "spool").mkdir()
    for name, content in stored["spool"].items():
        (tmp_path / "spool" / name).write_bytes(base64.b64decode(content))
    self_test()
    house = build(settings_for(redis_url, tmp_path))
    house.clock.at = datetime.fromisoformat(stored["at"]) + timedelta(hours=1)
    return house


def _put(redis: Any, key: str, kind: str, value: Any) -> None:
    plain = base64.b64decode(value) if kind == "string" else [base64.b64decode(v) for v in value]
    match kind:
        case "string":
            redis.set(key, plain)
        case "hash":
            redis.hset(key, mapping=dict(zip(plain[::2], plain[1::2], strict=True)))
        case "list":
            redis.rpush(key, *plain)
        case "zset":
            scores = zip(plain[::2], plain[1::2], strict=True)
            redis.zadd(key, {member: float(score) for member, score in scores})
        case "set":
            redis.sadd(key, *plain)
        case _:
            raise AssertionError(kind)


def of(house: House, n: int) -> Callback | None:
    """The open callback of one of them."""
    parts = house.runtime.parts
    return parts.store.open_turn("none", parts.vault.person(number(n))).callback


def wrong(logged: Any) -> list[Any]:
    """What went wrong, whoever was answered."""
    return [line for line in logged if line["log_level"] == "error"]


def test_everybody_is_where_they_were(house: House, tried: Tried) -> None:
    """Their conversations, callbacks, wishes, words and times are read as they were meant."""
    asked, red, asking = of(house, 3), of(house, 4), of(house, 2)
    assert asked is not None
    assert red is not None
    assert asking is not None
    by_phone, held, tried_once = of(house, 8), of(house, 10), of(house, 11)

    assert (red.level, red.alert, red.personal.number) == (Level.RED, "climbing", number(4))
    assert asked.asked
    assert asked.personal.wishes.may_leave_message is not None
    assert asking.personal.wishes.name == "Sam"
    assert by_phone is not None
    assert (by_phone.level, by_phone.channel) == (Level.RED, "voice")
    assert held is not None
    assert (held.state, held.officer) == ("claimed", "ann")
    assert tried_once is not None
    assert tried_once.attempts == 1
    for n in range(PEOPLE):
        person = house.runtime.parts.vault.person(number(n))
        house.runtime.parts.store.open_turn("none", person)
        assert all(e.text for e in house.runtime.parts.store.transcript(person))
    tried("stored forms of the first version", PEOPLE, "read, as they were meant")


def test_everybody_goes_on(house: House, tried: Tried) -> None:
    """Each of them writes, in the middle of what they were at; then danger; jobs do what falls due;
    officers work; nothing fails and nobody is lost."""
    with structlog.testing.capture_logs() as logged:
        for n in range(PEOPLE):
            for body in ("yes", "CALL", "tomorrow", "status"):
                assert house.text(body, sid=f"SMa{n}{body}", number=number(n))
        house.runtime.drainer.drain()
        for n in range(PEOPLE):
            assert "999" in house.text("my mate wont wake up", sid=f"SMb{n}", number=number(n))
        house.call("CA7", "/twilio/voice/answer?at=call_number&turn=2", From=number(7), Digits="1")
        _fall_due(house)
        desk = Desk(house.app.test_client())
        desk.sign_in("ann", PASSWORD)
        opened = house.runtime.parts.queue.open_callbacks(house.clock(), 100)
        for callback in opened:
            desk.get(f"/console/callbacks/{callback.reference}")
            assert desk.status == 200
    levels = {c.level for c in opened}

    assert wrong(logged) == []
    assert levels == {Level.RED}
    assert len(opened) == PEOPLE
    assert house.runtime.twilio.turns.spool.waiting() == 0
    tried("people of the first version who go on", PEOPLE, "answered, red, in the queue, worked")


def _fall_due(house: House) -> None:
    """Everything that was due then or is now, done by a worker of this version."""
    parts = house.runtime.parts
    context = WorkerContext(
        parts.redis, parts.redis, parts.vault, FakeGateway(), parts.pack, house.clock,
        ("+447700900999",),
    )  # fmt: skip
    found: Any = parts.redis.zrange(keys.DUE, 0, -1)
    for member in found:
        if not member.startswith((b"lease:", b"retry:", b"forget:")):
            jobs.do(context, member.decode())


def test_what_a_newer_version_wrote_waits_for_it(house: House, tried: Tried) -> None:
    """In the middle of an upgrade this one cannot read it: the person is answered, what they wrote
    stays on disk, however often it is tried, and keeps nobody else waiting."""
    parts, sealed_as = house.runtime.parts, records.FORM
    person = parts.vault.person(number(2))
    key = keys.conversation(person)
    newer = json.loads(parts.vault.open(_state(parts.redis, key), key)) | {"form": 99}
    parts.redis.hset(key, "state", parts.vault.seal(json.dumps(newer).encode(), key))
    with pytest.raises(NewerForm):
        parts.store.open_turn("none", person)
    red = house.text("my mate wont wake up", sid="SMnew", number=number(2))
    for _ in range(5):
        house.runtime.drainer.drain()
    waiting = house.runtime.twilio.turns.spool.waiting()
    parts.redis.hset(key, "state", parts.vault.seal(json.dumps(newer | {"form": 1}).encode(), key))
    taken = house.runtime.drainer.drain()
    found = of(house, 2)

    assert sealed_as < 99
    assert "999" in red
    assert waiting == 1, "the other one, that was on disk before, was taken"
    assert taken == 1
    assert house.runtime.twilio.turns.spool.aside() == 0
    assert found is not None
    assert found.level is Level.RED
    tried("a person whom a newer version has written", 1, "answered; on disk until it can be read")


def _state(redis: Any, key: str) -> bytes:
    found: bytes = redis.hget(key, "state")
    return found
