"""Secrets for one's own desk: made once, readable by the owner alone, never over real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.made_up import FILE, PASSWORD, filled, make_up, settings_on_this_desk
from intake.settings import Settings, SettingsRefused, read_settings, require_secrets


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """These tests say themselves what the environment holds."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_they_are_made_once(tmp_path: Path) -> None:
    """The same secrets at the next start, so that what was stored can still be read."""
    assert make_up(tmp_path / "data") == make_up(tmp_path / "data")


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    """Neither the file nor its folder is open to others."""
    make_up(tmp_path / "data")

    assert (tmp_path / "data" / FILE).stat().st_mode & 0o077 == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_with_them_nothing_is_missing(tmp_path: Path) -> None:
    """`helpline run` needs nothing configured, and is practice."""
    made = make_up(tmp_path)
    settings = filled(read_settings(data_dir=tmp_path, redis_url="redis://127.0.0.1/0"), made, {})
    settings = settings.model_copy(
        update={"redis_url": type(settings.redis_url)("redis://127.0.0.1/0")}
    )

    assert require_secrets(settings).demonstration
    assert settings.twilio_api_url == "http://127.0.0.1:8001"
    assert settings.secret_key.get_secret_value() == made["SECRET_KEY"]


def test_what_is_set_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real setting wins over a made-up one, and PRACTICE=off leaves Twilio where it is."""
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://line.example")
    monkeypatch.setenv("PRACTICE", "off")
    settings = filled(read_settings(data_dir=tmp_path), make_up(tmp_path), {})

    assert settings.public_base_url == "https://line.example"
    assert settings.twilio_api_url == "https://api.twilio.com"
    assert not settings.demonstration
    assert settings.alert_numbers == ()


def test_a_command_beside_it_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands read what `helpline run` made up; without it they read only what is set."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    assert settings_on_this_desk().data_keys == ()
    made = make_up(tmp_path)
    assert settings_on_this_desk().lookup_key.get_secret_value() == made["LOOKUP_KEY"]
    assert PASSWORD not in Settings.model_fields


def test_a_damaged_file_is_said_and_not_replaced(tmp_path: Path) -> None:
    """New secrets would make what is stored unreadable: the operator decides."""
    (tmp_path / FILE).write_text("{")

    with pytest.raises(SettingsRefused, match="cannot be read"):
        make_up(tmp_path)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """One line, with what the system said."""
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(SettingsRefused, match="DATA_DIR"):
        make_up(tmp_path / "file" / "data")
