"""The server: one thread a request, and no log of who texted or rang."""

from __future__ import annotations

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from practice.app import make_app
from practice.clock import Clock
from practice.desk import Standing
from practice.settings import Settings


class Quiet(WSGIRequestHandler):
    """Paths carry numbers here, so requests are not logged."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def make_practice(settings: Settings, clock: Clock) -> BaseWSGIServer:
    """A server that listens already; `serve_forever` answers."""
    app = make_app(Standing(settings, clock))
    return make_server(settings.host, settings.port, app, threaded=True, request_handler=Quiet)
