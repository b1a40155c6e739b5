"""The officer's leg of a call to somebody: what they hear, and how the two are put through.

Before anybody has pressed 1 it says nothing about whom it is about, for a voicemail or another
person may have picked up; so an officer's voicemail is never put through.  Then it says whom they
will speak to and how to do that safely, and rings.  No machine listens for the person's answering
machine: the officer is on the line and hears it better than one that is wrong one time in ten, and
star ends the person's leg before a word is said.  The number stands in no address and no log.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from flask import Blueprint, Response, request
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from flows.voice import LANGUAGE, VOICE
from intake.twilio import officer_words as words
from intake.twilio.staff_legs import ANY, XML, answered, carried, spoken
from workers.bridges import LONGEST_CALL
from workers.bridging import PATH, Bridging
from workers.errors import StoreAway
from workers.gateway import RING_SECONDS

log = structlog.get_logger(__name__)
OVER: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_NOT_SPOKEN: Final = re.compile(r"[^\w\s.,'\u2019-]")


@dataclass(frozen=True, slots=True)
class OfficerDoor:
    """What these routes stand on."""

    bridging: Bridging
    caller_id: str
    base_url: str
    voicemail: str
    now: Callable[[], datetime]


def add_routes(blueprint: Blueprint, door: OfficerDoor) -> None:
    """The routes, on the blueprint that checks signatures."""

    @blueprint.route("/voice/officer", methods=ANY)
    def officer_answers() -> Response:
        return _heard(lambda: _asked(door))

    @blueprint.route("/voice/officer/accept", methods=ANY)
    def officer_accepts() -> Response:
        return _heard(lambda: _put_through(door))

    @blueprint.route("/voice/officer/done", methods=ANY)
    def officer_done() -> Response:
        _told(door, "DialCallStatus", "DialCallDuration")
        done = spoken(words.done(request.form.get("DialCallStatus", "")))
        return Response(str(done), mimetype=XML)

    @blueprint.route("/status/person", methods=ANY)
    def person_moved() -> Response:
        _told(door, "CallStatus", "CallDuration")
        return Response(status=204)

    @blueprint.route("/status/officer", methods=ANY)
    def officer_moved() -> Response:
        if request.form.get("CallStatus", "") in OVER:
            _noted(lambda: door.bridging.bridges.officer_over(_token(), door.now()))
        return Response(status=204)


def _asked(door: OfficerDoor) -> VoiceResponse:
    door.bridging.bridges.named(_token(), _call(), door.now())
    response = VoiceResponse()
    gather = Gather(
        action=_url(f"{PATH}/accept"), method="POST", num_digits=1, timeout=8, finish_on_key=""
    )
    for _ in range(2):
        gather.say(words.PRESS_ONE, voice=VOICE, language=LANGUAGE)
        gather.pause(length=2)
    response.append(gather)
    response.hangup()
    return response


def _put_through(door: OfficerDoor) -> VoiceResponse:
    if request.form.get("Digits") != "1":
        return _asked(door)
    callback = door.bridging.bridges.accept(_token(), _call(), door.now())
    number = door.bridging.to_dial(callback)
    response = VoiceResponse()
    for sentence in words.how_to_ring(callback, door.voicemail):
        spoken = _NOT_SPOKEN.sub(" ", sentence)
        response.say(spoken, voice=VOICE, language=LANGUAGE)
    dial = Dial(
        action=_url(f"{PATH}/done"),
        method="POST",
        caller_id=door.caller_id,
        timeout=RING_SECONDS,
        time_limit=int(LONGEST_CALL.total_seconds()),
        hangup_on_star=True,
    )
    dial.number(
        number,
        status_callback=door.base_url + _url("/twilio/status/person"),
        status_callback_event="completed",
    )
    response.append(dial)
    return response


def _told(door: OfficerDoor, status: str, seconds: str) -> None:
    """What came of ringing the person."""
    lasted = request.form.get(seconds, "")
    length = int(lasted) if lasted.isdecimal() else 0
    said = request.form.get(status, "")
    if said in OVER or said == "answered":
        _noted(lambda: door.bridging.bridges.person_over(_token(), said, length, door.now()))


def _noted(note: Callable[[], object]) -> None:
    try:
        note()
    except StoreAway:
        log.warning("bridge.status_lost", reason="store away")


def _heard(speak: Callable[[], VoiceResponse]) -> Response:
    """What the officer hears; whatever is in the way, they hear what to do instead."""
    return answered(speak, refused=words.NOT_YOURS, failed=words.BY_HAND, event="bridge.failed")


def _url(path: str) -> str:
    return f"{path}?t={_token()}"


def _token() -> str:
    return carried("t", r"[A-Za-z0-9_-]{1,80}")


def _call() -> str:
    return request.form.get("CallSid", "")
