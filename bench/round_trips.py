"""How many round trips to Redis one webhook makes, counted on the wire."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bench.load import drive, signed
from bench.servers import gunicorn, redis
from bench.trips import Relay, relay
from bench.webhook import BASE_URL, RED, TOKEN, TOPIC, environment, fields

WARM: Final = 20
TIMES: Final = 10
CASES: Final = {"a topic question": TOPIC, "a red text (rings the bell)": RED}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many round trips a text cost once the connections stood."""

    what: str
    trips: int


def counted() -> list[Counted]:
    """Each case, sent by one person after another over one connection, so that none waits."""
    with (
        redis() as url,
        tempfile.TemporaryDirectory() as folder,
        relay(urlsplit(url).port or 0) as between,
        gunicorn("bench.ours:create_app()", environment(between.url, folder), workers=1) as at,
    ):
        return [
            Counted(what, _trips(between, at, body, n))
            for n, (what, body) in enumerate(CASES.items())
        ]


def report() -> str:
    """The table."""
    rows = [f"| {case.what} | {case.trips} |" for case in counted()]
    head = ["| | round trips to Redis |", "| --- | ---: |"]
    return "\n".join([*head, *rows])


def _trips(between: Relay, port: int, body: str, case: int) -> int:
    """The trips of the dearest of several texts in a row, once connections and scripts stand."""
    texts = [signed(BASE_URL, TOKEN, fields(body, f"c{case}", n)) for n in range(WARM + TIMES)]
    drive(port, texts[:WARM], 1, bool)
    costs = set()
    for text in texts[WARM:]:
        before = between.trips
        drive(port, [text], 1, bool)
        costs.add(between.trips - before)
    return max(costs)
