"""Settings are read once, refused in one line that names them, and never show a secret."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from intake.settings import SECRETS, Settings, SettingsRefused, read_settings, require_secrets
from tests.intake import house

SECRET = "hunter2 hunter2 hunter2"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests say themselves what the environment holds."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def read(**given: object) -> Settings:
    """Settings of a whole production role, with some of them changed."""
    return read_settings(
        _env_file=None, **{"redis_url": "redis://127.0.0.1/0", **house.SECRETS, **given}
    )


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each setting is an environment variable of its own name."""
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("ALERT_NUMBERS", "07700 900123, +447700900124")
    settings = read_settings(_env_file=None)

    assert settings.port == 9000
    assert settings.alert_numbers == ("+447700900123", "+447700900124")


def test_several_tokens_are_kept_in_order() -> None:
    """While a token rotates there are two, and the first is the newest."""
    tokens = read(twilio_auth_token="new one, old one").twilio_auth_token

    assert [token.get_secret_value() for token in tokens] == ["new one", "old one"]


def test_signing_keys_are_id_algorithm_secret() -> None:
    """A shared signing key may have colons in its secret."""
    (key,) = read(twilio_signing_keys="k1:hmac_sha256:a:b").twilio_signing_keys

    assert (key.id, key.algorithm, key.secret) == ("k1", "HMAC_SHA256", "a:b")


def test_every_missing_secret_is_named_at_once() -> None:
    """A production role without secrets says which, in one line."""
    with pytest.raises(SettingsRefused) as refused:
        require_secrets(read_settings(_env_file=None))

    assert all(name in str(refused.value) for name in SECRETS)
    assert "\n" not in str(refused.value)


def test_whole_settings_are_good() -> None:
    """With everything there, nothing is refused."""
    settings = read()

    assert require_secrets(settings) is settings


def test_a_short_secret_is_refused() -> None:
    """A secret that could be guessed is no secret."""
    with pytest.raises(SettingsRefused, match="too short: SECRET_KEY"):
        require_secrets(read(secret_key="short"))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"port": 0}, "PORT"),
        ({"alert_numbers": "somebody"}, "ALERT_NUMBERS"),
        ({"public_base_url": "line.example"}, "PUBLIC_BASE_URL"),
        ({"redis_url": "line.example:6379"}, "REDIS_URL"),
        ({"twilio_signing_keys": "k1:none:abc"}, "TWILIO_SIGNING_KEYS"),
        ({"opening_hours": "whenever"}, "OPENING_HOURS"),
        ({"helpline_number": "hello"}, "HELPLINE_NUMBER"),
        ({"practice": "maybe"}, "PRACTICE"),
    ],
)
def test_what_is_wrong_is_named_and_not_shown(given: dict[str, object], name: str) -> None:
    """A bad value is refused in one line that names the setting and not the value."""
    with pytest.raises(SettingsRefused) as refused:
        read(**given)

    assert str(refused.value).startswith(name)
    assert "\n" not in str(refused.value)
    assert str(next(iter(given.values()))) not in str(refused.value).removeprefix(name)[:60] or (
        name == "PORT"
    )


@pytest.mark.parametrize("own", ["sms_number", "caller_id"])
def test_admissions_are_never_one_of_our_own_numbers(own: str) -> None:
    """A call that we put through to ourselves would ring for ever."""
    with pytest.raises(SettingsRefused, match="ADMISSIONS_DIAL"):
        read(admissions_dial="0113 496 0001", **{own: "+441134960001"})


def test_what_we_dial_is_the_helpline_unless_said_otherwise() -> None:
    """ADMISSIONS_DIAL falls back on HELPLINE_NUMBER, as E.164."""
    assert read().dialled == "+448082502196"
    assert read(admissions_dial="020 7946 0001").dialled == "+442079460001"


def test_secrets_do_not_show() -> None:
    """Printing the settings shows no secret, whatever form it is printed in."""
    settings = read(
        twilio_auth_token=SECRET,
        twilio_signing_keys=f"k1:HMAC_SHA256:{SECRET}",
        twilio_api_key_secret=SECRET,
        secret_key=SECRET,
        data_keys=f"{SECRET},{SECRET}",
        lookup_key=SECRET,
        redis_url=f"redis://:{SECRET.replace(' ', '')}@127.0.0.1/0",
    )

    for shown in (repr(settings), str(settings)):
        assert "hunter2" not in shown


def test_settings_do_not_change() -> None:
    """What was read at the start stays so."""
    with pytest.raises(ValueError, match="frozen"):
        read().secret_key = SecretStr("another")  # type: ignore[misc]
