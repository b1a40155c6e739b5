"""What practice is told by its environment; the only module here that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from practice.numbers import dialled

NOBODYS_ACCOUNT: Final = "AC" + "0" * 32
NOBODYS_KEY: Final = "SK" + "0" * 32


@dataclass(frozen=True, slots=True)
class Settings:
    """Where practice listens, whose account it plays, and where the webhooks stand."""

    host: str = "127.0.0.1"
    port: int = 8001
    account_sid: str = NOBODYS_ACCOUNT
    auth_token: str = "practice"  # noqa: S105 - made up; opens nothing but this desk
    key_sid: str = NOBODYS_KEY
    key_secret: str = "practice"  # noqa: S105 - the same
    base_url: str = "http://127.0.0.1:8000"
    sms_number: str = "66777"
    helpline_number: str = "+448082502196"
    caller_id: str = "+441134960000"
    signing_key: tuple[str, str, str] | None = None
    clock_file: Path | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """The settings in `environment`; what is missing or empty is made up."""

        made_up = cls()

        def told(name: str, otherwise: str) -> str:
            return environment.get(name, "").strip() or otherwise

        return cls(
            host=told("PRACTICE_HOST", made_up.host),
            port=int(told("PRACTICE_PORT", str(made_up.port))),
            account_sid=told("TWILIO_ACCOUNT_SID", made_up.account_sid),
            # While secrets rotate there are several; the platform signs with the first.
            auth_token=told("TWILIO_AUTH_TOKEN", made_up.auth_token).split(",")[0].strip(),
            key_sid=told("TWILIO_API_KEY_SID", made_up.key_sid),
            key_secret=told("TWILIO_API_KEY_SECRET", made_up.key_secret),
            base_url=told("PUBLIC_BASE_URL", made_up.base_url).rstrip("/"),
            sms_number=dialled(told("SMS_NUMBER", made_up.sms_number)),
            helpline_number=dialled(told("HELPLINE_NUMBER", made_up.helpline_number)),
            caller_id=dialled(told("CALLER_ID", made_up.caller_id)),
            clock_file=Path(told("PRACTICE_CLOCK", "")) if told("PRACTICE_CLOCK", "") else None,
            signing_key=_signing_key(told("PRACTICE_SIGNING_KEY", "")),
        )


def _signing_key(text: str) -> tuple[str, str, str] | None:
    """A shared signing key as `id:algorithm:secret`; without one the auth token signs."""
    parts = text.split(":", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
