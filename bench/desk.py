"""What the console's desk costs: a poll that found nothing new, and a page with thousands open.

The poll is measured against a bare route (`/healthz`) of the very same server, the page against the
same page with ten open, in turns, so that whatever else the machine does hits both.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import requests

from bench.load import Figures, drive
from bench.queue import put
from bench.servers import THREADS, WORKERS, gunicorn, redis
from bench.webhook import environment
from workers import keys
from workers.connection import connect
from workers.sessions import Sessions
from workers.staff import Staff
from workers.vault import Vault

FEW: Final = 10
MANY: Final = 10_000
ROUNDS: Final = 5
REQUESTS: Final = 600
CONNECTIONS: Final = 4
WARM: Final = 150
BATCH: Final = 1000
_SEEN: Final = re.compile(r'hx-get="/console/desk/news\?([^"]+)"')


@dataclass(frozen=True, slots=True)
class Desk:
    """One console, with so many open, and somebody signed in."""

    port: int
    cookie: str
    stored: int

    def request(self, path: str) -> bytes:
        """One whole HTTP request of theirs."""
        head = [
            f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {self.cookie}",
            "HX-Request: true", "Connection: keep-alive",
        ]  # fmt: skip
        return "\r\n".join(head).encode() + b"\r\n\r\n"

    def poll(self) -> bytes:
        """What its page asks every few seconds, as the page would ask it now."""
        answer = requests.get(
            f"http://127.0.0.1:{self.port}/console/", headers={"Cookie": self.cookie}, timeout=30
        )
        found = _SEEN.search(answer.text)
        if found is None:
            raise SystemExit(f"bench: no desk was shown, but {answer.status_code}")
        return self.request("/console/desk/news?" + found[1].replace("&amp;", "&"))

    def measured(self, request: bytes, good: bytes, count: int = REQUESTS) -> Figures:
        """This request, over and over."""
        return drive(self.port, [request] * count, CONNECTIONS, lambda a: a.startswith(good))


def report() -> str:
    """Both tables."""
    with _desk(FEW) as small, _desk(MANY) as large:
        return "\n".join([*_polls(small), "", *_pages(small, large)])


def _polls(desk: Desk) -> Iterator[str]:
    bare, polls = desk.request("/healthz"), desk.poll()
    desk.measured(bare, b"HTTP/1.1 200", WARM)
    desk.measured(polls, b"HTTP/1.1 20", WARM)
    found: dict[str, list[Figures]] = {"bare": [], "poll": []}
    for _ in range(ROUNDS):
        _clear_of_the_minute()
        found["bare"].append(desk.measured(bare, b"HTTP/1.1 200"))
        found["poll"].append(desk.measured(desk.poll(), b"HTTP/1.1 204"))
    middle = {name: _middle(figures) for name, figures in found.items()}
    ratio = middle["bare"].per_second / middle["poll"].per_second
    yield "## The console: a poll that found nothing new, against a bare route\n"
    yield (
        f"gunicorn gthread {WORKERS} workers x {THREADS} threads, {CONNECTIONS} connections, "
        f"{REQUESTS:,} requests a round, middle of {ROUNDS} rounds.\n"
    )
    yield "| | requests/s | times the bare route | p50 ms | p99 ms | wrong |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    yield _row("bare route", middle["bare"], 1.0)
    yield _row("poll", middle["poll"], ratio)
    yield "\nWanted: at most 2 times."


def _pages(small: Desk, large: Desk) -> Iterator[str]:
    found: dict[int, list[Figures]] = {small.stored: [], large.stored: []}
    for desk in (small, large):
        desk.measured(desk.request("/console/"), b"HTTP/1.1 200", WARM)
    for number in range(ROUNDS):
        for desk in (small, large) if number % 2 else (large, small):
            figures = desk.measured(desk.request("/console/"), b"HTTP/1.1 200", REQUESTS // 2)
            found[desk.stored].append(figures)
    few, many = _middle(found[small.stored]), _middle(found[large.stored])
    yield f"## The desk's page: {large.stored:,} open against {small.stored}\n"
    yield f"| open | requests/s | times {small.stored} | p50 ms | p99 ms | wrong |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    yield _row(f"{small.stored}", few, 1.0)
    yield _row(f"{large.stored:,}", many, few.per_second / many.per_second)
    yield "\nWanted: at most 1.5 times."


@contextmanager
def _desk(stored: int) -> Iterator[Desk]:
    with redis() as url, tempfile.TemporaryDirectory() as folder:
        told = environment(url, folder)
        cookie = _filled(url, told, stored)
        with gunicorn("intake.web:application('console')", told) as port:
            yield Desk(port, cookie, stored)


def _filled(url: str, told: Mapping[str, str], stored: int) -> str:
    """Open them all, below the flow, and sign somebody in: their cookie."""
    vault, now = Vault([told["DATA_KEYS"]], told["LOOKUP_KEY"]), datetime.now(UTC)
    with connect(url, timeout=60) as client:
        for start in range(0, stored, BATCH):
            pipeline = client.pipeline(transaction=False)
            for n in range(start, min(start + BATCH, stored)):
                put(pipeline, n, vault, now)
            pipeline.execute()
        client.hset(keys.COUNTS, "none:waiting", stored)
        account = Staff(client, vault).add("bench", "officer", "a password for measuring only")
        return f"__Host-console_session={Sessions(client).open(account, now)}"


def _middle(figures: list[Figures]) -> Figures:
    return sorted(figures, key=lambda found: found.per_second)[len(figures) // 2]


def _row(name: str, figures: Figures, times: float) -> str:
    return (
        f"| {name} | {figures.per_second:,.0f} | {times:.2f} | {figures.p50:.1f} "
        f"| {figures.p99:.1f} | {figures.wrong} |"
    )


def _clear_of_the_minute() -> None:
    """A page has something new every minute; a round must not stand on both sides of one."""
    left = 60 - time.time() % 60
    if left < 8:
        time.sleep(left)
