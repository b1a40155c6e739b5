"""A process that dies anywhere: before a script, after it, before the bell, before or after Twilio.

What it did is whole or not there, and whatever it was the next one goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from flows.pack import load
from tests.support.dying import Died, DyingGateway, DyingRedis, inconsistencies
from tests.support.queueing import (
    DUTY,
    NOW,
    NUMBER,
    PLAIN,
    RED,
    VAULT,
    FakeGateway,
    commit,
    keep,
    put,
    text_to,
    turn_of,
)
from workers import due, jobs, keys
from workers.bridges import ONE_AT_A_TIME, Bridges
from workers.bridging import Bridging
from workers.callback_queue import CallbackQueue
from workers.callbacks import LEASE, UNDO
from workers.context import WorkerContext
from workers.delivery import IN_HAND
from workers.dueset import AGAIN, DueSet
from workers.errors import BridgeRefused, QueueRefused
from workers.outbox import Outbox
from workers.plan import shipped
from workers.sending import send
from workers.staff import Staff
from workers.store import Committed, Repeated, Store

POINTS = ["before", "after"]
LATER = NOW + LEASE + timedelta(minutes=1)
REF = "R-123"
PACK = load()
MUM = "R-MUM"

Step = Callable[[CallbackQueue, int], object]
STEPS: dict[str, Step] = {
    "take_next": lambda queue, _: queue.take_next("ann", NOW),
    "claim": lambda queue, _: queue.claim(REF, "ann", NOW),
    "renew": lambda queue, fence: queue.renew(REF, fence, NOW),
    "show_number": lambda queue, fence: queue.show_number(REF, fence, NOW),
    "release": lambda queue, fence: queue.release(REF, fence, "ann", NOW),
    "start_calling": lambda queue, fence: queue.start_calling(REF, fence, NOW),
    "attempt": lambda queue, fence: queue.attempt(REF, fence, "ann", "no_answer", NOW),
    "close": lambda queue, fence: queue.close(REF, fence, "ann", "reached", NOW),
    "close_soon": lambda queue, fence: queue.close_soon(REF, fence, "ann", "reached", NOW),
    "lower": lambda queue, fence: queue.lower(REF, fence, "ann", *PLAIN, NOW),
    "note": lambda queue, _: queue.note(REF, "ann", "they sound tired", NOW),
    "split": lambda queue, fence: queue.split(REF, fence, "ann", "Mrs Hill", MUM, NOW),
    "wake": lambda queue, _: queue.return_ended_leases(LATER),
    "finish_closing": lambda queue, _: queue.finish_closing(REF, NOW + UNDO),
}
_UNHELD = {"take_next", "claim"}


def stored(redis: Redis) -> dict[bytes, Any]:
    """Everything that is kept, but for what is sealed, which differs every time."""
    found = {}
    for key in redis.keys("hi:*"):
        kind = redis.type(key)
        if kind == b"hash":
            sealed = {b"personal", b"state"} if b"conversation" in key else {b"personal"}
            found[key] = {n: v for n, v in redis.hgetall(key).items() if n not in sealed}
        elif kind == b"zset":
            found[key] = redis.zrange(key, 0, -1, withscores=True)
        elif kind == b"list":
            found[key] = redis.llen(key)
        else:
            found[key] = redis.get(key) if b"delivery" not in key else b""
    return found


def prepared(redis: Redis, store: Store, queue: CallbackQueue, name: str) -> int:
    """A red callback, in the state that this step begins from; its fence."""
    redis.flushall()
    put(store, RED, NUMBER)
    fence = 0 if name in _UNHELD else queue.claim(REF, "ann", NOW).fence
    if name == "finish_closing":
        queue.close_soon(REF, fence, "ann", "reached", NOW)
    return fence


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_whole_or_not_there(
    redis: Redis, store: Store, queue: CallbackQueue, name: str
) -> None:
    """At each of its round trips, before and after: as it was, or as it would have become."""
    fence = prepared(redis, store, queue, name)
    before = stored(redis)
    STEPS[name](queue, fence)
    after = stored(redis)
    counting = DyingRedis(redis, 0, "before")
    fence = prepared(redis, store, queue, name)
    STEPS[name](CallbackQueue(counting, VAULT), fence)  # type: ignore[arg-type]
    for at in range(1, counting.seen + 1):
        for point in POINTS:
            fence = prepared(redis, store, queue, name)
            dying = CallbackQueue(DyingRedis(redis, at, point), VAULT)  # type: ignore[arg-type]
            with pytest.raises(Died):
                STEPS[name](dying, fence)
            assert stored(redis) in (before, after), (name, at, point)
            assert inconsistencies(redis) == []


@pytest.mark.parametrize("point", POINTS)
def test_a_turn_that_died_is_taken_up_when_it_comes_again(
    redis: Redis, store: Store, point: str
) -> None:
    """Before the commit nothing is there; after it the same delivery gets the same answer."""
    turn = turn_of(store, "SM1", kept=keep(RED), outbox=(text_to(),), lapse_at=NOW)
    with pytest.raises(Died):
        Store(DyingRedis(redis, 1, point), VAULT).commit_turn(turn)  # type: ignore[arg-type]
    again = store.commit_turn(turn)
    assert isinstance(again, Committed if point == "before" else Repeated)
    assert redis.zcard(keys.OPEN) == 1
    assert inconsistencies(redis) == []


def test_between_script_and_bell_the_clock_rings(redis: Redis, store: Store) -> None:
    """What was written and never rung for is due; rung for and not done, it comes again."""
    put(store, RED)
    due_set, member = DueSet(redis), due.alert(REF)
    assert member in due_set.take(NOW)
    assert member not in due_set.take(NOW)
    assert member in due_set.take(NOW + AGAIN + timedelta(milliseconds=1))


@pytest.mark.parametrize("point", POINTS)
def test_a_text_whose_sender_died_is_looked_for_and_never_doubled(
    redis: Redis, outbox: Outbox, point: str
) -> None:
    """Between handing it over and noting that: Twilio is asked, and only then it goes again."""
    outbox.add(text_to())
    gateway = DyingGateway(point=point)
    with pytest.raises(Died):
        send(outbox, gateway, "text1", NOW)
    gateway.point = ""
    gateway.known = {NUMBER: "SM1"} if point == "after" else {}
    for minutes in range(1, 6):
        send(outbox, gateway, "text1", NOW + minutes * IN_HAND)
    assert len(gateway.taken) == 1
    view = outbox.get("text1")
    assert view is not None
    assert view.state == "sent"


@pytest.mark.parametrize("point", POINTS)
def test_an_alert_whose_worker_died_is_told_again(redis: Redis, store: Store, point: str) -> None:
    """Before or after it reached Twilio: rather twice than never, and the ladder goes on."""
    put(store, RED)
    gateway = DyingGateway(point=point)
    moment = [NOW]
    context = WorkerContext(
        redis, redis, VAULT, gateway, PACK, lambda: moment[0], (DUTY,), (), "+441134960099"
    )
    jobs.do(context, due.alert(REF))
    (sent,) = [m for m in DueSet(redis).take(NOW) if m.startswith("outbox:alert")]
    with pytest.raises(Died):
        jobs.do(context, sent)
    gateway.point = ""
    moment[0] = NOW + IN_HAND
    jobs.do(context, sent)
    assert len(gateway.taken) == (1 if point == "before" else 2)
    moment[0] = NOW + timedelta(minutes=2)
    jobs.do(context, due.alert(REF))
    assert redis.hget(keys.callback(REF), "alert_step") == b"2"


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("point", POINTS)
def test_a_step_of_the_ladder_that_died_is_climbed_by_the_next(
    redis: Redis, store: Store, at: int, point: str
) -> None:
    """Wherever it died: once told, or told by whoever comes next, and never past a step."""
    put(store, RED)
    dying = DyingRedis(redis, at, point)
    gateway = FakeGateway()

    def worker(client: object) -> WorkerContext:
        return WorkerContext(
            client, redis, VAULT, gateway, PACK, lambda: NOW, (DUTY,)  # type: ignore[arg-type]
        )  # fmt: skip

    try:
        jobs.do(worker(dying), due.alert(REF))
    except Died:
        jobs.do(worker(redis), due.alert(REF))
    assert redis.hget(keys.callback(REF), "alert_step") == b"1"
    assert len(redis.keys(f"{keys.OUTBOX_PREFIX}alert-*")) == 1


@pytest.mark.parametrize("point", POINTS)
def test_call_now_that_died_can_be_pressed_again(
    redis: Redis, store: Store, queue: CallbackQueue, point: str
) -> None:
    """Between writing it and ringing, or after: the hold stays, and a minute later it is free."""
    put(store, PLAIN)
    held = queue.claim(REF, "ann", NOW)
    staff = Staff(redis, VAULT)
    redis.hset(keys.staff("ann"), "name", "ann")
    staff.set_number("ann", DUTY)
    gateway = DyingGateway(point=point)
    calling = Bridging(
        Bridges(redis, VAULT), staff, gateway, shipped(), "+441134960000", frozenset()
    )
    with pytest.raises(Died):
        calling.begin(REF, held.fence, "ann", NOW)
    gateway.point = ""
    with pytest.raises(BridgeRefused, match="already"):
        calling.begin(REF, held.fence, "ann", NOW)
    calling.begin(REF, held.fence, "ann", NOW + ONE_AT_A_TIME)
    assert len(gateway.calls) == (1 if point == "before" else 2)
    assert inconsistencies(redis) == []


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["writes", *sorted(set(STEPS) - {"split"})]),
            st.integers(0, 4),
            st.sampled_from(["", "", "before", "after"]),
            st.sampled_from([0, 0, 1, 16, 300]),
        ),
        max_size=40,
    )
)
def test_whoever_dies_whenever_nobody_is_lost(
    redis: Redis, store: Store, steps: list[tuple[str, int, str, int]]
) -> None:
    """Any order of steps, dying anywhere: all is consistent, and everybody can still be reached."""
    redis.flushall()
    now, queue = NOW, CallbackQueue(redis, VAULT)
    for n in range(3):
        put(store, RED if n == 0 else PLAIN, f"+44770090010{n}")
    for written, (name, which, point, minutes) in enumerate(steps):
        now += timedelta(minutes=minutes)
        reference = f"R-10{which}"
        kept = queue.get(reference)
        fence = kept.fence if kept else 1
        client: Any = DyingRedis(redis, 2, point) if point else redis
        dying = CallbackQueue(client, VAULT)
        try:
            if name == "writes":
                number = f"+44770090010{which}"
                if kept is None or kept.state != "closed":
                    commit(
                        Store(client, VAULT),
                        f"SM{written}",
                        number,
                        kept=keep(RED, now=now),
                        now=now,
                    )
            else:
                _act(dying, name, reference, fence, now)
        except (Died, QueueRefused):
            pass
        assert inconsistencies(redis) == [], (name, point)
    _everybody_is_reached(redis, queue, now + timedelta(days=30))


def _act(queue: CallbackQueue, name: str, ref: str, fence: int, now: Any) -> None:
    acts: dict[str, Callable[[], object]] = {
        "take_next": lambda: queue.take_next("ann", now),
        "claim": lambda: queue.claim(ref, "ann", now),
        "renew": lambda: queue.renew(ref, fence, now),
        "show_number": lambda: queue.show_number(ref, fence, now),
        "release": lambda: queue.release(ref, fence, "ann", now),
        "start_calling": lambda: queue.start_calling(ref, fence, now),
        "attempt": lambda: queue.attempt(ref, fence, "ann", "busy", now),
        "close": lambda: queue.close(ref, fence, "ann", "reached", now),
        "close_soon": lambda: queue.close_soon(ref, fence, "ann", "reached", now),
        "lower": lambda: queue.lower(ref, fence, "ann", *PLAIN, now),
        "note": lambda: queue.note(ref, "ann", "they sound tired", now),
        "wake": lambda: queue.return_ended_leases(now),
        "finish_closing": lambda: queue.finish_closing(ref, now),
    }
    acts[name]()


def _everybody_is_reached(redis: Redis, queue: CallbackQueue, now: Any) -> None:
    """Take and close them one by one: as many as are open, and then nobody is left."""
    waiting = redis.zcard(keys.OPEN)
    reached = 0
    while (callback := queue.take_next("zoe", now)) is not None:
        queue.close(callback.reference, callback.fence, "zoe", "reached", now)
        reached += 1
    assert reached == waiting
    assert redis.zcard(keys.OPEN) == 0
    assert inconsistencies(redis) == []
