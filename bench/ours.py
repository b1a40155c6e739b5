"""Our SMS webhook as production serves it: the same application, with Twilio's door alone."""

from __future__ import annotations

from flask import Flask

from intake import logs
from intake.settings import read_settings, require_secrets
from intake.web import create_app as create_web_app


def create_app() -> Flask:
    """The application over the settings that the environment names."""
    logs.configure()
    return create_web_app(require_secrets(read_settings()), frozenset({"twilio"}))
