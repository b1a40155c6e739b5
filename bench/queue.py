"""What the callback queue costs with a million callbacks open, against a thousand.

Three servers are asked in turn, in every order, so that whatever else the machine does hits all:
one with a million, and two with a thousand.  How far the two that are alike lie apart is what the
machine does to the figures; and the processor time that each server itself took says what work
there was, which a neighbour disturbs far less.

Numbers rotate through all of Ofcom's drama ranges that can be rung; past them callbacks are made
below the number, by key, for there are not a million numbers that belong to nobody: the server
copies one of the others as often as it takes, and the steps never come to those.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import permutations
from statistics import quantiles
from time import perf_counter, sleep
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
SETTLED_WITHIN = 180.0
RANGES = (
    "+447700900", "+441134960", "+441144960", "+441154960", "+441164960", "+441174960",
    "+441184960", "+441214960", "+441314960", "+441414960", "+441514960", "+441614960",
    "+441914980", "+442079460", "+442896496", "+442920180", "+441632960", "+443069990",
)  # fmt: skip  # each with a thousand numbers
T = TypeVar("T")
STEPS = ("take next", "release", "claim", "note", "close", "list 50", "summary")
WISHES = Wishes(name="Sam", when="tomorrow evening", may_text=True, may_leave_message=False)


NUMBERED = len(RANGES) * 1000
COPIES = """
local fields = redis.call('HGETALL', KEYS[1])
for n = tonumber(ARGV[1]), ARGV[1] + ARGV[2] - 1 do
  local reference, person = string.format('B%07d', n), string.format('%032x', n)
  for at = 1, #fields, 2 do
    if fields[at] == 'reference' then fields[at + 1] = reference end
    if fields[at] == 'person' then fields[at + 1] = person end
  end
  redis.call('HSET', ARGV[4] .. reference, unpack(fields))
  redis.call('SET', ARGV[5] .. person .. ':callback', reference)
  redis.call('ZADD', KEYS[2], string.format('%.0f', ARGV[3] + math.floor(n / 1000)), reference)
  redis.call('ZADD', KEYS[3], string.format('%.0f', ARGV[6] + math.floor(n / 1000)), reference)
end
"""  # references, pointers and places of their own; a score each millisecond, as `put` gives them


@dataclass
class Desk:
    """One server with so many open callbacks, and what each step on it took."""

    redis: Redis
    stored: int
    bytes_each: float = 0.0
    worked: float = 0.0
    taken: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in STEPS})

    def fill(self) -> None:
        """Open them all, below the flow: hash, indexes, pointer; the log is written once, after."""
        self.redis.config_set("appendonly", "no")
        before = self.redis.info("memory")["used_memory"]
        numbered = min(self.stored, NUMBERED)
        for start in range(0, numbered, BATCH):
            pipeline = self.redis.pipeline(transaction=False)
            for n in range(start, min(start + BATCH, numbered)):
                put(pipeline, n)
            pipeline.execute()
        due = AFTER_RED + to_ms(NOW + timedelta(minutes=30))
        for start in range(numbered, self.stored, BATCH):
            count = min(BATCH, self.stored - start)
            where = [keys.callback("B0000000"), keys.READY, keys.OPEN]
            prefixes = (keys.CALLBACK_PREFIX, keys.PERSON_PREFIX)
            since = to_ms(NOW - timedelta(minutes=30))
            rest: list[str | int] = [start, count, due, *prefixes, since]
            self.redis.eval(COPIES, len(where), *where, *rest)
        self.redis.hset(keys.COUNTS, "none:waiting", self.stored)
        self.redis.config_set("appendonly", "yes")
        self.bytes_each = (self.redis.info("memory")["used_memory"] - before) / self.stored

    def settle(self) -> None:
        """Wait until the server has done with being filled: no rewriting of its log goes on."""
        deadline = perf_counter() + SETTLED_WITHIN
        while perf_counter() < deadline:
            state = self.redis.info("persistence")
            if not (state["aof_rewrite_in_progress"] or state["aof_rewrite_scheduled"]):
                return
            sleep(0.2)

    def processor(self) -> float:
        """Seconds of processor time that the server's own thread has taken since it started."""
        used = self.redis.info("cpu")
        return float(used["used_cpu_user_main_thread"] + used["used_cpu_sys_main_thread"])

    def measured(self, n: int) -> None:
        """One round, and the work it was for the server."""
        before = self.processor()
        self.round(n)
        self.worked += self.processor() - before

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
    rounds = int(os.environ.get("BENCH_ROUNDS", "800"))
    with ExitStack() as stack:
        desks = [_desk(stack, count) for count in (1000, 1000, stored)]
        for desk in desks:
            desk.settle()
        orders = list(permutations(desks))
        for n in range(rounds):
            for desk in orders[n % len(orders)]:
                desk.measured(n)
        return "\n".join(_lines(*desks))


def _lines(small: Desk, alike: Desk, large: Desk) -> Iterator[str]:
    yield f"## The callback queue: {large.stored:,} open against {small.stored:,}\n"
    yield (
        "| step | ratio of p50 | ratio of p99 | two alike: p50 | p99 "
        "| ms p50 | ms p99 | with 1,000: p50 | p99 |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for name in STEPS:
        few, same, many = (_ends(desk.taken[name]) for desk in (small, alike, large))
        yield (
            f"| {name} | {many[0] / few[0]:.2f} | {many[1] / few[1]:.2f} "
            f"| {same[0] / few[0]:.2f} | {same[1] / few[1]:.2f} "
            f"| {many[0]:.2f} | {many[1]:.2f} | {few[0]:.2f} | {few[1]:.2f} |"
        )
    rounds = len(small.taken["claim"])
    yield (
        f"\nWork: {large.worked / rounds * 1e6:,.0f} microseconds of the server's processor a "
        f"round, {large.worked / small.worked:.2f} times what {small.stored:,} cost (two alike: "
        f"{alike.worked / small.worked:.2f}), over {rounds} rounds."
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


def number_of(n: int) -> str:
    """The n-th number, round and round through the ranges."""
    nth = n // len(RANGES)
    return f"{RANGES[n % len(RANGES)]}{nth % 1000:03}"


def put(pipeline: Redis, n: int, vault: Vault = VAULT, now: datetime = NOW) -> None:
    """Callback `n`, open and to be rung now, below the flow: hash, pointer, indexes."""
    reference = f"B{n:07}"
    person = vault.person(reference)
    since = now - timedelta(minutes=30) + timedelta(microseconds=n % 1_000_000)
    number = number_of(n)
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
