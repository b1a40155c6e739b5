"""What the callback queue costs with a million callbacks open, against a thousand.

Two servers, filled alike, are asked in turn, so that whatever else the machine does hits both.
Numbers rotate through Ofcom's drama ranges; past the first thousand, callbacks are made below the
number, by key, for there are not a million numbers that belong to nobody.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import perf_counter
from typing import TypeVar

from redis import Redis

from flows.conversation import Wishes
from flows.levels import Level
from tests.support.redis_server import RedisServer
from workers import keys, records
from workers.callback_queue import CallbackQueue
from workers.callbacks import Callback, Personal
from workers.connection import connect
from workers.moments import to_ms
from workers.vault import Vault

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
AFTER_RED = 10**13
VAULT = Vault(["a data key that is only used in the bench"], "a lookup key for the bench")
BATCH = 2000
T = TypeVar("T")
STEPS = ("take next", "release", "claim", "note", "close", "list 50", "summary")
WISHES = Wishes(name="Sam", when="tomorrow evening", may_text=True, may_leave_message=False)


@dataclass
class Desk:
    """One server with so many open callbacks, and what each step on it took."""

    redis: Redis
    stored: int
    bytes_each: float = 0.0
    taken: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in STEPS})

    def fill(self) -> None:
        """Open them all, below the flow: hash, indexes, pointer."""
        before = self.redis.info("memory")["used_memory"]
        for start in range(0, self.stored, BATCH):
            pipeline = self.redis.pipeline(transaction=False)
            for n in range(start, min(start + BATCH, self.stored)):
                put(pipeline, n)
            pipeline.execute()
        self.redis.hset(keys.COUNTS, "none:waiting", self.stored)
        self.bytes_each = (self.redis.info("memory")["used_memory"] - before) / self.stored

    def round(self, n: int) -> None:
        """Every step once, each timed."""
        queue, time = CallbackQueue(self.redis, VAULT), self._timed
        taken = time("take next", lambda: queue.take_next("ann", NOW))
        if taken is None:
            raise SystemExit("bench: the desk ran empty")
        time("release", lambda: queue.release(taken.reference, taken.fence, "ann", NOW))
        held = time("claim", lambda: queue.claim(taken.reference, "ann", NOW))
        time("note", lambda: queue.note(held.reference, "ann", f"note {n}", NOW))
        time("close", lambda: queue.close(held.reference, held.fence, "ann", "reached", NOW))
        if n % 10 == 0:
            time("list 50", lambda: queue.open_callbacks(NOW, 50))
            time("summary", lambda: queue.summary(NOW))

    def _timed(self, name: str, step: Callable[[], T]) -> T:
        began = perf_counter()
        done = step()
        self.taken[name].append((perf_counter() - began) * 1000)
        return done


def report() -> str:
    """The figures, as Markdown.  BENCH_STORED sets how many the larger desk holds."""
    stored = int(os.environ.get("BENCH_STORED", "1000000"))
    with ExitStack() as stack:
        small, large = (_desk(stack, count) for count in (1000, stored))
        for n in range(400):
            for desk in (small, large) if n % 2 else (large, small):
                desk.round(n)
        return "\n".join(_lines(small, large))


def _lines(small: Desk, large: Desk) -> Iterator[str]:
    yield f"## The callback queue: {large.stored:,} open against {small.stored:,}\n"
    yield "| step | ratio of p50 | ratio of p99 | ms p50 | ms p99 | with 1,000: p50 | p99 |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name in STEPS:
        few, many = _ends(small.taken[name]), _ends(large.taken[name])
        yield (
            f"| {name} | {many[0] / few[0]:.2f} | {many[1] / few[1]:.2f} | {many[0]:.2f} "
            f"| {many[1]:.2f} | {few[0]:.2f} | {few[1]:.2f} |"
        )
    yield (
        f"\nMemory a stored callback, with its places in the indexes: {large.bytes_each:,.0f} bytes"
        f" ({small.bytes_each:,.0f} with 1,000).  Wanted: ratios of claim, release and close at"
        " most 1.2, 2,048 bytes at most; aimed at: 2 ms p99."
    )


def _ends(taken: list[float]) -> tuple[float, float]:
    cut = quantiles(taken, n=100)
    return cut[49], cut[98]


def _desk(stack: ExitStack, stored: int) -> Desk:
    server = stack.enter_context(RedisServer())
    desk = Desk(stack.enter_context(connect(server.url, timeout=60)), stored)
    desk.fill()
    return desk


def put(pipeline: Redis, n: int, vault: Vault = VAULT, now: datetime = NOW) -> None:
    """Callback `n`, open and to be rung now, below the flow: hash, pointer, indexes."""
    reference = f"B{n:07}"
    person = vault.person(reference)
    since = now - timedelta(minutes=30) + timedelta(microseconds=n % 1_000_000)
    number = f"+447700900{n % 1000:03}"
    callback = Callback(
        reference=reference, person=person, level=Level.NONE, kind=None, state="waiting",
        asked=True, channel="sms", waiting_since=since, not_before=since,
        due_at=since + timedelta(minutes=60), attempts=0, officer="", lease_until=None, fence=0,
        version=0, outcome="", closed_at=None, personal=Personal(number=number, wishes=WISHES),
    )  # fmt: skip
    written = [*records.opening_fields(callback), *records.contact_fields(callback, vault)]
    pipeline.hset(keys.callback(reference), items=written)
    pipeline.set(keys.open_callback(person), reference)
    pipeline.zadd(keys.READY, {reference: AFTER_RED + to_ms(callback.due_at)})
    pipeline.zadd(keys.OPEN, {reference: to_ms(since)})
