"""A whole web application for tests, over a real Redis, and a Twilio that signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from intake.runtime import Runtime, build_runtime
from intake.settings import Settings
from intake.web import app_of

TOKEN: Final = "the token of a test account"
BASE: Final = "https://line.example"
NUMBER: Final = "+447700900123"
SECRETS: Final[dict[str, Any]] = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": TOKEN,
    "twilio_api_key_sid": "SK" + "0" * 32,
    "twilio_api_key_secret": "the secret of a test key",
    "public_base_url": BASE,
    "secret_key": "s" * 43,
    "data_keys": "d" * 43,
    "lookup_key": "l" * 43,
    "sms_number": "66777",
    "caller_id": "+441134960000",
}


def settings_for(redis_url: str, data_dir: Path, **changes: Any) -> Settings:
    """Settings that need nothing from the environment."""
    given = {"redis_url": redis_url, "data_dir": data_dir, **SECRETS, **changes}
    return Settings(_env_file=None, **given)


def signature(target: str, fields: dict[str, str], token: str = TOKEN) -> str:
    """What Twilio would sign this request with."""
    text = BASE + target + "".join(name + fields[name] for name in sorted(fields))
    mac = hmac.new(token.encode(), text.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()


@dataclass
class Clock:
    """A clock that a test moves."""

    at: datetime = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment it is."""
        return self.at

    def pass_time(self, duration: timedelta) -> None:
        """Move on."""
        self.at += duration


@dataclass
class House:
    """The application, its runtime, its clock, and Twilio in front of it."""

    runtime: Runtime
    app: Flask
    clock: Clock
    sent: int = 0
    asked: list[str] = field(default_factory=list)

    def post(self, target: str, fields: dict[str, str], token: str | None = TOKEN) -> TestResponse:
        """One request as Twilio makes it; unsigned without a token."""
        signed = {"X-Twilio-Signature": signature(target, fields, token)} if token else {}
        return self.app.test_client().post(
            target, data=fields, headers=signed, environ_overrides={"RAW_URI": target}
        )

    def text(self, body: str, sid: str = "", number: str = NUMBER, **more: str) -> str:
        """A text; the TwiML that answers it."""
        self.sent += 1
        fields = {"MessageSid": sid or f"SM{self.sent:032}", "From": number, "To": "66777"}
        answer = self.post("/twilio/sms", {**fields, "Body": body, "NumMedia": "0", **more})
        assert answer.status_code == 200
        return answer.text

    def call(self, call: str, target: str = "/twilio/voice", **fields: str) -> str:
        """A step of a call; the TwiML that answers it."""
        parts = urlsplit(target)
        relative = parts.path + (f"?{parts.query}" if parts.query else "")
        given = {"CallSid": call, "From": NUMBER, "To": "+448082502196", **fields}
        answer = self.post(relative, given)
        assert answer.status_code == 200
        return answer.text


def build(settings: Settings) -> House:
    """A house over these settings."""
    clock = Clock()
    runtime = build_runtime(settings, clock)
    runtime.drainer.start = lambda: None  # type: ignore[method-assign] # tests drain themselves
    return House(runtime, app_of(runtime), clock)
