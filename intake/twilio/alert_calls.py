"""The call that an alert makes: what is waiting, and how a named person takes it.

It says level and reference and nothing about anybody, for whoever picks up may be anybody.  A staff
PIN and the hash key claim it for that member of staff; a bare 1 pauses the ladder for five minutes;
anything else leaves the ladder climbing.  Whatever fails here, the ladder goes on by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from flask import Blueprint, Response, request
from twilio.twiml.voice_response import Gather, VoiceResponse

from flows.voice import LANGUAGE, VOICE
from intake.console.roles import Right, may
from intake.twilio import alert_words as words
from intake.twilio.staff_legs import ANY, answered, carried, spoken
from workers.alerts import Alerts
from workers.callback_queue import CallbackQueue
from workers.errors import AlreadyClaimed, StoreAway
from workers.outbox import Outbox
from workers.staff import Staff

log = structlog.get_logger(__name__)
MOST_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class AlertDoor:
    """What these routes stand on."""

    alerts: Alerts
    queue: CallbackQueue
    staff: Staff
    outbox: Outbox
    now: Callable[[], datetime]


def add_routes(blueprint: Blueprint, door: AlertDoor) -> None:
    """The routes, on the blueprint that checks signatures."""

    @blueprint.route("/voice/alert", methods=ANY)
    def alert_answers() -> Response:
        return _heard(lambda: _asked(door, ()))

    @blueprint.route("/voice/alert/keys", methods=ANY)
    def alert_keys() -> Response:
        return _heard(lambda: _keyed(door, request.form.get("Digits", "")))

    @blueprint.route("/status/alert", methods=ANY)
    def alert_moved() -> Response:
        try:
            tag, status = request.args.get("id", ""), request.form.get("CallStatus", "")
            door.outbox.apply_status(tag, status, "", door.now())
        except StoreAway:
            log.warning("alert.status_lost", reason="store away")
        return Response(status=204)


def _asked(door: AlertDoor, before: tuple[str, ...]) -> VoiceResponse:
    """What is waiting, twice, while it listens for a PIN or a 1."""
    callback = door.queue.get(_reference())
    if callback is None or callback.alert != "climbing":
        return spoken(*before, words.settled(callback))
    response = VoiceResponse()
    gather = Gather(action=_again(), method="POST", timeout=6, finish_on_key="#", input="dtmf")
    waiting = words.waiting(callback, door.now())
    for sentence in (*before, *waiting, *waiting):
        gather.say(sentence, voice=VOICE, language=LANGUAGE)
    response.append(gather)
    return spoken(words.GOES_ON, response=response)


def _keyed(door: AlertDoor, keys: str) -> VoiceResponse:
    if keys == "1":
        paused = door.alerts.pause(_reference(), door.now())
        return spoken(words.PAUSED if paused else words.settled(door.queue.get(_reference())))
    who = _named(door, keys)
    if who is None:
        log.info("alert.pin_unknown", reference=_reference())
        return _asked(door, (words.UNKNOWN,)) if _tries() < MOST_TRIES else spoken(words.GOES_ON)
    try:
        claimed = door.queue.claim(_reference(), who, door.now())
    except AlreadyClaimed as taken:
        return spoken(words.taken_by(taken.officer))
    log.info("alert.claimed_by_phone", reference=_reference())
    return spoken(words.yours(claimed))


def _named(door: AlertDoor, pin: str) -> str | None:
    """Whose PIN it is, when they may work callbacks."""
    who = door.staff.named_by_pin(pin, request.form.get("CallSid", ""))
    account = door.staff.get(who) if who else None
    return who if account and may(account.role, Right.WORK) else None


def _heard(speak: Callable[[], VoiceResponse]) -> Response:
    """What they hear; whatever is in the way, they hear where it stands."""
    return answered(
        speak, refused=words.settled(None), failed=words.LOOK, event="alert.call_failed"
    )


def _again() -> str:
    tag = carried("id", r"[A-Za-z0-9_-]{1,80}")
    return f"/twilio/voice/alert/keys?ref={_reference()}&tries={_tries() + 1}&id={tag}"


def _reference() -> str:
    return carried("ref", r"[A-Za-z0-9-]{1,20}", "none")


def _tries() -> int:
    return int(carried("tries", r"\d", "0"))
