"""A worker dies at each point of each job, jobs are lost, doubled and late, clocks jump: the effect
comes all the same, once where it can be, and every message ends in a state that has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from redis import Redis

from flows.conversation import Conversation, Place
from flows.pack import load
from tests.support.mortal import Died, Life, MortalGateway, MortalRedis
from tests.support.queueing import (
    DUTY,
    LEAD,
    NOW,
    NUMBER,
    PLAIN,
    RED,
    VAULT,
    person_of,
    put,
    text_to,
    turn_of,
)
from tests.support.tried import Size, Tried, in_full
from workers import due, jobs
from workers.bell import bell_queue
from workers.callback_queue import CallbackQueue
from workers.callbacks import LEASE, UNDO
from workers.clock import Clock
from workers.context import WorkerContext
from workers.delivery import STATES
from workers.outbox import Outbox
from workers.store import Store

PACK = load()
PERSON = person_of()
A_WHILE, STEP = timedelta(minutes=12), timedelta(seconds=20)


@dataclass
class Watch:
    """A clock whose hands a test moves."""

    time: datetime = NOW

    def __call__(self) -> datetime:
        """What it shows."""
        return self.time


@dataclass
class Shop:
    """One worker's world: it may end at a moment, and another one takes over."""

    redis: Redis
    watch: Watch
    gateway: MortalGateway

    def context(self, life: Life | None = None) -> WorkerContext:
        """What a worker stands on; with a life, it is mortal."""
        self.gateway.life = life
        redis = self.redis if life is None else MortalRedis(self.redis, life)
        return WorkerContext(redis, redis, VAULT, self.gateway, PACK, self.watch, (DUTY,), (LEAD,))

    def rung(self) -> Iterator[str]:
        """What a worker is rung for, taken off the bell."""
        queue = bell_queue(self.redis)
        for job_id in list(queue.job_ids):
            job = queue.fetch_job(job_id)
            self.redis.lrem(queue.key, 0, job_id)
            if job is not None:
                yield job.args[0]
                job.delete()

    def goes_on(self, how_long: timedelta = A_WHILE) -> None:
        """Another worker is there, and time passes."""
        self.redis.delete("hi:clock:lock")  # it ends by itself, ten seconds after its owner
        context, end = self.context(), self.watch.time + how_long
        clock = Clock(context)
        while self.watch.time < end:
            self.watch.time += STEP
            clock.beat()
            for member in self.rung():
                jobs.do(context, member)


@dataclass(frozen=True)
class Job:
    """Something due: how it comes to be, its member, how long until then, and what must hold."""

    begin: Callable[[Shop], str]
    held: Callable[[Shop], None]


def _text(shop: Shop) -> str:
    Outbox(shop.redis, VAULT).add(text_to(entry_id="e1", at=NOW))
    return due.outbox("e1")


def _text_went_once(shop: Shop) -> None:
    view = Outbox(shop.redis, VAULT).get("e1")
    assert view is not None
    assert len(shop.gateway.taken) == 1
    assert view.state == "sent"


def _alert(shop: Shop) -> str:
    return due.alert(put(Store(shop.redis, VAULT), RED).reference)


def _people_were_told(shop: Shop) -> None:
    texts = [to for to, *_ in shop.gateway.taken]
    (callback,) = CallbackQueue(shop.redis, VAULT).open_callbacks(shop.watch.time)
    assert DUTY in texts
    assert LEAD in texts
    assert callback.alert_step >= 3
    assert callback.alert == "climbing"
    tags = [tag.rpartition("_")[0] for *_, tag in shop.gateway.taken]
    assert len(tags) - len(set(tags)) <= 1, "an alert is doubled at most where the worker died"


def _lapse(shop: Shop) -> str:
    store = Store(shop.redis, VAULT)
    turn = turn_of(store, "SM1", lapse_at=NOW + timedelta(seconds=1))
    asked = Conversation(started_at=NOW, texted=Place("call_when"), ambers=1)
    store.commit_turn(replace(turn, conversation=asked))
    shop.watch.time += timedelta(seconds=1)
    return due.lapse(PERSON)


def _it_lapsed(shop: Shop) -> None:
    opened = Store(shop.redis, VAULT).open_turn("none", PERSON)
    assert opened.conversation is not None
    assert opened.conversation.texted is None
    assert opened.version in (2, 3), "ended again, an ended one is as it was"


def _close(shop: Shop) -> str:
    queue = CallbackQueue(shop.redis, VAULT)
    reference = put(Store(shop.redis, VAULT), PLAIN).reference
    fence = queue.claim(reference, "ann", NOW).fence
    queue.close_soon(reference, fence, "ann", "reached", NOW)
    shop.watch.time += UNDO
    return due.close(reference)


def _it_closed(shop: Shop) -> None:
    queue = CallbackQueue(shop.redis, VAULT)
    (reference,) = [c.reference for c in queue.recently_closed(10)]
    closed = queue.get(reference)
    assert closed is not None
    assert (closed.state, closed.outcome) == ("closed", "reached")
    assert queue.open_callbacks(shop.watch.time) == ()


JOBS = {
    "text": Job(_text, _text_went_once),
    "alert": Job(_alert, _people_were_told),
    "lapse": Job(_lapse, _it_lapsed),
    "close": Job(_close, _it_closed),
}


@pytest.fixture(name="shop")
def _shop(redis: Redis) -> Shop:
    return Shop(redis, Watch(), MortalGateway())


def settled(shop: Shop) -> None:
    """Every message stands in a state that has a name, and none is in anybody's hands."""
    for key in shop.redis.keys("hi:outbox:*"):  # type: ignore[union-attr]
        state = shop.redis.hget(key, "state")
        assert state is not None
        assert state.decode() in STATES  # type: ignore[union-attr]
        assert state != b"sending"


@pytest.mark.parametrize("name", JOBS)
def test_the_effect_comes_though_the_worker_died(
    shop: Shop, name: str, size: Size, tried: Tried
) -> None:
    """At every moment of the job, one after the other; then a second worker takes over."""
    job, moment, points = JOBS[name], 0, []
    while True:
        moment += size(1, 3)
        shop.redis.flushall()
        shop.watch.time = NOW
        shop.gateway.taken.clear()
        member = job.begin(shop)
        life = Life(moment)
        died = False
        try:
            jobs.do(shop.context(life), member)
        except Died as death:
            died = True
            points.append(str(death))
        shop.goes_on()
        job.held(shop)
        settled(shop)
        if not died:
            break

    assert len(points) >= size(4, 1)
    tried(f"a worker dies at each point of `{name}`", len(points), "the effect comes, once")


def test_the_clock_dies_at_each_of_its_moments(shop: Shop, size: Size, tried: Tried) -> None:
    """It returns a lease, wakes a try and rings for a text: whatever it was at, the next does."""
    moment = 0
    while True:
        moment += size(1, 3)
        shop.redis.flushall()
        shop.watch.time = NOW
        shop.gateway.taken.clear()
        queue = CallbackQueue(shop.redis, VAULT)
        reference = put(Store(shop.redis, VAULT), PLAIN).reference
        queue.claim(reference, "ann", NOW)
        _text(shop)
        shop.watch.time += LEASE
        died = False
        try:
            Clock(shop.context(Life(moment))).beat()
        except Died:
            died = True
        shop.goes_on(timedelta(minutes=2))
        found = queue.get(reference)

        assert found is not None
        assert found.state == "waiting"
        _text_went_once(shop)
        if not died:
            break
    tried("the clock dies at each point of a beat", moment - 1, "the next beat does it")


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.parametrize("times", [0, 2, 5])
def test_a_job_lost_or_doubled_does_no_harm(shop: Shop, name: str, times: int) -> None:
    """Never run, run twice, run five times: the clock rings again for what is not done."""
    job = JOBS[name]
    member = job.begin(shop)
    for _ in range(times):
        jobs.do(shop.context(), member)
    shop.goes_on()
    job.held(shop)
    settled(shop)


@pytest.mark.parametrize("hours", [1, -1])
@pytest.mark.parametrize("name", [in_full(name, name not in ("text", "lapse")) for name in JOBS])
def test_a_clock_that_jumps_an_hour_loses_nothing(
    shop: Shop, name: str, hours: int, tried: Tried
) -> None:
    """Forward or back, in the middle of a job and before it: it is done, at the latest when the
    hour is over, and done once."""
    job, jump = JOBS[name], timedelta(hours=hours)
    member = job.begin(shop)
    with suppress(Died):
        jobs.do(shop.context(Life(5)), member)
    shop.watch.time += jump
    Clock(shop.context()).beat()
    shop.goes_on(A_WHILE)
    shop.watch.time += max(-jump, timedelta())
    shop.goes_on(A_WHILE)
    job.held(shop)
    settled(shop)
    tried(f"the clock jumps {hours:+d} h in the middle of `{name}`", 1, "done, once")


def test_what_is_promised_survives_a_jump_of_the_clock(redis: Redis) -> None:
    """A callback keeps its place and its promise; an officer's lease ends no later than it would
    by the earlier clock, and is never ended by a jump back."""
    queue = CallbackQueue(redis, VAULT)
    first = put(Store(redis, VAULT), PLAIN)
    claimed = queue.claim(first.reference, "ann", NOW)
    queue.return_ended_leases(NOW - timedelta(hours=1))
    back = queue.get(first.reference)
    queue.return_ended_leases(NOW + timedelta(hours=1))
    forward = queue.get(first.reference)

    assert back is not None
    assert (back.state, back.fence) == ("claimed", claimed.fence)
    assert forward is not None
    assert forward.state == "waiting"
    assert forward.waiting_since == first.waiting_since
    assert forward.due_at == first.due_at
    assert forward.personal.number == NUMBER
