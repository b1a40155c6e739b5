"""The command line as an operator has it: settings in the environment, practice for Twilio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result

from flows.triage import self_test
from intake.cli import main
from intake.clock import real_now
from intake.parts import Parts, build_parts
from intake.settings import Settings
from tests.intake.house import SECRETS, House, build, settings_for
from tests.support.practising import Practising, practising

Helpline = Callable[..., Result]
UNANSWERED = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """These tests say themselves what the environment holds."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    yield
    structlog.reset_defaults()  # a command says where its log goes


@pytest.fixture(name="practice")
def _practice() -> Iterator[Practising]:
    """A Twilio whose webhooks reach nobody: we are down."""
    with practising(UNANSWERED) as desk:
        yield desk


@pytest.fixture(name="given")
def _given(redis_url: str, tmp_path: Path) -> dict[str, Any]:
    """The settings of the service that the commands stand beside; a test may change them."""
    numbers = {"helpline_number": "0113 496 0005", "admissions_dial": "+448082502196"}
    return {**SECRETS, "redis_url": redis_url, "data_dir": tmp_path / "data", **numbers}


@pytest.fixture(name="helpline")
def _helpline(given: dict[str, Any]) -> Helpline:
    """Runs a command with those settings."""

    def run(*arguments: str, stdin: str = "", **changes: Any) -> Result:
        told = {name.upper(): str(value) for name, value in {**given, **changes}.items()}
        return CliRunner().invoke(main, arguments, input=stdin, env=told)

    return run


@pytest.fixture(name="house")
def _house(given: dict[str, Any], redis_url: str) -> House:
    """The service itself, at the moment it really is."""
    self_test()  # it reads the lexicon, so that no message waits for that
    data_dir = given["data_dir"]
    others = {name: value for name, value in given.items() if name not in SECRETS}
    del others["redis_url"], others["data_dir"]
    house = build(settings_for(redis_url, data_dir, **others))
    house.clock.at = real_now()
    return house


@pytest.fixture(name="parts")
def _parts(given: dict[str, Any]) -> Parts:
    """The parts that the commands build, over the same Redis."""
    return build_parts(Settings(_env_file=None, **given), timeout=5.0)
