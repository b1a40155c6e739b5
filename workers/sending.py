"""Sends one message of the outbox, or rings, or finds out whether it went.

The state is looked at first and moved after, each by one script.  A crash between the two leaves
it `sending`: when its minute is over a text is looked for at Twilio, an alert sent again, and a
call given up, for the next step of the ladder rings anyway.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import structlog
from structlog.contextvars import bound_contextvars

from workers.errors import SendFailed
from workers.gateway import Gateway
from workers.outbox import InHand, Outbox

log = structlog.get_logger(__name__)
# What no waiting mends: credentials, permissions, a sender that may not, a queue of ten hours.
SET_UP_WRONG: Final = frozenset({401, 403, 20003, 20403, 21408, 21606, 21611, 21612, 30001, 30002})
CALL_PATH: Final = "/twilio/voice/alert"
CALL_STATUS: Final = "/twilio/status/alert"


def send(outbox: Outbox, gateway: Gateway, entry_id: str, now: datetime) -> None:
    """Do what this message needs now.  Done, not yet due or unknown, it needs nothing."""
    taken = outbox.begin(entry_id, now)
    with bound_contextvars(request=taken.request):  # every line of the log says what it came from
        match taken.what:
            case "send":
                _hand_over(outbox, gateway, taken, now)
            case "search":
                _look_for(outbox, gateway, taken, now)
            case _:
                return


def _hand_over(outbox: Outbox, gateway: Gateway, taken: InHand, now: datetime) -> None:
    try:
        if taken.kind == "call":
            query = {"ref": taken.body, "id": taken.tag}
            sid = gateway.place_call(taken.to, CALL_PATH, query, status=CALL_STATUS)
        else:
            sid = gateway.send_text(taken.to, taken.body, taken.tag)
    except SendFailed as failure:
        tell = log.error if failure.code in SET_UP_WRONG else log.warning
        tell("outbox.refused", id=taken.id, code=failure.code, unknown=failure.outcome_unknown)
        outbox.refused(taken, failure, now)
        return
    outbox.sent(taken, sid, now)
    log.info("outbox.sent", id=taken.id, kind=taken.kind, attempt=taken.attempts)


def _look_for(outbox: Outbox, gateway: Gateway, taken: InHand, now: datetime) -> None:
    try:
        found = gateway.find_text(taken.to, taken.body, taken.since or now)
    except SendFailed as failure:
        log.warning("outbox.not_searched", id=taken.id, code=failure.code)
        outbox.not_searched(taken, now)
        return
    outbox.searched(taken, found, now)
    log.info("outbox.searched", id=taken.id, found=found is not None)
