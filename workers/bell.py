"""The doorbell: RQ jobs that wake the workers.  Never the record, and losing one costs a moment.

A ring carries the name of what is due and nothing else.  Its job id follows from that name, so
that ringing twice is ringing once; it has no description and does not live long.  RQ may leave a
job behind for good when a worker or Redis dies in the middle of it, and would then take no other of
that id: the clock names its rings by their round as well.  All rings of a turn are one pipeline.
The jobs look at the state themselves (`workers.jobs`); what was not done the clock rings for again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import structlog
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.scripts import UNIQUE_ENQUEUE_SCRIPT
from rq.serializers import JSONSerializer

from workers.connection import store_away
from workers.errors import StoreAway

log = structlog.get_logger(__name__)
QUEUE: Final = "helpline"
RING_SECONDS: Final = 30
WORK_SECONDS: Final = 45
_JOB: Final = "workers.jobs.work"


class Bell:
    """Rings on the Redis where the workers listen."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queue = bell_queue(redis)

    def ring(self, members: tuple[str, ...], round_: str = "") -> None:
        """Wake the workers for these members of the due-set.

        When Redis is away this does nothing: what it rings for is written, and the clock rings.
        """
        if not members:
            return
        pipeline = self._redis.pipeline(transaction=False)
        send: Callable[..., Any] = pipeline.execute_command
        for member in dict.fromkeys(members):
            job = self._job(member, round_)
            key, fields = job.key, _fields(job)
            arguments = [job.id, "R", RING_SECONDS, *fields]
            send("EVAL", UNIQUE_ENQUEUE_SCRIPT, 2, key, self._queue.key, *arguments)
        send("SADD", Queue.redis_queues_keys, self._queue.key)
        try:
            with store_away():
                pipeline.execute()
        except StoreAway:
            log.warning("bell.store_away", rings=len(members))

    def _job(self, member: str, round_: str) -> Job:
        job = self._queue.create_job(
            _JOB,
            args=[member],
            job_id=job_id(member, round_),
            timeout=WORK_SECONDS,
            result_ttl=0,
            failure_ttl=RING_SECONDS,
            ttl=RING_SECONDS,
        )
        job.description = ""  # RQ would write the call with its arguments
        return job


def bell_queue(redis: Redis) -> Queue:
    """The one queue, as ringers and workers see it."""
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


def job_id(member: str, round_: str = "") -> str:
    """RQ allows letters, digits, `_` and `-`."""
    return member.replace(":", "-") + (f"-{round_}" if round_ else "")


def _fields(job: Job) -> list[Any]:
    written = {k: v for k, v in job.to_dict().items() if v is not None}
    return [part for pair in written.items() for part in pair]
