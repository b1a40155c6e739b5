"""What whoever runs us is told to copy and to type is right: units, settings, commands, pages."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from intake.cli import COMMANDS, main

ROOT = Path(__file__).parent.parent
OPERATIONS = ROOT / "docs/operations"
ROLES = ("web", "console", "worker")
DURABLE = ("appendonly yes", "appendfsync always", "maxmemory-policy noeviction")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_a_unit(role: str) -> None:
    """It runs that role, as nobody in particular, starts again, and leaves no job behind."""
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(OPERATIONS / f"systemd/helpline-{role}.service")
    service = dict(unit["Service"])

    assert service["ExecStart"].endswith(f"/helpline {role}")
    assert service["User"] == "helpline"
    assert service["Restart"] == "always"
    assert service["KillMode"] == "control-group"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert f"DATA_DIR=/var/lib/{service['StateDirectory']}" in service["Environment"]
    assert service["StateDirectoryMode"] == "0700"


@pytest.mark.parametrize("file", ["systemd/redis-helpline.conf", "sentinel/redis.conf"])
def test_each_redis_keeps_what_it_answered(file: str) -> None:
    """Durable, never evicting, never open to the world."""
    lines = (OPERATIONS / file).read_text().splitlines()

    assert [wanted for wanted in DURABLE if wanted not in lines] == []
    assert not [line for line in lines if line.startswith("bind 0.0.0.0")]


def test_two_of_three_sentinels_must_agree() -> None:
    """One alone may be cut off; and the name is that of the address we give."""
    (watched,) = re.findall(
        r"^sentinel monitor (\w+) \S+ 6379 (\d)$",
        (OPERATIONS / "sentinel/sentinel.conf").read_text(),
        re.MULTILINE,
    )
    assert watched == ("helpline", "2")
    assert "service=helpline" in (OPERATIONS / "sentinel.md").read_text()


def test_the_proxy_leaves_what_twilio_signed_alone() -> None:
    """No path behind the address, which would rewrite it; nothing but webhooks gets through."""
    proxy = (OPERATIONS / "systemd/nginx-helpline.conf").read_text()
    assert "proxy_pass http://127.0.0.1:8000;" in proxy
    assert "location /twilio/" in proxy
    assert "location / { return 404; }" in proxy


def told() -> list[tuple[str, str]]:
    """Every `helpline ...` in the documents for whoever runs us, with its page."""
    pages = [ROOT / "docs/operations.md", *sorted(OPERATIONS.rglob("*.md"))]
    return [
        (page.name, found)
        for page in pages
        for found in re.findall(r"helpline ((?:[a-z]+ ?){1,2})", _commands(page.read_text()))
    ]


def _commands(text: str) -> str:
    """What stands in code, where it begins with the command."""
    quoted = re.findall(r"`(?:\w+=\S+ )*(helpline [^`]*)`", text)
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [m for block in blocks for m in re.findall(r"(?:^|\S/| )(helpline [a-z].*)", block)]
    return "\n".join([*quoted, *lines])


def test_every_command_that_is_named_is_there() -> None:
    """Nobody is told at night to type what does not exist."""
    unknown = []
    for page, words in told():
        if words.strip() == "helpline":
            continue  # the user of that name
        name, _, second = words.strip().partition(" ")
        command = main.get_command(None, name)  # type: ignore[arg-type]
        group = getattr(command, "commands", None)
        if command is None or (group is not None and second and second not in group):
            unknown.append(f"{page}: {words}")
    assert len(told()) > 40
    assert unknown == []


def test_every_page_is_led_to() -> None:
    """A page that no other names is not found at night."""
    index = (OPERATIONS / "README.md").read_text()
    pages = [path.name for path in OPERATIONS.glob("*.md") if path.name != "README.md"]
    assert [name for name in pages if f"({name})" not in index] == []
    assert "operations/README.md" in (ROOT / "docs/README.md").read_text()


def test_every_command_is_in_the_list() -> None:
    """What whoever runs us may need stands in the table of commands."""
    table = (ROOT / "docs/operations.md").read_text()
    theirs = ("doctor", "twilio", "erase", "export", "rekey", "backup", "restore")
    assert [name for name in theirs if name not in COMMANDS or f"helpline {name}" not in table] in (
        [],
        ["restore"],  # stands beside `backup`
    )
