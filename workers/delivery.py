"""What becomes of a message: the rules by which it moves from state to state.  Pure.

    pending ─▶ sending ─▶ sent ─▶ delivered        the way it should go
       ▲          │  │       └──▶ failed           the network says so later
       │          │  └──▶ in_doubt                 nobody knows whether Twilio took it
       └──────────┴─ wait, then again              it was certainly not taken
    pending ─▶ cancelled                           they stopped texts or were erased, or an alert
                                                   is about what somebody has taken

A state never goes backwards by what Twilio tells us: its callbacks come late and in any order.
A text to a person is rather marked `in_doubt` than sent twice; an alert rather twice than never;
a call to staff rather never twice, for the ladder's next step comes anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from workers.errors import SendFailed

STATES: Final = ("pending", "sending", "in_doubt", "sent", "delivered", "failed", "cancelled")
TEXT_TOO_OLD: Final = timedelta(hours=4)
ALERT_TOO_OLD: Final = timedelta(minutes=10)
IN_HAND: Final = timedelta(seconds=60)
LOOK_AFTER_DOUBT: Final = timedelta(seconds=90)
ALERT_AGAIN: Final = timedelta(seconds=5)
HELD_FOR: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(seconds=60)
MOST_SEARCHES: Final = 10

_OPTED_OUT: Final = 21610
# Codes that may be passing trouble: one more try, so much later.
_RETRIED_ONCE: Final = {30003: timedelta(minutes=5), 30008: timedelta(minutes=5)}
_TOLD: Final = {
    "queued": "sent", "accepted": "sent", "scheduled": "sent", "sending": "sent", "sent": "sent",
    "delivered": "delivered", "read": "delivered",
    "failed": "failed", "undelivered": "failed", "canceled": "failed",
    "completed": "delivered", "busy": "failed", "no-answer": "failed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """Go to `to` from any of `allowed`; look again after `again` (None: it is settled).

    `this_attempt` holds it to the attempt it is about.  `counted` is a counter that grows by one.
    """

    to: str
    allowed: tuple[str, ...]
    again: timedelta | None = None
    this_attempt: bool = True
    error: str = ""
    counted: str = ""
    opted_out: bool = False


def sent() -> Move:
    """Twilio took it; a callback may have overtaken the answer."""
    return Move("sent", ("sending", "in_doubt"))


def told(status: str, code: int, retries: int) -> Move | None:
    """What Twilio's callback means; None when it means nothing to us."""
    match _TOLD.get(status):
        case "sent":
            return Move("sent", ("sending", "in_doubt"))
        case "delivered":
            anywhere = ("pending", "sending", "in_doubt", "sent", "failed")
            return Move("delivered", anywhere, this_attempt=False)
        case "failed":
            return _failed_later(code, retries)
        case _:
            return None


def refused(kind: str, attempts: int, entry_id: str, failure: SendFailed) -> Move:
    """What follows from a failure to hand it over."""
    error = str(failure.code)
    if failure.outcome_unknown and kind == "text":
        return Move("in_doubt", ("sending",), LOOK_AFTER_DOUBT, error=error, counted="doubts")
    if failure.outcome_unknown and kind == "alert":
        return Move("pending", ("sending",), ALERT_AGAIN, error=error)
    if failure.retryable:
        return Move("pending", ("sending",), wait(attempts, entry_id), error=error)
    opted_out = failure.code == _OPTED_OUT
    return Move("failed", ("sending",), error=error, opted_out=opted_out)


def held_back(ceiling: str) -> Move:
    """What follows when too many went out: to one person it is the end, else it goes later."""
    if ceiling == "one":
        return Move("failed", ("sending",), error="ceiling")
    return Move("pending", ("sending",), HELD_FOR, error="ceiling")


def searched(found: bool, doubts: int) -> Move:
    """What follows when Twilio was asked whether it has a text that is in doubt.

    Not there, it was not taken, and is sent once more.  Doubtful a second time, it stays so.
    """
    if found:
        return Move("sent", ("in_doubt",))
    if doubts <= 1:
        return Move("pending", ("in_doubt",), timedelta(0))
    return Move("in_doubt", ("in_doubt",))


def not_searched(searches: int) -> Move:
    """What follows when Twilio could not be asked: again later, but not for ever."""
    again = LOOK_AFTER_DOUBT if searches + 1 < MOST_SEARCHES else None
    return Move("in_doubt", ("in_doubt",), again, counted="searches")


def wait(attempts: int, entry_id: str) -> timedelta:
    """How long before the next try: longer each time, and not the same for all."""
    doubled = timedelta(seconds=min(2 ** min(attempts, 10), LONGEST_WAIT.total_seconds()))
    spread = sha256(f"{entry_id}/{attempts}".encode()).digest()[0] / 255
    return doubled * (0.9 + 0.2 * spread)


def _failed_later(code: int, retries: int) -> Move:
    in_flight = ("sending", "in_doubt", "sent")
    later = _RETRIED_ONCE.get(code)
    if later is not None and retries == 0:
        return Move("pending", in_flight, later, error=str(code), counted="retries")
    return Move("failed", in_flight, error=str(code), opted_out=code == _OPTED_OUT)
