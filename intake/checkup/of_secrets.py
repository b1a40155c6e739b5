"""Whether secrets are there, long, each its own, and nowhere that others can read."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from intake.checkup.finding import Finding, judged
from intake.settings import Settings, SettingsRefused, require_secrets
from workers import embedded

GOOD_LENGTH: Final = 32
FEW_LETTERS: Final = 10
OURS: Final = ("secret_key", "data_keys", "lookup_key")
OTHERS: Final = ("twilio_auth_token", "twilio_api_key_secret")
_MAKE: Final = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' makes a good one"
_LARGEST: Final = 500_000
_NOT_LOOKED_AT: Final = frozenset({".git", ".venv", "node_modules", "__pycache__", ".env"})


def look(settings: Settings, here: Path) -> Iterator[Finding]:
    """Every check of this module; `here` is the folder from which the command runs."""
    yield _all_there(settings)
    named = _named(settings)
    weak = [name for name, secret in named if _weak(secret) and name.lower() in OURS]
    wrong = f"easily guessed: {', '.join(dict.fromkeys(weak))}" if weak else ""
    yield judged("strength of secrets", wrong, _MAKE)
    yield judged("each secret its own", _reused(named), "make another for each: " + _MAKE)
    yield judged(
        "who can read .env",
        _readable(here / ".env"),
        "chmod 600 .env",
    )
    yield judged(
        "secrets in the repository",
        list(_in_the_repository(here, named, settings.data_dir)),
        "take it out, and change that secret: whoever has the repository knows it",
    )


def _all_there(settings: Settings) -> Finding:
    """A Redis that a `helpline run` beside us started is as good as one that is named."""
    beside = embedded.find(settings.data_dir) if not settings.redis_url.get_secret_value() else None
    if beside:
        settings = settings.model_copy(update={"redis_url": SecretStr(beside)})
    try:
        require_secrets(settings)
    except SettingsRefused as error:
        return Finding("settings", str(error), "put them into .env or the environment")
    return Finding("settings")


def _named(settings: Settings) -> list[tuple[str, str]]:
    found = []
    for name in (*OURS, *OTHERS):
        value = getattr(settings, name)
        several = value if isinstance(value, tuple) else (value,)
        plain = [secret.get_secret_value() for secret in several]
        parts = plain[0].split(",") if name == "lookup_key" else plain
        found += [(name.upper(), part.strip()) for part in parts if part.strip()]
    return found


def _weak(secret: str) -> bool:
    return len(secret) < GOOD_LENGTH or len(set(secret)) < FEW_LETTERS


def _reused(named: list[tuple[str, str]]) -> str:
    times = Counter(secret for _, secret in named)
    again = [name for name, secret in named if times[secret] > 1]
    return f"the same secret stands in {', '.join(dict.fromkeys(again))}" if again else ""


def _readable(env: Path) -> str:
    if not env.is_file():
        return ""
    others = env.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return "others on this machine can" if others else ""


def _in_the_repository(here: Path, named: list[tuple[str, str]], data_dir: Path) -> Iterator[str]:
    """Where there is a repository: which of its files hold a secret, and whether .env is in it."""
    index = here / ".git/index"
    if not index.is_file():
        return
    if b"\x00\x04.env\x00" in index.read_bytes():
        yield ".env is committed"
    for path in _texts(here, data_dir):
        content = path.read_bytes()
        for name in dict.fromkeys(n for n, secret in named if secret.encode() in content):
            yield f"{name} stands in {path.relative_to(here)}"


def _texts(folder: Path, data_dir: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_LOOKED_AT or path.is_symlink() or path == data_dir:
            continue
        if path.is_dir():
            yield from _texts(path, data_dir)
        elif path.is_file() and path.stat().st_size < _LARGEST:
            yield path
