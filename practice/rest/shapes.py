"""Messages, calls and numbers as the API shows them."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from practice.calls.call import Call
from practice.lines import Line
from practice.parameters import API_VERSION
from practice.texts.message import Message


def path(account: str, what: str) -> str:
    """The path of a resource."""
    return f"/{API_VERSION}/Accounts/{account}/{what}"


def of_message(account: str, message: Message) -> dict[str, Any]:
    """A message."""
    sent = message.direction == "inbound" or message.status not in ("queued", "failed")
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "body": "" if message.redacted else message.body,
        "date_created": _date(message.created),
        "date_sent": _date(message.created) if sent else None,
        "date_updated": _date(message.updated),
        "direction": message.direction,
        "error_code": message.error_code or None,
        "error_message": None,
        "from": message.sender,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(message.segments),
        "price": None,
        "price_unit": "GBP",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": path(account, f"Messages/{message.sid}/Media.json")},
        "to": message.to,
        "uri": path(account, f"Messages/{message.sid}.json"),
    }


def of_call(account: str, call: Call) -> dict[str, Any]:
    """A call."""
    updated = call.ended_at or call.answered_at or call.created
    return {
        "account_sid": account,
        "annotation": None,
        "answered_by": call.answered_by or None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": _date(call.created),
        "date_updated": _date(updated),
        "direction": call.direction,
        "duration": str(call.seconds) if call.over else None,
        "end_time": _date(call.ended_at),
        "forwarded_from": None,
        "from": call.sender,
        "from_formatted": call.sender,
        "group_sid": None,
        "parent_call_sid": call.parent or None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "GBP",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": _date(call.answered_at),
        "status": call.status,
        "subresource_uris": {},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": path(account, f"Calls/{call.sid}.json"),
    }


def of_number(account: str, line: Line) -> dict[str, Any]:
    """A phone number of the account."""
    return {
        **_pointed(account, line),
        "phone_number": line.number,
        "voice_url": line.voice_url,
        "voice_method": "POST",
        "voice_fallback_url": line.voice_fallback_url,
        "voice_fallback_method": "POST",
        "status_callback": line.status_callback,
        "status_callback_method": "POST",
        "sms_application_sid": line.sms_application_sid,
        "voice_application_sid": line.voice_application_sid,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "uri": path(account, f"IncomingPhoneNumbers/{line.sid}.json"),
    }


def of_short_code(account: str, line: Line) -> dict[str, Any]:
    """A short code of the account."""
    return {
        **_pointed(account, line),
        "short_code": line.number,
        "uri": path(account, f"SMS/ShortCodes/{line.sid}.json"),
    }


def of_country(code: str) -> dict[str, Any]:
    """A country that calls may be placed to."""
    return {
        "iso_code": code,
        "name": code,
        "continent": "",
        "country_codes": [],
        "low_risk_numbers_enabled": True,
        "high_risk_special_numbers_enabled": False,
        "high_risk_tollfraud_numbers_enabled": False,
        "url": f"/v1/DialingPermissions/Countries/{code}",
        "links": {},
    }


def _pointed(account: str, line: Line) -> dict[str, Any]:
    return {
        "sid": line.sid,
        "account_sid": account,
        "api_version": API_VERSION,
        "friendly_name": line.number,
        "sms_url": line.sms_url,
        "sms_method": "POST",
        "sms_fallback_url": line.sms_fallback_url,
        "sms_fallback_method": "POST",
    }


def _date(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment is not None else None
