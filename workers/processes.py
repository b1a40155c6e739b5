"""The worker process: the clock in a thread, RQ's worker in front, ended by one event.

One queue a process, for of several queues RQ can lose a job; jobs run in this process, for they
are short and look at the state first.  Whatever Redis does, the process goes on until told to stop.
"""

from __future__ import annotations

import logging
import threading
from typing import Any, Final

import structlog
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer
from rq.timeouts import TimerDeathPenalty

from workers import jobs
from workers.bell import bell_queue
from workers.clock import Clock
from workers.context import WorkerContext as WorkerContext

log = structlog.get_logger(__name__)
LISTEN_SECONDS: Final = 1
MAINTENANCE_SECONDS: Final = 60
WORKER_LIFE_SECONDS: Final = 45
AWAY_SECONDS: Final = 1.0


def run_worker(context: WorkerContext, stopping: threading.Event) -> None:
    """Beat the clock and do jobs until `stopping` is set; a job in hand is finished first.

    Installs no signal handlers: whoever calls sets `stopping` on SIGTERM.
    """
    jobs.bind(context)
    logging.getLogger("rq").setLevel(logging.WARNING)
    clock = threading.Thread(target=Clock(context).run, args=(stopping,), name="clock", daemon=True)
    clock.start()
    while not stopping.is_set():
        try:
            _worker(context, stopping).work(logging_level="WARNING")
        except RedisError as error:
            log.warning("worker.store_away", error=type(error).__name__)
        stopping.wait(0 if stopping.is_set() else AWAY_SECONDS)
    clock.join(timeout=10)


class _Worker(SimpleWorker):
    """RQ's worker in this process, which looks once a second whether it should stop."""

    death_penalty_class = TimerDeathPenalty
    max_connection_wait_time = 2.0
    stopping: threading.Event

    @property
    def dequeue_timeout(self) -> int:
        """How long it waits for a ring before it looks again."""
        return LISTEN_SECONDS

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """RQ's own, and the place it passes every time it looks again.

        Ending here may drop a ring that was just heard, which the clock rings again.
        """
        if pipeline is None and self.stopping.is_set():
            raise StopRequested
        super().heartbeat(timeout, pipeline)

    def subscribe(self) -> None:
        """Takes no commands from Redis: whoever can write there must not steer this process."""

    def unsubscribe(self) -> None:
        """Nothing to end."""

    def _install_signal_handlers(self) -> None:
        """None: signals are for whoever runs this process."""


def _worker(context: WorkerContext, stopping: threading.Event) -> _Worker:
    worker = _Worker(
        [bell_queue(context.bell_redis)],
        connection=context.bell_redis,
        serializer=JSONSerializer,
        worker_ttl=WORKER_LIFE_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
    )
    worker.stopping = stopping
    return worker
