"""Wrong settings and poor secrets: each is found, with how to mend it; a good set-up is well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intake.checkup import of_secrets, of_settings
from intake.checkup.finding import Finding
from intake.settings import Settings

GOOD: dict[str, Any] = {
    "redis_url": "redis://127.0.0.1:6379/0",
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "0123456789abcdef0123456789abcdef",
    "twilio_api_key_sid": "SK" + "0" * 32,
    "twilio_api_key_secret": "fedcba9876543210fedcba9876543210",
    "public_base_url": "https://line.example",
    "secret_key": "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7",
    "data_keys": "b1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7",
    "lookup_key": "c1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7",
    "sms_number": "66777",
    "caller_id": "+441134960000",
    "alert_numbers": "+447700900999",
    "lead_numbers": "+447700900998",
    "data_dir": "/var/lib/helpline",
}


def wrong(here: Path, **changes: Any) -> dict[str, Finding]:
    """What is found wrong, by what was looked at."""
    settings = Settings(_env_file=None, **{**GOOD, **changes})
    found = [*of_settings.look(settings), *of_secrets.look(settings, here)]
    return {finding.what: finding for finding in found if finding.wrong}


def test_a_good_set_up_is_well(tmp_path: Path) -> None:
    """Nothing is found where nothing is wrong."""
    assert wrong(tmp_path) == {}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"alert_numbers": ""}, "who is told about red", "ALERT_NUMBERS is not set"),
    ({"lead_numbers": ""}, "who is told when nobody comes", "LEAD_NUMBERS is not set"),
    ({"alert_numbers": "+441134960000"}, "phones that are told", "one of our own"),
    (
        {"caller_id": "+441134960005", "helpline_number": "0113 496 0005"},
        "the number we call from",
        "the number that the public rings",
    ),
    ({"caller_id": "66777"}, "the number we call from", "CALLER_ID is SMS_NUMBER"),
    ({"caller_id": "66778"}, "the number we call from", "short code"),
    ({"caller_id": "+448081570000"}, "the number we call from", "free or special"),
    ({"public_base_url": ""}, "the public address", "not set"),
    ({"public_base_url": "http://line.example"}, "the public address", "not https"),
    ({"public_base_url": "https://localhost"}, "the public address", "this machine alone"),
    ({"public_base_url": "https://our_line.example"}, "the public address", "underscore"),
    ({"public_base_url": "https://line.example:443"}, "the public address", "names a port"),
    ({"practice": "on"}, "practice", "PRACTICE is on"),
    ({"twilio_api_url": "http://127.0.0.1:8001"}, "practice", "not Twilio's"),
    ({"twilio_account_sid": "SK" + "0" * 32}, "Twilio's identifiers", "begin with AC"),
    ({"twilio_api_key_sid": "AC" + "0" * 32}, "Twilio's identifiers", "begin with SK"),
    ({"data_dir": "/tmp/helpline"}, "where data lies", "DATA_DIR is below"),
    ({"redis_url": ""}, "settings", "REDIS_URL"),
    ({"secret_key": "too short"}, "settings", "too short: SECRET_KEY"),
    ({"data_keys": "aaaaaaaabbbbbbbbccccccccdddddddd"}, "strength of secrets", "DATA_KEYS"),
    ({"lookup_key": "short but not that short"}, "strength of secrets", "LOOKUP_KEY"),
    ({"secret_key": GOOD["lookup_key"]}, "each secret its own", "SECRET_KEY, LOOKUP_KEY"),
    ({"data_keys": GOOD["twilio_auth_token"]}, "each secret its own", "TWILIO_AUTH_TOKEN"),
]


@pytest.mark.parametrize(("changes", "what", "says"), WRONG)
def test_what_is_wrong_is_found(
    tmp_path: Path, changes: dict[str, Any], what: str, says: str
) -> None:
    """It is named in one line, with another that says what to do; no secret is shown."""
    found = wrong(tmp_path, **changes)

    assert says in found[what].wrong
    assert found[what].mend
    told = " ".join(f.wrong + f.mend for f in found.values())
    assert not [v for k, v in GOOD.items() if k.endswith(("key", "keys", "token")) and v in told]


def test_keys_in_the_repository_are_found(tmp_path: Path) -> None:
    """A secret in a file beside .git, and .env itself when it is committed."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").write_bytes(b"DIRC\x00\x00\x04.env\x00\x00\x00")
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy/compose.yml").write_text(f"DATA_KEYS: {GOOD['data_keys']}")
    found = wrong(tmp_path)["secrets in the repository"]

    assert found.wrong == ".env is committed; DATA_KEYS stands in deploy/compose.yml"


def test_a_repository_without_secrets_is_well(tmp_path: Path) -> None:
    """.env itself holds them and may; so does DATA_DIR; and neither is committed."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").write_bytes(b"DIRC\x00\x00\x0c.env.example\x00")
    (tmp_path / ".env").write_text(f"DATA_KEYS={GOOD['data_keys']}")
    (tmp_path / ".env").chmod(0o600)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/secrets.json").write_text(GOOD["lookup_key"])
    assert "secrets in the repository" not in wrong(tmp_path, data_dir=tmp_path / "data")


def test_an_env_that_others_can_read(tmp_path: Path) -> None:
    """Secrets are for one user of the machine."""
    (tmp_path / ".env").write_text("")
    (tmp_path / ".env").chmod(0o644)
    assert wrong(tmp_path)["who can read .env"].mend == "chmod 600 .env"
