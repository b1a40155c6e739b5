"""Every setting of the service, read from the environment and from `.env`, once.

This is the one module that reads the environment.  It refuses what is missing or wrong in one line
that names the setting and never shows a secret.  Nothing is built here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flows.numbers import read_number
from intake.hours import ALWAYS, Hours, read_hours
from intake.twilio.signature import SigningKey

SHORTEST_SECRET: Final = 16
HELPLINE: Final = "0808 250 2196"
SECRETS: Final = (
    "REDIS_URL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_API_KEY_SID",
    "TWILIO_API_KEY_SECRET",
    "PUBLIC_BASE_URL",
    "SECRET_KEY",
    "DATA_KEYS",
    "LOOKUP_KEY",
    "SMS_NUMBER",
    "CALLER_ID",
)


class SettingsRefused(Exception):
    """The settings will not do; the message is one line that names which, and shows no value."""


def _several(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _keys(value: Any) -> Any:
    return tuple(_key(part) if isinstance(part, str) else part for part in _several(value))


def _key(text: str) -> SigningKey:
    key_id, _, rest = text.partition(":")
    algorithm, _, secret = rest.partition(":")
    if not (key_id and secret) or algorithm.upper() not in ("HMAC_SHA256", "HMAC_SHA1"):
        raise ValueError("each is id:algorithm:secret, the algorithm HMAC_SHA256 or HMAC_SHA1")
    return SigningKey(key_id, algorithm.upper(), secret)


def _e164(value: Any) -> Any:
    """A number as Twilio wants it: E.164, or a short code as it is."""
    text = str(value).strip()
    if not text or re.fullmatch(r"\d{3,6}", text):
        return text
    if re.fullmatch(r"\+\d{7,15}", text.replace(" ", "")):
        return text.replace(" ", "")
    number = read_number(text) or _freephone(text)
    if not number:
        raise ValueError("not a phone number; write it as +44...")
    return number


def _freephone(text: str) -> str:
    digits = re.sub(r"[^\d]", "", text)
    return f"+44{digits[1:]}" if re.fullmatch(r"0(80[08]|500)\d{6,7}", digits) else ""


def _numbers(value: Any) -> Any:
    return tuple(_e164(part) for part in _several(value))


def _web_address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise ValueError("write it as https://name, without a query")
    return value.rstrip("/")


def _redis_address(value: SecretStr) -> SecretStr:
    address = value.get_secret_value()
    if address and not re.match(r"(rediss?|unix|redis\+sentinel|rediss\+sentinel)://", address):
        raise ValueError("write it as redis://, rediss://, unix:// or redis+sentinel://")
    return value


Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_several)]
SigningKeys = Annotated[tuple[SigningKey, ...], NoDecode, BeforeValidator(_keys), Field(repr=False)]
PhoneNumber = Annotated[str, BeforeValidator(_e164)]
PhoneNumbers = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_numbers)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
RedisAddress = Annotated[SecretStr, AfterValidator(_redis_address)]
OpeningHours = Annotated[Hours, NoDecode, BeforeValidator(read_hours)]


Folder = Annotated[Path, AfterValidator(Path.absolute)]


class Settings(BaseSettings):
    """What the operator decides.  Frozen; secrets do not show when it is printed."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    redis_url: RedisAddress = SecretStr("")
    twilio_account_sid: str = ""
    twilio_auth_token: Secrets = ()
    twilio_signing_keys: SigningKeys = ()
    twilio_api_key_sid: str = ""
    twilio_api_key_secret: SecretStr = SecretStr("")
    twilio_api_url: WebAddress = "https://api.twilio.com"
    public_base_url: WebAddress = ""
    secret_key: SecretStr = SecretStr("")
    data_keys: Secrets = ()
    lookup_key: SecretStr = SecretStr("")
    sms_number: PhoneNumber = ""
    caller_id: PhoneNumber = ""
    helpline_number: str = HELPLINE
    admissions_dial: PhoneNumber = ""
    opening_hours: OpeningHours = ALWAYS
    alert_numbers: PhoneNumbers = ()
    lead_numbers: PhoneNumbers = ()
    data_dir: Folder = Field(default=Path(".helpline"), validate_default=True)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    practice: Literal["on", "off", ""] = ""
    practice_port: int = Field(default=8001, ge=1, le=65535)
    prometheus_multiproc_dir: Path | None = None

    @property
    def demonstration(self) -> bool:
        """Whether this is practice: a Twilio on one's own desk, and a clock that may be moved."""
        return self.practice == "on"

    @property
    def spoken(self) -> str:
        """The number that we say, in E.164."""
        return str(_e164(self.helpline_number))

    @property
    def dialled(self) -> str:
        """What we dial to reach admissions, in E.164."""
        return self.admissions_dial or self.spoken


def read_settings(**given: Any) -> Settings:
    """The settings as the environment and `.env` have them; `given` wins.  SettingsRefused."""
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise SettingsRefused(_one_line(error)) from None
    _refuse_own_numbers(settings)
    return settings


def require_secrets(settings: Settings) -> Settings:
    """`settings`, when every secret that a production role needs is there.  SettingsRefused."""
    missing = [name for name in SECRETS if not _filled(getattr(settings, name.lower()))]
    if missing:
        raise SettingsRefused(f"not set: {', '.join(missing)} (docs/operations.md says how)")
    short = [
        name
        for name in ("SECRET_KEY", "DATA_KEYS", "LOOKUP_KEY")
        if any(len(s) < SHORTEST_SECRET for s in _plain(getattr(settings, name.lower())))
    ]
    if short:
        least = f"at least {SHORTEST_SECRET} characters"
        raise SettingsRefused(f"too short: {', '.join(short)} (each secret needs {least})")
    return settings


def _refuse_own_numbers(settings: Settings) -> None:
    try:
        dialled = settings.dialled
    except ValueError:
        raise SettingsRefused("HELPLINE_NUMBER: not a phone number; write it as 0808 ...") from None
    if dialled in (settings.sms_number, settings.caller_id):
        raise SettingsRefused(
            "ADMISSIONS_DIAL: is one of our own numbers (SMS_NUMBER, CALLER_ID): "
            "a call would ring itself"
        )


def _plain(value: SecretStr | tuple[SecretStr, ...]) -> tuple[str, ...]:
    secrets = value if isinstance(value, tuple) else (value,)
    return tuple(secret.get_secret_value() for secret in secrets)


def _filled(value: str | SecretStr | tuple[SecretStr, ...]) -> bool:
    if isinstance(value, str):
        return bool(value)
    return any(_plain(value))


def _one_line(error: ValidationError) -> str:
    """What is wrong, setting by setting, without the value that was given."""
    wrong = {
        str(e["loc"][0]).upper(): e["msg"].removeprefix("Value error, ")
        for e in error.errors(include_input=False, include_url=False, include_context=False)
    }
    return "; ".join(f"{name}: {why}" for name, why in wrong.items())
