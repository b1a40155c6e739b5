"""The account's own numbers and short codes: list, fetch, and point elsewhere."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from practice.desk import Desk, Standing
from practice.lines import Line
from practice.rest import shapes
from practice.rest.errors import ApiError
from practice.rest.paging import listed

FIELDS: Final = {
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
    "SmsApplicationSid": "sms_application_sid",
    "VoiceApplicationSid": "voice_application_sid",
}


def add_numbers(rest: Blueprint, standing: Standing) -> None:
    """The routes of numbers (PN…) and short codes (SC…)."""

    @rest.get("/IncomingPhoneNumbers.json")
    def list_numbers(account: str) -> ResponseReturnValue:
        arguments = request.args.to_dict()
        asked = arguments.get("PhoneNumber", "")
        found = [x for x in standing.desk.lines if x.sid[:2] == "PN" and asked in x.number]
        path = shapes.path(account, "IncomingPhoneNumbers.json")
        return jsonify(
            listed(
                "incoming_phone_numbers",
                path,
                arguments,
                found,
                lambda line: shapes.of_number(account, line),
            )
        )

    @rest.get("/SMS/ShortCodes.json")
    def list_short_codes(account: str) -> ResponseReturnValue:
        arguments = request.args.to_dict()
        asked = arguments.get("ShortCode", "")
        found = [x for x in standing.desk.lines if x.sid[:2] == "SC" and asked in x.number]
        path = shapes.path(account, "SMS/ShortCodes.json")
        return jsonify(
            listed(
                "short_codes",
                path,
                arguments,
                found,
                lambda line: shapes.of_short_code(account, line),
            )
        )

    @rest.route("/IncomingPhoneNumbers/<line_sid>.json", methods=["GET", "POST"])
    def number(account: str, line_sid: str) -> ResponseReturnValue:
        return jsonify(shapes.of_number(account, _changed(standing.desk, line_sid)))

    @rest.route("/SMS/ShortCodes/<line_sid>.json", methods=["GET", "POST"])
    def short_code(account: str, line_sid: str) -> ResponseReturnValue:
        return jsonify(shapes.of_short_code(account, _changed(standing.desk, line_sid)))


def _changed(desk: Desk, line_sid: str) -> Line:
    found = next((line for line in desk.lines if line.sid == line_sid), None)
    if found is None:
        raise ApiError(20404, 404)
    if request.method == "POST":
        urls = {
            ours: request.form[theirs] for theirs, ours in FIELDS.items() if theirs in request.form
        }
        desk.lines.change(found.number, **urls)
    return desk.lines.of(found.number) or found
