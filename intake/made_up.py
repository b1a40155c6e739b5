"""Secrets for one's own desk: made up once, kept in DATA_DIR where only the owner can read them.

Only `helpline run` makes them.  Commands beside it read them; production roles never look here.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any, Final

from intake.settings import Settings, SettingsRefused, read_settings

FILE: Final = "secrets.json"
ACCOUNT: Final = "lead"
SMS_NUMBER: Final = "66777"
CALLER_ID: Final = "+441134960000"
ON_DUTY: Final = "+447700900999"
PASSWORD: Final = "PASSWORD"  # noqa: S105 - the name under which it is kept


def kept(data_dir: Path) -> dict[str, str]:
    """What was made up here before; empty when nothing was.  Raises SettingsRefused."""
    try:
        found: dict[str, str] = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise SettingsRefused(f"{data_dir / FILE} cannot be read: {type(error).__name__}") from None
    return found


def make_up(data_dir: Path) -> dict[str, str]:
    """The secrets kept here, made up where there are none yet.  Raises SettingsRefused."""
    before = kept(data_dir)
    found = {**_fresh(), **before}
    if found != before:
        _keep(data_dir, found)
    return found


def settings_on_this_desk(**given: Any) -> Settings:
    """The settings of a command beside a `helpline run`, whose secrets fill the gaps."""
    settings = read_settings(**given)
    made = kept(settings.data_dir)
    return filled(settings, made, given) if made else settings


def filled(settings: Settings, made: dict[str, str], given: dict[str, Any]) -> Settings:
    """The settings with what is not set taken from what was made up."""
    here = {
        **made,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{settings.port}",
        "TWILIO_API_URL": f"http://127.0.0.1:{settings.practice_port}",
        "SMS_NUMBER": SMS_NUMBER,
        "CALLER_ID": CALLER_ID,
        "PRACTICE": "on",
        "ALERT_NUMBERS": ON_DUTY,
    }
    if settings.practice == "off":
        del here["TWILIO_API_URL"], here["ALERT_NUMBERS"]
    gaps = {
        name.lower(): value
        for name, value in here.items()
        if name.lower() in Settings.model_fields and not _is_set(settings, name.lower())
    }
    return read_settings(**{**gaps, **given})


def _is_set(settings: Settings, name: str) -> bool:
    return name in settings.model_fields_set


def _fresh() -> dict[str, str]:
    return {
        "TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_API_KEY_SID": "SK" + secrets.token_hex(16),
        "TWILIO_API_KEY_SECRET": secrets.token_urlsafe(24),
        "SECRET_KEY": secrets.token_urlsafe(32),
        "DATA_KEYS": secrets.token_urlsafe(32),
        "LOOKUP_KEY": secrets.token_urlsafe(32),
        PASSWORD: "-".join(secrets.token_hex(2) for _ in range(4)),
    }


def _keep(data_dir: Path, found: dict[str, str]) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = data_dir / f"{FILE}.draft"
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
        draft.replace(data_dir / FILE)
    except OSError as error:
        raise SettingsRefused(f"DATA_DIR {data_dir} cannot be written: {error.strerror}") from None
