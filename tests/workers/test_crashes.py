"""Killed in the middle: what was answered is there, what was not is whole or absent."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from flows.pack import load
from tests.support.queueing import (
    DUTY,
    NOW,
    PLAIN,
    RED,
    VAULT,
    FakeGateway,
    keep,
    person_of,
    put,
    text_to,
    turn_of,
)
from tests.support.redis_server import RedisServer
from workers import due, keys
from workers.bell import Bell
from workers.callback_queue import CallbackQueue
from workers.connection import connect, connect_bell
from workers.context import WorkerContext
from workers.errors import StoreAway
from workers.outbox import Outbox
from workers.processes import run_worker
from workers.store import Committed, Store


@pytest.fixture(name="server")
def _server() -> Iterator[RedisServer]:
    """A server of one's own, to be killed."""
    with RedisServer() as server:
        yield server


def number(n: int) -> str:
    """One of a thousand numbers that belong to nobody."""
    return f"+447700900{n % 1000:03}"


def texts(url: str, answered: list[int]) -> None:
    """People write, one after the other, until Redis is away."""
    with connect(url, timeout=2) as redis:
        store = Store(redis, VAULT)
        for n in range(900):
            try:
                turn = turn_of(
                    store, f"SM{n}", number(n), kept=keep(PLAIN), reference=f"R{n}",
                    outbox=(text_to(number(n), f"text{n}"),),
                    lapse_at=NOW + timedelta(hours=2),
                )  # fmt: skip
                done = store.commit_turn(turn)
            except StoreAway:
                return
            assert isinstance(done, Committed)
            answered.append(n)


def takes(url: str, name: str, claimed: dict[str, str]) -> None:
    """An officer takes the next and the next, until Redis is away."""
    with connect(url, timeout=2) as redis:
        queue = CallbackQueue(redis, VAULT)
        while True:
            try:
                callback = queue.take_next(name, NOW)
            except StoreAway:
                return
            if callback is not None:
                claimed[callback.reference] = name


def whole(redis: Redis, reference: str) -> bool:
    """Whether everything that this turn wrote is there."""
    n = int(reference[1:])
    person, store = person_of(number(n)), Store(redis, VAULT)
    opened = store.open_turn(f"SM{n}", person)
    return (
        opened.answer is not None
        and opened.callback == CallbackQueue(redis, VAULT).get(reference)
        and len(store.transcript(person)) == 1
        and Outbox(redis, VAULT).get(f"text{n}") is not None
        and redis.zscore(keys.DUE, due.lapse(person)) is not None
    )


def test_a_kill_loses_nothing_that_was_answered(server: RedisServer) -> None:
    """Law 2: every turn that was committed is there after SIGKILL, whole; the others may be.

    Officers go on claiming meanwhile: what they were given they still have.
    """
    answered: list[int] = []
    claimed: dict[str, str] = {}
    threads = [threading.Thread(target=texts, args=(server.url, answered))]
    threads += [
        threading.Thread(target=takes, args=(server.url, name, claimed)) for name in ("ann", "bob")
    ]
    for thread in threads:
        thread.start()
    while len(answered) < 40:
        time.sleep(0.005)
    server.kill()
    for thread in threads:
        thread.join()
    server.start()

    with connect(server.url, timeout=5) as redis:
        written = {c.reference: c for c in CallbackQueue(redis, VAULT).open_callbacks(NOW, 2000)}
        assert {f"R{n}" for n in answered} <= set(written)
        assert len(written) - len(answered) in (0, 1), "at most the one that was under way"
        had = {reference: written[reference].officer for reference in claimed}
        assert had == claimed
        assert all(whole(redis, reference) for reference in written)


def test_redis_that_does_not_answer_is_away_within_a_webhooks_patience(
    server: RedisServer,
) -> None:
    """A webhook decides quickly that Redis is away; nothing is written twice when it comes back."""
    with connect(server.url) as redis:
        store = Store(redis, VAULT)
        turn = turn_of(store, "SM1", kept=keep(RED))
        server.pause()
        began = time.monotonic()
        with pytest.raises(StoreAway):
            store.commit_turn(turn)
        assert time.monotonic() - began < 1.0
        server.resume()
        done = store.commit_turn(turn)
        assert type(done).__name__ in ("Committed", "Repeated")
        assert len(CallbackQueue(redis, VAULT).open_callbacks(NOW)) == 1


def wait_for(what: object, seconds: float = 15.0) -> None:
    """Until it holds."""
    deadline = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_worker_process_lives_through_it_and_stops_when_told(server: RedisServer) -> None:
    """Rung or not, before and after a kill of Redis, what is due is done; then it ends cleanly."""

    def now() -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - a process lives by the real clock

    gateway, stopping = FakeGateway(), threading.Event()
    with connect(server.url, timeout=5) as redis, connect_bell(server.url) as bell_redis:
        context = WorkerContext(redis, bell_redis, VAULT, gateway, load(), now, (DUTY,))
        worker = threading.Thread(target=run_worker, args=(context, stopping), daemon=True)
        worker.start()
        outbox = Outbox(redis, VAULT)

        def add(entry_id: str) -> None:
            outbox.add(text_to(entry_id=entry_id, at=now()))

        def went(entry_id: str) -> bool:
            return f"{entry_id}_1" in [tag for *_, tag in gateway.taken]

        add("rung")
        Bell(bell_redis).ring((due.outbox("rung"),))
        wait_for(lambda: went("rung"))
        add("unrung")
        wait_for(lambda: went("unrung"))
        put(Store(redis, VAULT), RED, now=now())
        wait_for(lambda: DUTY in [to for to, *_ in gateway.taken])

        server.kill()
        time.sleep(0.3)
        server.start()
        add("after")
        wait_for(lambda: went("after"))

        began = time.monotonic()
        stopping.set()
        worker.join(10)
        assert not worker.is_alive()
        assert time.monotonic() - began < 5
