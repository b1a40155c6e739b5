"""The web application: which doors are open, and on what they stand.

`application` is what gunicorn loads; `create_app` builds everything from settings, and nothing is
made before it is called.
"""

from __future__ import annotations

import secrets
from typing import Final

from flask import Flask
from structlog.contextvars import bind_contextvars, clear_contextvars

from flows.triage import self_test
from intake import health, logs
from intake.console import make_blueprint as console_blueprint
from intake.runtime import Runtime, build_runtime
from intake.settings import Settings, read_settings, require_secrets
from intake.twilio.webhooks import make_blueprint as twilio_blueprint

ALL_DOORS: Final = frozenset({"twilio", "console"})


def application(*doors: str) -> Flask:
    """The application of one web process, its settings read from the environment."""
    logs.configure()
    return create_app(require_secrets(read_settings()), frozenset(doors) or ALL_DOORS)


def create_app(settings: Settings, doors: frozenset[str] = ALL_DOORS) -> Flask:
    """The application with these doors: `twilio`, `console`, or both on one machine.

    Raises LexiconError when triage misses a critical phrase: better no door than that one.
    """
    self_test()  # it reads the lexicon too, so that no message has to wait for that
    return app_of(build_runtime(settings), doors)


def app_of(runtime: Runtime, doors: frozenset[str] = ALL_DOORS) -> Flask:
    """The application over a runtime that stands already."""
    app = Flask("intake", static_folder=None)
    app.url_map.strict_slashes = False
    app.config.update(SECRET_KEY=runtime.settings.secret_key.get_secret_value())
    app.before_request(_name_the_request)
    app.register_blueprint(health.make_blueprint(runtime.health))
    if "twilio" in doors:
        app.register_blueprint(twilio_blueprint(runtime.twilio))
        runtime.drainer.start()
    if "console" in doors:
        app.register_blueprint(console_blueprint(runtime.console))
    return app


def _name_the_request() -> None:
    """Every log line of this request carries an id that says nothing about anybody."""
    clear_contextvars()
    bind_contextvars(request=secrets.token_hex(6))
