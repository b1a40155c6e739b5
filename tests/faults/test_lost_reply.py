"""Redis did it and the reply was lost: whoever asked does not know, asks again, and it is once."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from flows.levels import Level
from flows.triage import self_test
from tests.intake.house import NUMBER, House, build, settings_for
from tests.support.cutting import CuttingProxy
from tests.support.queueing import (
    DUTY,
    NOW,
    PLAIN,
    RED,
    VAULT,
    FakeGateway,
    person_of,
    put,
    text_to,
)
from tests.support.tried import Size, Tried
from workers import due, keys
from workers.alerts import Alerts, Told
from workers.bell import Bell, bell_queue
from workers.callback_queue import CallbackQueue
from workers.connection import connect_bell
from workers.dueset import DueSet
from workers.errors import QueueRefused, StoreAway
from workers.outbox import Outbox
from workers.sending import send
from workers.store import Store

CALL = "can somebody ring me please"


@pytest.fixture(name="house")
def _house(proxy: CuttingProxy, tmp_path: Path) -> House:
    """The web application behind the proxy."""
    self_test()  # as every web process does before its first request
    return build(settings_for(proxy.url, tmp_path))


def drained(house: House) -> None:
    """What waited on disk is taken in, though a busy machine may need more than one try."""
    for _ in range(20):
        house.runtime.drainer.drain()
        if not house.runtime.twilio.turns.spool.waiting():
            return


def test_a_turn_whose_reply_was_lost_is_written_once(
    house: House, proxy: CuttingProxy, redis: Redis, size: Size, tried: Tried
) -> None:
    """Twenty people at the worst moment: each is answered, and stands in the queue once, with what
    they said there once, whether Twilio sends it again or the spool does."""
    house.text("hello", number="+447700900999")  # the scripts are known
    times = size(200, 20)
    for n in range(times):
        proxy.lose_the_reply_to("commit_turn")
        sid, number = f"SMlost{n}", f"+447700900{n:03}"
        assert house.text(CALL, sid=sid, number=number)
        if n % 2:
            house.text(CALL, sid=sid, number=number)
    drained(house)
    opened = CallbackQueue(redis, house.runtime.parts.vault).open_callbacks(house.clock(), 1000)
    store = Store(redis, house.runtime.parts.vault)
    said = [[e.text for e in store.transcript(c.person) if e.who == "they"] for c in opened]

    assert proxy.weather.lost > times * 0.8  # on a busy machine a look-up may be late before that
    assert len(opened) == len({c.person for c in opened}) == times
    assert said == [[CALL]] * times
    assert house.runtime.twilio.turns.spool.waiting() == 0
    tried("replies lost after a turn was written", times, "one callback, said once")


def test_a_call_whose_reply_was_lost_goes_on(house: House, proxy: CuttingProxy) -> None:
    """At each step of it: the caller hears what comes next, and danger is red, once."""
    house.text("hello", number="+447700900999")
    proxy.lose_the_reply_to("commit_turn")
    heard = house.call("CA1")
    proxy.lose_the_reply_to("commit_turn")
    pressed = house.call("CA1", "/twilio/voice/answer?at=menu&turn=1", Digits="1")
    drained(house)
    (callback,) = house.runtime.parts.queue.open_callbacks(house.clock())

    assert "<Gather" in heard
    assert "9 9 9" in pressed.replace("999", "9 9 9")
    assert (callback.level, callback.personal.number) == (Level.RED, NUMBER)


def test_what_was_read_in_vain_is_read_again(house: House, proxy: CuttingProxy) -> None:
    """The reply to the first look-up is lost: nothing was written, and it waits on disk."""
    house.text("hello", number="+447700900999")
    proxy.lose_the_reply_to("open_turn")
    assert "999" in house.text("my mate wont wake up")
    assert house.runtime.twilio.turns.spool.waiting() == 1
    drained(house)
    assert len(house.runtime.parts.queue.open_callbacks(house.clock())) == 1


def test_nobody_waits_for_all_that_they_sent_meanwhile(
    house: House, proxy: CuttingProxy, redis: Redis, tried: Tried
) -> None:
    """Forty texts of one person wait on disk and Redis is slow: the next, of danger, is answered in
    a second and waits behind them; then all stand in the order in which they came, once."""
    proxy.weather.refusing = True
    said = [f"text number {n}" for n in range(40)]
    for n, body in enumerate(said):
        house.clock.pass_time(timedelta(seconds=1))
        house.text(body, sid=f"SMearlier{n}")
    proxy.weather.refusing, proxy.weather.delay = False, 0.1
    house.clock.pass_time(timedelta(seconds=1))
    began = time.monotonic()
    answer = house.text("my mate wont wake up", sid="SMdanger")
    took = time.monotonic() - began
    proxy.weather.delay = 0.0
    drained(house)
    person = house.runtime.parts.vault.person(NUMBER)
    kept = [e.text for e in Store(redis, house.runtime.parts.vault).transcript(person)]
    theirs = [text for text in kept if text in (*said, "my mate wont wake up")]

    assert "999" in answer
    assert took < 2.0
    assert theirs == [*said, "my mate wont wake up"]
    tried(
        "texts of one person on disk, Redis slow, then danger", 41, f"999 in {took:.1f} s; in order"
    )


STEPS = ("take_next", "claim", "release", "attempt", "close", "lower")


@pytest.mark.parametrize("name", STEPS)
def test_an_officers_step_whose_reply_was_lost_is_done_once(
    proxy: CuttingProxy, far: Redis, redis: Redis, name: str, tried: Tried
) -> None:
    """They see that it is not known, do it again, and it stands as after the first time."""
    first, queue, near = put(Store(redis, VAULT), RED), CallbackQueue(far, VAULT), redis
    look = CallbackQueue(near, VAULT)
    act: dict[str, Callable[[int], object]] = {
        "take_next": lambda _: queue.take_next("ann", NOW),
        "claim": lambda _: queue.claim(first.reference, "ann", NOW),
        "release": lambda fence: queue.release(first.reference, fence, "ann", NOW),
        "attempt": lambda fence: queue.attempt(first.reference, fence, "ann", "busy", NOW),
        "close": lambda fence: queue.close(first.reference, fence, "ann", "reached", NOW),
        "lower": lambda fence: queue.lower(first.reference, fence, "ann", *PLAIN, NOW),
    }
    fence = 0
    if name not in ("take_next", "claim"):
        fence = look.claim(first.reference, "ann", NOW).fence
    proxy.lose_the_reply_to(name)
    with pytest.raises(StoreAway):
        act[name](fence)
    once = look.get(first.reference)
    with suppress(QueueRefused):  # it is told that it is not theirs any more, or is done
        act[name](fence)
    twice = look.get(first.reference)

    assert proxy.weather.lost == 1
    assert once is not None
    assert twice is not None
    assert (once.state, once.attempts, once.outcome) == (twice.state, twice.attempts, twice.outcome)
    assert (once.level, once.officer, once.fence) == (twice.level, twice.officer, twice.fence)
    tried(f"reply to {name} lost, done again", 1, "once")


@pytest.mark.parametrize("name", ["outbox_begin", "tolls", "outbox_move"])
def test_a_text_whose_step_lost_its_reply_goes_out_once(
    proxy: CuttingProxy, far: Redis, redis: Redis, name: str, tried: Tried
) -> None:
    """In hand or handed over: a text to a person is looked for before it is sent again."""
    near, gateway = Outbox(redis, VAULT), FakeGateway()
    near.add(text_to(entry_id="e1", at=NOW))
    proxy.lose_the_reply_to(name)
    with pytest.raises(StoreAway):
        send(Outbox(far, VAULT), gateway, "e1", NOW)
    for minutes in range(1, 8):
        send(near, gateway, "e1", NOW + timedelta(minutes=minutes))
    view = near.get("e1")

    assert len(gateway.taken) == 1
    assert view is not None
    assert view.state == "sent"
    tried(f"reply to {name} lost while a text was sent", 1, "sent once")


def test_a_step_of_the_ladder_whose_reply_was_lost_is_one_step(
    proxy: CuttingProxy, far: Redis, redis: Redis
) -> None:
    """Asked again at once it is later; the alert it wrote is there, and is rung by the clock."""
    callback = put(Store(redis, VAULT), RED)
    proxy.lose_the_reply_to("alert_step")
    told = Told((DUTY,), ())
    with pytest.raises(StoreAway):
        Alerts(far, VAULT).climb(callback.reference, told, NOW)
    again = Alerts(redis, VAULT).climb(callback.reference, told, NOW)
    found = CallbackQueue(redis, VAULT).get(callback.reference)
    rung = DueSet(redis).take(NOW)

    assert again == ()
    assert found is not None
    assert found.alert_step == 1
    assert any(member.startswith("outbox:") for member in rung)


def test_what_the_clock_took_and_never_heard_of_comes_again(
    proxy: CuttingProxy, far: Redis, redis: Redis
) -> None:
    """The reply with what is due is lost: it is only put off a little."""
    Outbox(redis, VAULT).add(text_to(entry_id="e1", at=NOW))
    proxy.lose_the_reply_to("due_take")
    with pytest.raises(StoreAway):
        DueSet(far).take(NOW)

    assert DueSet(redis).take(NOW) == ()
    assert DueSet(redis).take(NOW + timedelta(seconds=30)) == (due.outbox("e1"),)


def test_a_ring_whose_reply_was_lost_is_one_ring(
    proxy: CuttingProxy, redis: Redis, tried: Tried
) -> None:
    """The bell is rung once, though nobody heard that it was; ringing again is the same ring."""
    bell_redis = connect_bell(proxy.url, timeout=1.0)
    proxy.weather.cut, proxy.weather.cuts = b"EVAL", 1
    Bell(bell_redis).ring((due.outbox("e1"),))
    Bell(bell_redis).ring((due.outbox("e1"),))
    bell_redis.close()

    assert proxy.weather.lost == 1
    assert bell_queue(redis).job_ids == ["outbox-e1"]
    assert redis.zcard(keys.DUE) == 0
    assert person_of()
    tried("reply to a ring of RQ's bell lost, rung again", 1, "one job")
