"""docker-compose.yml: valid by the specification, durable, one image, three roles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from intake.cli import COMMANDS

ROOT = Path(__file__).parent.parent
ROLES = ("web", "console", "worker")


@pytest.fixture(name="compose")
def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_it_is_a_compose_file(compose: dict[str, Any]) -> None:
    """The schema of the Compose Specification takes it."""
    schema = json.loads((ROOT / "tests/compose/compose-spec.json").read_text())

    jsonschema.Draft202012Validator(schema).validate(compose)


def test_redis_keeps_what_it_answered(compose: dict[str, Any]) -> None:
    """Append-only, flushed always, never evicting, on a volume, and looked after."""
    redis = compose["services"]["redis"]
    command = " ".join(redis["command"])

    for wanted in ("--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction"):
        assert wanted in command
    assert "redis:/data" in redis["volumes"]
    assert "redis" in compose["volumes"]
    assert redis["healthcheck"]["test"][1::3] == ["redis-cli", "ping"]


def test_three_roles_from_one_image(compose: dict[str, Any]) -> None:
    """Web, console and worker are one image with another command, and the command is there."""
    for role in ROLES:
        service = compose["services"][role]
        assert service["image"] == "helpline-intake"
        assert service["command"] == ["helpline", role]
        assert role in COMMANDS
        assert service["depends_on"] == {"redis": {"condition": "service_healthy"}}


def test_everything_that_must_keep_has_a_volume(compose: dict[str, Any]) -> None:
    """The spool of a web process outlives its container."""
    for role in ROLES:
        assert f"{role}:/data" in compose["services"][role]["volumes"]
        assert role in compose["volumes"]


def test_the_image_runs_as_nobody_in_particular() -> None:
    """Not as root, and with the packages that were locked."""
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert "\nUSER helpline\n" in dockerfile
    assert "--require-hashes -r requirements.lock" in dockerfile


def test_ports_are_not_open_to_the_world(compose: dict[str, Any]) -> None:
    """Whoever wants them outside puts HTTPS in front."""
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_every_service_is_looked_after(compose: dict[str, Any]) -> None:
    """Whoever looks at `docker compose ps` sees whether each does its work."""
    for name, service in compose["services"].items():
        assert service["healthcheck"]["test"][0] == "CMD", name
    assert compose["services"]["worker"]["healthcheck"]["test"][1:] == [
        "helpline",
        "worker",
        "--check",
    ]
