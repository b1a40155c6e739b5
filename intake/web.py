"""The web application: which doors are open, and on what they stand.

`create_app` is the composition root of a web process: everything is built here and handed down.
"""

from __future__ import annotations

from typing import Final

from flask import Flask

from intake import health
from intake.console import make_blueprint as console_blueprint
from intake.runtime import Runtime, build_runtime
from intake.settings import Settings
from intake.twilio.webhooks import make_blueprint as twilio_blueprint

ALL_DOORS: Final = frozenset({"twilio", "console"})


def create_app(settings: Settings, doors: frozenset[str] = ALL_DOORS) -> Flask:
    """The application with these doors: `twilio`, `console`, or both on one machine."""
    return app_of(build_runtime(settings), doors)


def app_of(runtime: Runtime, doors: frozenset[str] = ALL_DOORS) -> Flask:
    """The application over a runtime that stands already."""
    app = Flask("intake", static_folder=None)
    app.url_map.strict_slashes = False
    app.config.update(SECRET_KEY=runtime.settings.secret_key.get_secret_value())
    app.register_blueprint(health.make_blueprint(runtime.health))
    if "twilio" in doors:
        app.register_blueprint(twilio_blueprint(runtime.twilio))
        runtime.drainer.start()
    if "console" in doors:
        app.register_blueprint(console_blueprint(runtime.console))
    return app
