"""The routes that Twilio calls.  Signed or 403; signed always gets words that help.

Nothing is decided here: a request becomes what was heard, and what was heard gets its answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import ClientDisconnected, HTTPException

from flows.levels import Level
from intake.logs import where
from intake.spool import Spooled, SpoolFull
from intake.turns import Turns
from intake.twilio import alert_calls, officer
from intake.twilio.alert_calls import AlertDoor
from intake.twilio.hearing import NotHeard, hear
from intake.twilio.last_words import LastWords
from intake.twilio.officer import OfficerDoor
from intake.twilio.signature import Signatures
from intake.twilio.staff_legs import ANY, XML
from workers.errors import StoreAway
from workers.moments import to_ms
from workers.outbox import Outbox

log = structlog.get_logger(__name__)
LARGEST_BODY: Final = 64 * 1024
STAFF: Final = tuple(
    f"/twilio/{path}"
    for path in ("voice/officer", "voice/alert", "status/officer", "status/person", "status/alert")
)  # legs of calls that we make: nobody's words, so there is nothing to replay
GOES_ON: Final = ("queued", "initiated", "ringing", "in-progress")


@dataclass(frozen=True, slots=True)
class TwilioDoor:
    """What the webhooks stand on."""

    signatures: Signatures
    turns: Turns
    outbox: Outbox
    last_words: LastWords
    caller_id: str
    officer: OfficerDoor
    alert: AlertDoor
    now: Callable[[], datetime]


def make_blueprint(door: TwilioDoor) -> Blueprint:
    """The blueprint of /twilio, its signature check in front of every route."""
    blueprint = Blueprint("twilio", __name__, url_prefix="/twilio")

    @blueprint.before_request
    def only_twilio() -> None:
        request.max_content_length = LARGEST_BODY
        if not door.signatures.vouch_for(request):
            abort(403)

    @blueprint.errorhandler(Exception)
    def safe_words(error: Exception) -> Response:
        cut_off = isinstance(error, ClientDisconnected)
        if isinstance(error, HTTPException) and (cut_off or error.code in (403, 404, 405, 413)):
            return Response(status=error.code)
        if not isinstance(error, NotHeard | HTTPException):
            log.error("webhook.failed", error=type(error).__name__, where=where(error))
            if not request.path.startswith(STAFF):
                _keep(door)
        words = door.last_words.sms if request.path == "/twilio/sms" else door.last_words.voice
        return Response(words, mimetype=XML)

    _answered(blueprint, door)
    _told(blueprint, door)
    officer.add_routes(blueprint, door.officer)
    alert_calls.add_routes(blueprint, door.alert)
    return blueprint


def _answered(blueprint: Blueprint, door: TwilioDoor) -> None:
    """The routes whose answer a person hears or reads."""

    @blueprint.route("/sms", methods=ANY)
    @blueprint.route("/voice", methods=ANY)
    @blueprint.route("/voice/answer", methods=ANY)
    @blueprint.route("/voice/silence", methods=ANY)
    @blueprint.route("/voice/admissions", methods=ANY)
    def listen() -> Response:
        heard = hear(_raw(door))
        if not _rung_back(door):
            return Response(door.turns.take(heard), mimetype=XML)
        if heard.door == "voice":
            return Response(door.last_words.neutral_voice, mimetype=XML)
        if door.turns.screening(heard.words, heard.door).level is Level.RED:
            return Response(door.turns.take(heard), mimetype=XML)  # danger goes before neutrality
        return Response(door.last_words.neutral_sms, mimetype=XML)


def _told(blueprint: Blueprint, door: TwilioDoor) -> None:
    """The routes by which Twilio tells us what became of a call or a message."""

    @blueprint.route("/status/call", methods=ANY)
    def call_ended() -> Response:
        ours = _rung_back(door) or request.form.get("From") == door.caller_id
        if not ours and request.form.get("CallStatus") not in GOES_ON:
            door.turns.take(hear(_raw(door)))
        return Response(status=204)

    @blueprint.route("/status/message", methods=ANY)
    def message_moved() -> Response:
        try:
            door.outbox.apply_status(
                request.args.get("id", ""),
                request.form.get("MessageStatus", ""),
                request.form.get("ErrorCode", ""),
                door.now(),
            )
        except StoreAway:
            log.warning("status.lost", reason="store away")
        return Response(status=204)


def _rung_back(door: TwilioDoor) -> bool:
    """Whether somebody rings the number that we call from, perhaps without knowing whose it is."""
    return bool(door.caller_id) and request.form.get("To") == door.caller_id


def _keep(door: TwilioDoor) -> None:
    """We failed on it ourselves: what came is not lost with the answer it should have had."""
    try:
        door.turns.spool.keep(_raw(door))
    except SpoolFull:
        log.error("webhook.lost", reason="spool full")


def _raw(door: TwilioDoor) -> Spooled:
    query = request.query_string.decode("ascii", "ignore")
    return Spooled(
        target=request.path + (f"?{query}" if query else ""),
        form=tuple(request.form.items(multi=True)),
        received_ms=to_ms(door.now()),
    )
