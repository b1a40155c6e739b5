"""The REST API's door: basic auth with the account's token or an API key, errors as JSON."""

from __future__ import annotations

import contextlib
import hmac
import socket

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from practice.desk import Standing
from practice.parameters import API_VERSION
from practice.rest.calls import add_calls
from practice.rest.errors import ApiError, CutOff
from practice.rest.messages import add_messages
from practice.rest.numbers import add_numbers
from practice.settings import Settings


def make_rest(standing: Standing) -> Blueprint:
    """The blueprint of the API."""
    rest = Blueprint("rest", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account>")

    @rest.before_request
    def only_the_account() -> None:
        settings = standing.desk.settings
        if not known(settings):
            raise ApiError(20003, 401)
        if (request.view_args or {}).get("account") != settings.account_sid:
            raise ApiError(20404, 404)

    @rest.errorhandler(ApiError)
    def refuse(error: ApiError) -> ResponseReturnValue:
        return jsonify(error.json()), error.status

    @rest.errorhandler(ValueError)
    def not_understood(_: ValueError) -> ResponseReturnValue:
        return refuse(ApiError(20001))

    @rest.errorhandler(HTTPException)
    def not_there(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        return refuse(ApiError(20404 if status in (404, 405) else 20500, status))

    @rest.errorhandler(CutOff)
    def cut(_: CutOff) -> Response:
        """Close the connection without a word, as a broken line does."""
        line = request.environ.get("werkzeug.socket")
        if isinstance(line, socket.socket):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        return Response(status=504)

    add_messages(rest, standing)
    add_calls(rest, standing)
    add_numbers(rest, standing)
    return rest


def known(settings: Settings) -> bool:
    """Whether the request at hand comes with the account's token or its key."""
    given = request.authorization
    if given is None or given.type != "basic":
        return False
    name, secret = given.username or "", given.password or ""
    good = {settings.account_sid: settings.auth_token, settings.key_sid: settings.key_secret}
    return name in good and hmac.compare_digest(secret.encode(), good[name].encode())
