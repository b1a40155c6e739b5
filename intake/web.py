"""The web application: which doors are open, and on what they stand.

`application` is what gunicorn loads; `create_app` builds everything from settings, and nothing is
made before it is called.
"""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any, Final

from flask import Flask, Response, g, request
from flask.sessions import NullSession, SessionInterface
from structlog.contextvars import bind_contextvars, clear_contextvars

from flows.triage import self_test
from intake import health, logs
from intake.console import make_blueprint as console_blueprint
from intake.health import Counters
from intake.runtime import Runtime, build_runtime
from intake.settings import Settings, read_settings, require_secrets
from intake.twilio.webhooks import make_blueprint as twilio_blueprint

ALL_DOORS: Final = frozenset({"twilio", "console"})
_LETTERS: Final = str.maketrans("0123456789", "ghjkmnpqrs")


def application(*doors: str) -> Flask:
    """The application of one web process, its settings read from the environment."""
    logs.configure()
    return create_app(require_secrets(read_settings()), frozenset(doors) or ALL_DOORS)


def create_app(settings: Settings, doors: frozenset[str] = ALL_DOORS) -> Flask:
    """The application with these doors: `twilio`, `console`, or both on one machine.

    Raises LexiconError when triage misses a critical phrase: better no door than that one.
    """
    self_test()  # it reads the lexicon too, so that no message has to wait for that
    app = app_of(build_runtime(settings), doors)
    gc.collect()
    gc.freeze()  # the words and the weights stay for ever: no collection need walk through them
    return app


class NoFlaskSessions(SessionInterface):
    """Flask's own session is never used (the console keeps its own): no cookie is read or made."""

    def open_session(self, app: Flask, request: Any) -> NullSession:
        """A session that refuses to be written."""
        del app, request
        return NullSession()

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        """Nothing to keep."""


def app_of(runtime: Runtime, doors: frozenset[str] = ALL_DOORS) -> Flask:
    """The application over a runtime that stands already."""
    app = Flask("intake", static_folder=None)
    app.url_map.strict_slashes = False
    app.session_interface = NoFlaskSessions()
    app.before_request(_name_the_request)
    app.after_request(_measured(runtime.health.counters))
    app.register_blueprint(health.make_blueprint(runtime.health))
    if "twilio" in doors:
        app.register_blueprint(twilio_blueprint(runtime.twilio))
        runtime.drainer.start()
    if "console" in doors:
        app.register_blueprint(console_blueprint(runtime.console))
    return app


def _name_the_request() -> None:
    """Every log line of this request carries an id that says nothing about anybody.

    Letters only: what might be a phone number is struck out of the log.
    """
    clear_contextvars()
    bind_contextvars(request=secrets.token_hex(6).translate(_LETTERS))
    g.began = perf_counter()


def _measured(counters: Counters) -> Callable[[Response], Response]:
    """How long each answer of a door took, and with which status."""

    def answered(response: Response) -> Response:
        door = request.path.split("/", 2)[1]
        if door in ALL_DOORS and "began" in g:
            counters.answered(door, response.status_code, perf_counter() - g.began)
        return response

    return answered
