"""Messages: create, fetch, list, redact, delete."""

from __future__ import annotations

import re

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from practice.desk import Desk, Standing
from practice.numbers import is_international, is_sender_name, is_short_code
from practice.rest import shapes
from practice.rest.errors import ApiError
from practice.rest.misfortune import befallen
from practice.rest.paging import in_time, listed
from practice.texts.message import Message
from practice.texts.sending import Draft

LONGEST = 1600
_CALLBACK = re.compile(r"https?://[^/_]+(/|$)")


def add_messages(rest: Blueprint, standing: Standing) -> None:
    """The routes of messages."""

    @rest.post("/Messages.json")
    def create_message(account: str) -> ResponseReturnValue:
        desk = standing.desk
        draft = _draft(desk, request.form)
        with befallen(desk, "Messages", draft.to) as fault:
            message = desk.post.accept(draft, fault)
        return jsonify(shapes.of_message(account, message)), 201

    @rest.get("/Messages.json")
    def list_messages(account: str) -> ResponseReturnValue:
        arguments = request.args.to_dict()
        found = [m for m in reversed(standing.desk.messages.all()) if _wanted(m, arguments)]
        path = shapes.path(account, "Messages.json")
        return jsonify(
            listed("messages", path, arguments, found, lambda m: shapes.of_message(account, m))
        )

    @rest.get("/Messages/<message_sid>.json")
    def fetch_message(account: str, message_sid: str) -> ResponseReturnValue:
        return jsonify(shapes.of_message(account, _found(standing.desk, message_sid)))

    @rest.post("/Messages/<message_sid>.json")
    def update_message(account: str, message_sid: str) -> ResponseReturnValue:
        desk = standing.desk
        message = _found(desk, message_sid)
        if request.form.get("Body") == "":
            message = desk.messages.blank(message_sid, desk.clock.now()) or message
        return jsonify(shapes.of_message(account, message))

    @rest.delete("/Messages/<message_sid>.json")
    def delete_message(account: str, message_sid: str) -> ResponseReturnValue:  # noqa: ARG001 - the route's
        _found(standing.desk, message_sid)
        standing.desk.messages.delete(message_sid)
        return "", 204


def _draft(desk: Desk, form: MultiDict[str, str]) -> Draft:
    to, body, callback = form.get("To", ""), form.get("Body", ""), form.get("StatusCallback", "")
    sender = form.get("From", "")
    if not sender and form.get("MessagingServiceSid"):
        sender = desk.settings.sms_number
    if not to:
        raise ApiError(21604)
    if not sender:
        raise ApiError(21603)
    if not body:
        raise ApiError(21602)
    if is_short_code(to):
        raise ApiError(21265)
    if not is_international(to):
        raise ApiError(21211)
    if desk.lines.of(sender) is None and not is_sender_name(sender):
        raise ApiError(21606)
    if len(body) > LONGEST:
        raise ApiError(21617)
    if callback and not _CALLBACK.match(callback):
        raise ApiError(21609)
    validity = form.get("ValidityPeriod", "")
    return Draft(sender, to, body, callback, validity=int(validity) if validity else 36000)


def _wanted(message: Message, arguments: dict[str, str]) -> bool:
    to, sender = arguments.get("To"), arguments.get("From")
    return (
        not message.deleted
        and (not to or message.to == to)
        and (not sender or message.sender == sender)
        and in_time(message.created, arguments, "DateSent")
    )


def _found(desk: Desk, message_sid: str) -> Message:
    message = desk.messages.get(message_sid)
    if message is None:
        raise ApiError(20404, 404)
    return message
