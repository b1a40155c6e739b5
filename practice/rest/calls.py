"""Calls: create, fetch, list, change, delete."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from practice.calls.call import OVER, Call, Telling
from practice.calls.exchange import Order
from practice.calls.given import Address, Dropped, Inline, Source
from practice.desk import Desk, Standing
from practice.numbers import is_international
from practice.rest import shapes
from practice.rest.errors import ApiError
from practice.rest.misfortune import befallen
from practice.rest.paging import in_time, listed

LONGEST_INLINE = 4000


def add_calls(rest: Blueprint, standing: Standing) -> None:
    """The routes of calls."""

    @rest.post("/Calls.json")
    def create_call(account: str) -> ResponseReturnValue:
        desk = standing.desk
        order = _order(desk, request.form)
        with befallen(desk, "Calls", order.to) as fault:
            call = desk.exchange.place(order, fault.status if fault else "")
        return jsonify({**shapes.of_call(account, call), "status": "queued"}), 201

    @rest.get("/Calls.json")
    def list_calls(account: str) -> ResponseReturnValue:
        arguments = request.args.to_dict()
        everything = list(standing.desk.exchange.calls.values())
        found = [call for call in reversed(everything) if _wanted(call, arguments)]
        path = shapes.path(account, "Calls.json")
        return jsonify(
            listed("calls", path, arguments, found, lambda c: shapes.of_call(account, c))
        )

    @rest.get("/Calls/<call_sid>.json")
    def fetch_call(account: str, call_sid: str) -> ResponseReturnValue:
        return jsonify(shapes.of_call(account, _found(standing.desk, call_sid)))

    @rest.post("/Calls/<call_sid>.json")
    def update_call(account: str, call_sid: str) -> ResponseReturnValue:
        desk, form = standing.desk, request.form
        call = _found(desk, call_sid)
        if form.get("Status") in ("completed", "canceled"):
            desk.exchange.post(call, Dropped(form["Status"]))
        elif form.get("Url") or form.get("Twiml"):
            if call.status != "in-progress":
                raise ApiError(21220)
            desk.exchange.divert(call, _source(form))
        return jsonify(shapes.of_call(account, call))

    @rest.delete("/Calls/<call_sid>.json")
    def delete_call(account: str, call_sid: str) -> ResponseReturnValue:  # noqa: ARG001 - the route's
        call = _found(standing.desk, call_sid)
        if call.status not in OVER:
            raise ApiError(21220)
        standing.desk.exchange.calls.pop(call_sid, None)
        return "", 204


def _order(desk: Desk, form: MultiDict[str, str]) -> Order:
    to, sender = form.get("To", ""), form.get("From", "")
    if not to:
        raise ApiError(21201)
    if not sender:
        raise ApiError(21213)
    if not is_international(to):
        raise ApiError(21217)
    if desk.lines.of(sender) is None:
        raise ApiError(21210)
    timeout, detection = form.get("Timeout", ""), _detection(form)
    events = [event for given in form.getlist("StatusCallbackEvent") for event in given.split()]
    return Order(
        sender=sender,
        to=to,
        source=_source(form),
        telling=Telling(form.get("StatusCallback", ""), frozenset(events or ["completed"])),
        fallback_url=form.get("FallbackUrl", ""),
        timeout=min(int(timeout), 600) if timeout.isdecimal() else 60,
        detects_machines=detection == "at once",
        detection_url=form.get("AsyncAmdStatusCallback", "") if detection == "beside" else "",
    )


def _detection(form: MultiDict[str, str]) -> str:
    """Whether what answered is told with the first request (`at once`) or `beside` the call."""
    if form.get("MachineDetection") not in ("Enable", "DetectMessageEnd"):
        return ""
    if form.get("AsyncAmd", "").lower() != "true":
        return "at once"
    if not form.get("AsyncAmdStatusCallback"):
        raise ApiError(21262)
    return "beside"


def _source(form: MultiDict[str, str]) -> Source:
    url, twiml = form.get("Url", ""), form.get("Twiml", "")
    if twiml and not url:
        if len(twiml) > LONGEST_INLINE:
            raise ApiError(32018)
        return Inline(twiml)
    if not url.startswith(("http://", "https://")):
        raise ApiError(21205)
    return Address(url, form.get("Method", "POST").upper())


def _wanted(call: Call, arguments: dict[str, str]) -> bool:
    return all(
        not arguments.get(name) or arguments[name] == value
        for name, value in (
            ("To", call.to),
            ("From", call.sender),
            ("Status", call.status),
            ("ParentCallSid", call.parent),
        )
    ) and in_time(call.created, arguments, "StartTime")


def _found(desk: Desk, call_sid: str) -> Call:
    call = desk.exchange.calls.get(call_sid)
    if call is None:
        raise ApiError(20404, 404)
    return call
