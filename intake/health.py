"""Whether we are alive, whether we are ready, and what has been counted.  Never about anybody.

`/healthz` says that the process lives.  `/readyz` tells the state of every part: 200 `ok`, 200
`degraded` while safe words can still be answered, 503 otherwise.  `/metrics` is for Prometheus.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import structlog
from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from flows.events import Door
from flows.levels import Level
from intake.figures import Figures

Check = Callable[[], str]
Counted = ParamSpec("Counted")
log = structlog.get_logger(__name__)


def _never_in_the_way(count: Callable[Counted, None]) -> Callable[Counted, None]:
    """Counting, which on a full disk can fail, and then keeps nobody from their answer."""

    @wraps(count)
    def counted(*arguments: Counted.args, **named: Counted.kwargs) -> None:
        try:
            count(*arguments, **named)
        except Exception as error:  # noqa: BLE001 - whatever it was, somebody waits
            log.warning("count.lost", error=type(error).__name__)

    return counted


def reserve(shared: Path) -> None:
    """Take the room on disk that this process's counts need, while there is some.

    They are files mapped into memory: on a full disk, touching what was not reserved is the end
    of the process.
    """
    for path in shared.glob(f"*_{os.getpid()}.db"):
        with suppress(OSError), path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)


class Counters:
    """What happened at our doors, counted; by several processes together when `shared` is given."""

    def __init__(self, shared: Path | None = None) -> None:
        self._shared = shared
        self.registry = CollectorRegistry()
        self._turns = Counter(
            "helpline_turns_total",
            "Texts and call steps",
            ["door", "level"],
            registry=self.registry,
        )
        self._again = Counter(
            "helpline_conflicts_total", "Turns decided again", ["door"], registry=self.registry
        )
        self._away = Counter(
            "helpline_store_away_total", "Answered without Redis", ["door"], registry=self.registry
        )
        self._unrung = Counter(
            "helpline_bells_not_rung_total", "Left to the clock", registry=self.registry
        )
        self._unread = Counter(
            "helpline_screening_failed_total", "Messages that could not be assessed",
            registry=self.registry,
        )  # fmt: skip

        self._answers = Histogram(
            "helpline_answer_seconds",
            "From a request to its answer",
            ["door", "status"],
            buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15),
            registry=self.registry,
        )

        for door in ("sms", "voice"):  # there from the start: an increase needs something to grow
            self._again.labels(door)
            self._away.labels(door)
        self._answers.labels("twilio", "200")
        if shared is not None:
            reserve(shared)

    def exposition(self) -> bytes:
        """Everything counted, as Prometheus reads it."""
        if self._shared is None:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together, path=str(self._shared))  # type: ignore[no-untyped-call]
        return generate_latest(together)

    @_never_in_the_way
    def answered(self, door: str, status: int, seconds: float) -> None:
        """A request was answered; the door is `twilio` or `console`, never an address."""
        self._answers.labels(door, str(status)).observe(seconds)

    @_never_in_the_way
    def turn(self, door: Door, level: Level, tries: int) -> None:
        """A turn was written, after `tries` conflicts."""
        self._turns.labels(door, level.value).inc()
        if tries:
            self._again.labels(door).inc(tries)

    @_never_in_the_way
    def away(self, door: Door) -> None:
        """A turn was answered without Redis."""
        self._away.labels(door).inc()

    @_never_in_the_way
    def unrung(self) -> None:
        """A bell could not be rung; the clock will do it."""
        self._unrung.inc()

    @_never_in_the_way
    def unread(self) -> None:
        """A message could not be assessed and was taken as amber."""
        self._unread.inc()


@dataclass(frozen=True, slots=True)
class Health:
    """The parts, each a check that returns "ok" or says what is wrong; `vital` ones stop us."""

    parts: dict[str, Check]
    vital: frozenset[str]
    counters: Counters
    gauges: Callable[[], bytes] = bytes


def make_blueprint(health: Health) -> Blueprint:
    """`/healthz`, `/readyz` and `/metrics`.  Open to whoever can reach them; they name nobody."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def alive() -> Response:
        return jsonify(status="ok")

    @blueprint.get("/readyz")
    def ready() -> tuple[Response, int]:
        found = {name: check() for name, check in health.parts.items()}
        wrong = {name for name, state in found.items() if state != "ok"}
        status = "ok" if not wrong else "down" if wrong & health.vital else "degraded"
        return jsonify(status=status, parts=found), 503 if status == "down" else 200

    @blueprint.get("/metrics")
    def metrics() -> Response:
        counted = health.counters.exposition() + health.gauges() + _parts(health)
        return Response(counted, content_type=CONTENT_TYPE_LATEST)

    return blueprint


def _parts(health: Health) -> bytes:
    """Every part of `/readyz`, 1 when it is well."""
    figures = Figures()
    for name, check in health.parts.items():
        well = check() == "ok"
        figures.show("helpline_part_ok", "1 when this part is well", well, part=name)
    return figures.exposition()
