"""Fifty officers at once, shift after shift: never two on one, none lost, none closed twice."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import datetime, timedelta

from redis import Redis

from tests.support.dying import inconsistencies
from tests.support.queueing import MEDICAL, NOW, PLAIN, RED, VAULT, put
from workers import keys
from workers.callback_queue import CallbackQueue
from workers.callbacks import Callback
from workers.connection import connect
from workers.store import Store

OFFICERS = 50
PEOPLE = 120
SHIFT = timedelta(days=1)
WHAT = ("reached", "reached", "reached", "no_answer", "busy", "release", "voicemail", "later")


class Desk:
    """Who holds what, as the officers themselves know it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.holding: dict[str, str] = {}
        self.ended: Counter[str] = Counter()
        self.wrong: list[str] = []

    def takes(self, officer: str, reference: str) -> None:
        """An officer was given this one."""
        with self.lock:
            if other := self.holding.get(reference):
                self.wrong.append(f"{reference} is with {other} and {officer}")
            self.holding[reference] = officer

    def lets_go(self, reference: str, *, ended: bool) -> None:
        """Just before the queue is told; from then on somebody else may have it."""
        with self.lock:
            self.holding.pop(reference, None)
            self.ended[reference] += ended


def works(url: str, name: str, desk: Desk, start: threading.Barrier, now: datetime) -> None:
    """Take the next, ring, say what came of it; until nobody waits."""
    chance = random.Random(name)
    with connect(url, timeout=30) as mine:
        queue = CallbackQueue(mine, VAULT)
        start.wait()
        while (callback := queue.take_next(name, now)) is not None:
            desk.takes(name, callback.reference)
            _done(queue, callback, name, chance.choice(WHAT), desk, now)


def _done(
    queue: CallbackQueue, callback: Callback, name: str, what: str, desk: Desk, now: datetime
) -> None:
    reference, fence = callback.reference, callback.fence
    if what == "release" and fence < 4:
        desk.lets_go(reference, ended=False)
        queue.release(reference, fence, name, now)
    elif what in ("reached", "release"):
        desk.lets_go(reference, ended=True)
        queue.close(reference, fence, name, "reached", now)
    else:
        desk.lets_go(reference, ended=False)
        queue.attempt(reference, fence, name, what, now)


def test_a_shift_of_fifty_officers(redis_url: str, redis: Redis, store: Store) -> None:
    """A hundred and twenty people, every result there is, until nobody waits any more."""
    for n in range(PEOPLE):
        put(store, (PLAIN, MEDICAL, RED)[n % 3], f"+447700900{n:03}", now=NOW)
    desk, now = Desk(), NOW
    for _ in range(40):
        start = threading.Barrier(OFFICERS)
        officers = [
            threading.Thread(target=works, args=(redis_url, f"officer{n}", desk, start, now))
            for n in range(OFFICERS)
        ]
        for officer in officers:
            officer.start()
        for officer in officers:
            officer.join()
        assert desk.wrong == []
        assert desk.holding == {}
        assert inconsistencies(redis) == []
        now += SHIFT
        if not redis.zcard(keys.OPEN):
            break
    closed = CallbackQueue(redis, VAULT).recently_closed(PEOPLE * 2)
    assert len({c.reference for c in closed}) == PEOPLE
    assert max(desk.ended.values()) == 1
    exhausted = {c.reference for c in closed if c.outcome == "exhausted"}
    assert (
        set(desk.ended) - {r for r, n in desk.ended.items() if not n}
        == {c.reference for c in closed} - exhausted
    )
