"""The clock rings for what is due until it is done; a job that is lost or doubled does no harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from redis import Redis
from rq.job import Job
from rq.serializers import JSONSerializer

from flows.conversation import Conversation, Place
from flows.pack import load
from tests.support.queueing import (
    DUTY,
    NOW,
    NUMBER,
    PLAIN,
    RED,
    VAULT,
    FakeGateway,
    commit,
    person_of,
    put,
    text_to,
    turn_of,
)
from workers import due, health, jobs, keys
from workers.bell import Bell, bell_queue, job_id
from workers.callback_queue import CallbackQueue
from workers.callbacks import LEASE
from workers.clock import Clock
from workers.connection import connect
from workers.context import WorkerContext
from workers.dueset import AGAIN, OVERDUE, DueSet
from workers.outbox import Outbox
from workers.store import Store

PACK = load()
PERSON = person_of()


class Watch:
    """A clock whose hands are moved by the test."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        """What it shows."""
        return self.time


@pytest.fixture(name="watch")
def _watch() -> Watch:
    return Watch()


@pytest.fixture(name="context")
def _context(redis: Redis, watch: Watch) -> WorkerContext:
    return WorkerContext(redis, redis, VAULT, FakeGateway(), PACK, watch, (DUTY,))


def rung(redis: Redis) -> list[str]:
    """The jobs that wait for a worker."""
    return [str(name) for name in bell_queue(redis).get_job_ids()]


def work_off(context: WorkerContext) -> list[str]:
    """Do every job that waits, as a worker would."""
    done = []
    while name := context.bell_redis.lpop("rq:queue:helpline"):
        job = Job.fetch(name.decode(), context.bell_redis, serializer=JSONSerializer)  # type: ignore[union-attr]
        jobs.do(context, job.args[0])
        done.append(job.args[0])
        job.delete()
    return done


def test_a_ring_carries_an_id_and_nothing_else(redis: Redis) -> None:
    """Law 8: no number, no word; no description; known id; gone within the minute."""
    Bell(redis).ring((due.outbox("text1"), due.alert("R-123"), due.lapse(PERSON)))
    assert rung(redis) == ["outbox-text1", "alert-R-123", f"lapse-{PERSON}"]
    for name in rung(redis):
        job = Job.fetch(name, redis, serializer=JSONSerializer)
        assert job.func_name == "workers.jobs.work"
        assert [job_id(argument) for argument in job.args] == [name]
        assert job.kwargs == {}
        assert not job.description
        assert 0 < redis.ttl(job.key) <= 60


def test_ringing_twice_is_ringing_once(redis: Redis) -> None:
    """One ring a thing, however often it is asked for."""
    bell = Bell(redis)
    bell.ring((due.outbox("text1"), due.outbox("text1")))
    bell.ring((due.outbox("text1"),))
    assert rung(redis) == ["outbox-text1"]


def test_a_bell_that_cannot_ring_says_nothing() -> None:
    """Redis went away after the turn was written: the answer goes out all the same."""
    with connect("redis://127.0.0.1:1/0") as nowhere:
        Bell(nowhere).ring((due.outbox("text1"),))


def test_a_lost_ring_is_rung_again(context: WorkerContext, watch: Watch, redis: Redis) -> None:
    """The job is lost for good; the clock rings again, and it is done."""
    Outbox(redis, VAULT).add(text_to())
    clock = Clock(context)
    clock.beat()
    assert len(rung(redis)) == 1
    redis.delete("rq:queue:helpline")
    clock.beat()
    assert rung(redis) == [], "not at once: it may be in somebody's hands"

    watch.time += AGAIN + timedelta(seconds=1)
    clock.beat()

    assert work_off(context) == [due.outbox("text1")]
    view = Outbox(redis, VAULT).get("text1")
    assert view is not None
    assert view.state == "sent"


def test_what_rq_left_behind_stops_no_ring(context: WorkerContext, redis: Redis) -> None:
    """A job that died in the middle may stay in Redis for ever; the clock's ring gets through."""
    Outbox(redis, VAULT).add(text_to())
    Bell(redis).ring((due.outbox("text1"),))
    redis.delete("rq:queue:helpline")
    redis.persist("rq:job:outbox-text1")
    Bell(redis).ring((due.outbox("text1"),))
    assert rung(redis) == []
    Clock(context).beat()
    assert work_off(context) == [due.outbox("text1")]


def test_a_doubled_job_does_no_harm(context: WorkerContext, store: Store) -> None:
    """Every kind of job, run three times, does what it does once."""
    put(store, RED)
    commit(store, "SM2", outbox=(text_to(),), lapse_at=NOW)
    for _ in range(3):
        for member in (due.alert("R-123"), due.outbox("text1"), due.lapse(PERSON)):
            jobs.do(context, member)
    gateway = context.gateway
    assert isinstance(gateway, FakeGateway)
    jobs.do(context, due.outbox("alert-R-123-0-0"))
    assert [to for to, *_ in gateway.taken] == [NUMBER, DUTY]


def test_a_job_never_raises(context: WorkerContext) -> None:
    """RQ would keep the traceback, and a traceback may quote people."""

    class Broken(FakeGateway):
        def send_text(self, to: str, body: str, entry_id: str) -> str:
            raise RuntimeError(to + body + entry_id)

    Outbox(context.redis, VAULT).add(text_to())
    jobs.do(replace(context, gateway=Broken()), due.outbox("text1"))
    jobs.do(context, "nothing we know")
    jobs.do(context, "")
    with connect("redis://127.0.0.1:1/0") as nowhere:
        jobs.do(replace(context, redis=nowhere), due.outbox("text1"))


def test_one_clock_beats(context: WorkerContext) -> None:
    """Of two clocks one leads; when it stops, the other takes over at once."""
    first, second = Clock(context), Clock(context)
    assert first.beat()
    assert not second.beat()
    assert first.beat()
    second.stop()
    assert not second.beat()
    first.stop()
    assert second.beat()


def test_the_beat_returns_leases_and_wakes_tries(
    context: WorkerContext, watch: Watch, store: Store, queue: CallbackQueue, redis: Redis
) -> None:
    """An officer who went away gives it back; a later try may be rung when its time has come."""
    reference = put(store, PLAIN).reference
    queue.claim(reference, "ann", NOW)
    watch.time += LEASE
    Clock(context).beat()
    callback = queue.get(reference)
    assert callback is not None
    assert callback.state == "waiting"
    held = queue.claim(reference, "ann", watch.time)
    after = queue.attempt(reference, held.fence, "ann", "no_answer", watch.time)
    watch.time = after.not_before
    Clock(context).stop()
    assert queue.summary(watch.time).ringable == 0
    redis.delete(keys.CLOCK_LOCK)
    Clock(context).beat()
    assert queue.summary(watch.time).ringable == 1
    assert redis.zrange(keys.DUE, 0, -1) == []


def test_what_cannot_be_done_does_not_stand_before_the_rest(
    context: WorkerContext, redis: Redis
) -> None:
    """A slice of what only fails is put off, so that the next slice gets its turn."""
    members = {f"outbox:poison{n}": n for n in range(10)} | {"outbox:good": 100}
    redis.zadd(keys.DUE, members)
    due_set = DueSet(redis)
    assert len(due_set.take(NOW, most=10)) == 10
    assert due_set.take(NOW, most=10) == ("outbox:good",)


def test_overdue_is_what_was_rung_for_and_not_done(
    context: WorkerContext, watch: Watch, redis: Redis
) -> None:
    """Health sees what nobody does, and forgets it when it is done."""
    outbox, clock = Outbox(redis, VAULT), Clock(context)
    assert health.workers_state(redis, NOW).startswith("the clock has never run")
    outbox.add(text_to())
    clock.beat()
    watch.time += OVERDUE + timedelta(seconds=1)
    clock.beat()
    assert health.backlog(redis, watch.time).overdue == 1
    assert health.workers_state(redis, watch.time) == "1 things are overdue"
    work_off(context)
    clock.beat()
    assert health.workers_state(redis, watch.time) == "ok"
    assert "stands still" in health.workers_state(redis, watch.time + timedelta(minutes=5))


def test_this_redis_keeps_what_it_answers(redis: Redis) -> None:
    """The health check knows a durable Redis from one that may forget."""
    assert health.durability(redis) == "ok"
    redis.config_set("appendfsync", "everysec")
    try:
        assert health.durability(redis) == "appendfsync is everysec, and should be always"
    finally:
        redis.config_set("appendfsync", "always")


def at_a_question(store: Store, lapse_at: datetime) -> None:
    """They were asked something and did not answer."""
    turn = turn_of(store, "SM1", lapse_at=lapse_at)
    asked = Conversation(started_at=NOW, texted=Place("call_when"), ambers=1)
    store.commit_turn(replace(turn, conversation=asked))


def test_a_conversation_ends_when_nobody_writes(
    context: WorkerContext, watch: Watch, store: Store, redis: Redis
) -> None:
    """Every wait ends: the clock notices, flows decides, and it is written."""
    at_a_question(store, NOW + timedelta(hours=2))
    jobs.do(context, due.lapse(PERSON))
    opened = store.open_turn("SM2", PERSON).conversation
    assert opened is not None
    assert opened.texted is not None, "not before its time"

    watch.time += timedelta(hours=2)
    Clock(context).beat()
    assert work_off(context) == [due.lapse(PERSON)]

    opened = store.open_turn("SM2", PERSON).conversation
    assert opened is not None
    assert opened.texted is None
    assert redis.zscore(keys.DUE, due.lapse(PERSON)) is None


def test_who_writes_in_time_keeps_their_conversation(
    context: WorkerContext, watch: Watch, store: Store, redis: Redis
) -> None:
    """A text moves the end; a ring for the old end finds nothing to do."""
    at_a_question(store, NOW + timedelta(hours=2))
    watch.time += timedelta(hours=2)
    Clock(context).beat()
    commit(store, "SM2", now=watch.time, lapse_at=watch.time + timedelta(hours=2))
    work_off(context)
    opened = store.open_turn("SM3", PERSON).conversation
    assert opened is not None
    assert opened.texted is not None
    assert redis.zscore(keys.DUE, due.lapse(PERSON)) is not None
