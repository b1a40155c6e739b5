"""A fault in the way of a request that creates something: before it is accepted, or after."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from practice.desk import Desk
from practice.faults import Fault
from practice.rest.errors import ApiError, CutOff


@contextmanager
def befallen(desk: Desk, on: str, to: str) -> Iterator[Fault | None]:
    """Accept inside; whatever is to happen instead, or after it, happens."""
    fault = desk.faults.take(on, to)
    if fault is not None and fault.timeout == "before":
        time.sleep(fault.seconds)
        raise CutOff
    if fault is not None and fault.at_once:
        raise ApiError(fault.code or 20500, fault.http_status)
    yield fault
    if fault is not None and fault.timeout == "after":
        time.sleep(fault.seconds)
        raise CutOff
