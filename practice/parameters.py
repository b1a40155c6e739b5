"""The form fields of each webhook, every one that a real one carries, the blank ones too."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime

from practice.numbers import country
from practice.signature import Parameters
from practice.texts.message import Message

API_VERSION = "2010-04-01"


def of_text(account: str, message: Message) -> Parameters:
    """An inbound text."""
    return (
        *_places("To", message.to),
        *_places("From", message.sender),
        ("SmsMessageSid", message.sid),
        ("SmsSid", message.sid),
        ("MessageSid", message.sid),
        ("NumMedia", "0"),
        ("NumSegments", str(message.segments)),
        ("SmsStatus", "received"),
        ("Body", message.body),
        ("To", message.to),
        ("From", message.sender),
        ("AccountSid", account),
        ("ApiVersion", API_VERSION),
    )


def of_message_status(account: str, message: Message, now: datetime) -> Parameters:
    """What became of a text of ours."""
    fields = [
        ("SmsSid", message.sid),
        ("SmsStatus", message.status),
        ("MessageStatus", message.status),
        ("To", message.to),
        ("MessageSid", message.sid),
        ("AccountSid", account),
        ("From", message.sender),
        ("ApiVersion", API_VERSION),
    ]
    if message.error_code:
        fields.append(("ErrorCode", str(message.error_code)))
    if message.status in ("delivered", "undelivered"):
        fields.append(("RawDlrDoneDate", f"{now:%y%m%d%H%M}"))
    return tuple(fields)


def of_call(
    account: str, sid: str, sender: str, to: str, direction: str, status: str, parent: str = ""
) -> Parameters:
    """What every request about a call carries."""
    fields = (
        *_places("Called", to),
        *_places("To", to),
        *_places("Caller", sender),
        *_places("From", sender),
        ("Called", to),
        ("To", to),
        ("Caller", sender),
        ("From", sender),
        ("CallSid", sid),
        ("CallStatus", status),
        ("Direction", direction),
        ("AccountSid", account),
        ("ApiVersion", API_VERSION),
    )
    return (*fields, ("ParentCallSid", parent)) if parent else fields


def call_token(sid: str) -> tuple[str, str]:
    """The token that a first request carries; opaque to us."""
    return "CallToken", json.dumps({"parentCallInfoToken": sid[2:], "identityHeaderTokens": []})


def of_progress(now: datetime, number: int, seconds: int | None) -> Parameters:
    """What a call's status callback carries beside the call's own fields."""
    fields = (
        ("Timestamp", format_datetime(now)),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", str(number)),
    )
    if seconds is None:
        return fields
    minutes = str(-(-seconds // 60))
    return (*fields, ("CallDuration", str(seconds)), ("Duration", minutes))


def _places(of: str, number: str) -> Parameters:
    return (
        (f"{of}City", ""),
        (f"{of}State", ""),
        (f"{of}Zip", ""),
        (f"{of}Country", country(number)),
    )
