"""Misfortune on demand: what the next requests of the REST API, or callbacks, come to."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

PLACES: Final = ("Messages", "Calls", "StatusCallback", "Inbound")
FAILED: Final = frozenset({21610, 30001, 30002, 30004, 30036})
STATUSES: Final = {20003: 401, 20404: 404, 20429: 429, 20500: 500, 20503: 503}


class NoSuchFault(ValueError):
    """A fault that cannot be made, and why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One misfortune.

    `code` from 30000 on, or with `later`, comes after acceptance, as a status; any other at once.
    `timeout` is `before` or `after` acceptance: no answer comes, the line is cut after `seconds`.
    `status` is where a message or call ends up.  A status callback can `lose`, come `twice`, or
    come `late`, after the next one; an inbound text can `lose`: judged to come from a machine, it
    stands in the API and reaches no webhook.
    """

    on: str
    to: str = ""
    code: int = 0
    http: int = 0
    timeout: str = ""
    seconds: float = 0.0
    status: str = ""
    later: bool = False
    lose: bool = False
    twice: bool = False
    late: bool = False

    @property
    def at_once(self) -> bool:
        """Whether it is the answer to the request itself."""
        return bool(self.http or (self.code and self.code < 30000 and not self.later))

    @property
    def http_status(self) -> int:
        """The HTTP status of an answer at once."""
        return self.http or STATUSES.get(self.code, 400)

    @property
    def ends_as(self) -> str:
        """The last status of a message that was accepted all the same."""
        if self.status or not self.code:
            return self.status
        return "failed" if self.code in FAILED else "undelivered"


class Faults:
    """The misfortunes in store, each for so many times."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[tuple[Fault, int]] = []

    def add(self, fault: Fault, times: int) -> None:
        """Keep it for the next `times` requests that it is for."""
        with self._lock:
            self._kept.append((fault, times))

    def take(self, on: str, to: str) -> Fault | None:
        """The fault for a request of this kind to this number, used up by asking."""
        with self._lock:
            for place, (fault, times) in enumerate(self._kept):
                if fault.on == on and fault.to in ("", to):
                    self._kept[place : place + 1] = [(fault, times - 1)] if times > 1 else []
                    return fault
        return None

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._kept.clear()

    def all(self) -> list[tuple[Fault, int]]:
        """What is in store."""
        with self._lock:
            return list(self._kept)


def fault_of(wanted: Mapping[str, Any], to: str) -> Fault:
    """The fault that a JSON object describes."""
    if wanted.get("on") not in PLACES:
        raise NoSuchFault(f"on must be one of {', '.join(PLACES)}")
    timeout = wanted.get("timeout") or ""
    timeout = "before" if timeout is True else timeout
    if timeout not in ("", "before", "after"):
        raise NoSuchFault("timeout must be before or after (acceptance)")
    return Fault(
        on=wanted["on"],
        to=to,
        code=int(wanted.get("code") or 0),
        http=int(wanted.get("http") or 0),
        timeout=timeout,
        seconds=float(wanted.get("seconds") or 0),
        status=str(wanted.get("status") or ""),
        later=bool(wanted.get("later")),
        lose=bool(wanted.get("lose")),
        twice=bool(wanted.get("twice")),
        late=bool(wanted.get("late")),
    )
