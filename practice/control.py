"""The control interface: what a person does with a phone, as JSON over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from practice import views
from practice.calls.call import Call
from practice.calls.given import Dropped, Given, Keys, NotPickedUp, PickedUp, Silence, Speech
from practice.desk import Desk, Standing
from practice.lines import Line
from practice.numbers import dialled
from practice.sids import sid
from practice.texts.message import Message
from practice.texts.receiving import Answered

DEMO_NUMBER: Final = "+447700900123"
LOOP_FILTER: Final = 30039
AT_A_RINGING_PHONE: Final = ("answer", "busy", "ignore")


def make_phone(standing: Standing) -> Blueprint:
    """Texts and calls of the phones on the desk."""
    phone = Blueprint("phone", __name__, url_prefix="/phone")
    phone.register_error_handler(HTTPException, refused)

    @phone.post("/texts")
    def send_text() -> ResponseReturnValue:
        desk, wanted = standing.desk, asked()
        line = _line(desk, wanted, desk.settings.sms_number)
        message = _message(desk, wanted, line)
        lost = desk.faults.take("Inbound", message.sender)
        if lost is not None:
            desk.messages.move(message.sid, "failed", desk.clock.now(), lost.code or LOOP_FILTER)
        answered = Answered((), 0) if lost is not None else desk.texts.deliver(message, line)
        return jsonify(
            sid=message.sid,
            replies=list(answered.replies),
            status=answered.status,
            errors=desk.notices.codes(message.sid),
        )

    @phone.get("/threads/<number>")
    def thread(number: str) -> ResponseReturnValue:
        whose = dialled(number)
        kept = [m for m in standing.desk.messages.all() if m.concerns(whose)]
        return jsonify(number=whose, messages=[views.of_message(m) for m in kept])

    @phone.post("/calls")
    def ring() -> ResponseReturnValue:
        desk, wanted = standing.desk, asked()
        line = _line(desk, wanted, desk.settings.helpline_number)
        call = desk.exchange.ring_in(_sender(wanted), line)
        return _shown(desk, call)

    @phone.get("/calls/<call_sid>")
    def look(call_sid: str) -> ResponseReturnValue:
        return jsonify(views.of_call(_call(standing.desk, call_sid)))

    @phone.post("/calls/<call_sid>/<deed>")
    def act(call_sid: str, deed: str) -> ResponseReturnValue:
        desk, wanted = standing.desk, asked()
        call = _call(desk, call_sid)
        rings = call.waiting is not None and call.waiting.what == "answer"
        if deed in AT_A_RINGING_PHONE and not rings:
            abort(409, f"this call is {call.status}: it does not ring")
        desk.exchange.post(call, _given(deed, wanted))
        return _shown(desk, call)

    @phone.get("/ringing")
    def ringing() -> ResponseReturnValue:
        calls = list(standing.desk.exchange.calls.values())
        shown = [views.of_call(call) for call in calls if call.status == "ringing" and _out(call)]
        return jsonify(calls=shown)

    @phone.get("/outgoing")
    def outgoing() -> ResponseReturnValue:
        desk = standing.desk
        calls = [views.of_call(c) for c in list(desk.exchange.calls.values()) if _out(c)]
        sent = [views.of_message(m) for m in desk.messages.all() if m.direction == "outbound-api"]
        return jsonify(calls=calls, messages=sent)

    return phone


def _given(deed: str, wanted: Mapping[str, Any]) -> Given:
    match deed:
        case "keys":
            return Keys(str(wanted.get("digits") or ""))
        case "say":
            confidence = str(wanted.get("confidence") or "0.9")
            return Speech(_words(wanted, "speech"), confidence)
        case "silence":
            return Silence()
        case "hangup":
            return Dropped()
        case "answer":
            return PickedUp(str(wanted.get("by") or "human"))
        case "busy":
            return NotPickedUp("busy")
        case "ignore":
            return NotPickedUp("no-answer")
    return abort(404, f"a phone cannot {deed}")


def _shown(desk: Desk, call: Call) -> ResponseReturnValue:
    """The call, once everything that was to be told of it has been told."""
    desk.callbacks.settle()
    return jsonify(views.of_call(call))


def _out(call: Call) -> bool:
    return call.direction != "inbound"


def _call(desk: Desk, call_sid: str) -> Call:
    call = desk.exchange.calls.get(call_sid)
    return call if call is not None else abort(404, "no such call")


def _line(desk: Desk, wanted: Mapping[str, Any], otherwise: str) -> Line:
    line = desk.lines.of(dialled(str(wanted.get("to") or otherwise)))
    if line is None:
        abort(
            422, "to is none of the account's numbers: " + ", ".join(x.number for x in desk.lines)
        )
    return line


def _sender(wanted: Mapping[str, Any]) -> str:
    return dialled(str(wanted.get("from", DEMO_NUMBER)))


def _message(desk: Desk, wanted: Mapping[str, Any], line: Line) -> Message:
    """The text, kept once however often it is delivered."""
    now = desk.clock.now()
    message = Message(
        sid=str(wanted.get("sid") or sid("SM")),
        direction="inbound",
        sender=_sender(wanted),
        to=line.number,
        body=_words(wanted, "body"),
        status="received",
        created=now,
        updated=now,
    )
    desk.messages.add(message)
    return message


def _words(wanted: Mapping[str, Any], name: str) -> str:
    """Words that can be sent: half of a surrogate pair becomes a question mark, as in transit."""
    return str(wanted.get(name) or "").encode("utf-8", "replace").decode()


def asked() -> Mapping[str, Any]:
    """The JSON object in the request; an empty one when there is none."""
    wanted = request.get_json(silent=True, force=True) if request.data else {}
    return wanted if isinstance(wanted, dict) else abort(400, "a JSON object is wanted")


def refused(error: HTTPException) -> ResponseReturnValue:
    """A refusal as JSON."""
    return jsonify(error=error.description), error.code or 500
