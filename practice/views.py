"""Calls and texts as the control interface shows them."""

from __future__ import annotations

from typing import Any

from practice.calls.call import Call
from practice.notices import Notice
from practice.texts.message import Message


def of_call(call: Call) -> dict[str, Any]:
    """A leg: how it stands, what has been heard on it, what it waits for."""
    waiting = call.waiting
    shown = {"for": waiting.what, **dict(waiting.particulars)} if waiting else None
    return {
        "sid": call.sid,
        "from": call.sender,
        "to": call.to,
        "direction": call.direction,
        "parent": call.parent or None,
        "status": call.status,
        "answered_by": call.answered_by or None,
        "heard": list(call.heard),
        "waiting": shown,
        "ended": call.over,
        "seconds": call.seconds,
        "document": call.document,
    }


def of_message(message: Message) -> dict[str, Any]:
    """A text in a thread."""
    return {
        "sid": message.sid,
        "direction": message.direction,
        "from": message.sender,
        "to": message.to,
        "body": message.body,
        "at": message.created.isoformat(),
        "status": message.status,
        "error_code": message.error_code or None,
        "segments": message.segments,
    }


def of_notice(notice: Notice) -> dict[str, Any]:
    """A line of the debugger."""
    return {
        "at": notice.at.isoformat(),
        "level": notice.level,
        "code": notice.code or "not played",
        "text": notice.text,
        "detail": notice.detail,
        "about": notice.about,
    }
