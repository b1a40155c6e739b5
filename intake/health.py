"""Whether we are alive, whether we are ready, and what has been counted.  Never about anybody.

`/healthz` says that the process lives.  `/readyz` tells the state of every part: 200 `ok`, 200
`degraded` while safe words can still be answered, 503 otherwise.  `/metrics` is for Prometheus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from flows.events import Door
from flows.levels import Level

Check = Callable[[], str]


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

    def exposition(self) -> bytes:
        """Everything counted, as Prometheus reads it."""
        if self._shared is None:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together, path=str(self._shared))  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def answered(self, door: str, status: int, seconds: float) -> None:
        """A request was answered; the door is `twilio` or `console`, never an address."""
        self._answers.labels(door, str(status)).observe(seconds)

    def turn(self, door: Door, level: Level, tries: int) -> None:
        """A turn was written, after `tries` conflicts."""
        self._turns.labels(door, level.value).inc()
        if tries:
            self._again.labels(door).inc(tries)

    def away(self, door: Door) -> None:
        """A turn was answered without Redis."""
        self._away.labels(door).inc()

    def unrung(self) -> None:
        """A bell could not be rung; the clock will do it."""
        self._unrung.inc()

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
    registry = CollectorRegistry()
    well = Gauge("helpline_part_ok", "1 when this part is well", ["part"], registry=registry)
    for name, check in health.parts.items():
        well.labels(name).set(check() == "ok")
    return generate_latest(registry)
