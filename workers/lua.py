"""Runs our scripts by their hash, and loads them again when the server has forgotten them.

A script may begin with `--! with NAME` lines: those files stand before it, so that rules shared by
several steps are written once.  `@kept:NAME@` is how long something is kept, in milliseconds, from
the one table of retention; `@key:NAME@` is a key of the house.  What the scripts do, this module
does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha1
from importlib.resources import files
from typing import Any, Final

from redis import Redis
from redis.exceptions import NoScriptError

from workers import keys, retention
from workers.connection import store_away
from workers.errors import StoreAway
from workers.moments import whole_ms

_NAMED: Final = re.compile(r"@(kept|key):(\w+)@")
_WITH: Final = re.compile(r"^--! with (\w+)$", re.MULTILINE)

CONFIRMED_WITHIN_MS: Final = 100

Argument = bytes | str | int


@dataclass(frozen=True, slots=True)
class Script:
    """A script's whole source, and the hash by which the server knows it."""

    source: str
    sha: str


@cache
def script(name: str) -> Script:
    """The script in `scripts/NAME.lua` with what it asks to stand before it."""
    source = _source(name)
    return Script(source, sha1(source.encode(), usedforsecurity=False).hexdigest())


class Scripts:
    """Scripts on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._command: Callable[..., Any] = redis.execute_command

    def run(self, name: str, keys: Sequence[str], arguments: Sequence[Argument]) -> Any:
        """What the script returns, undecoded.  One round trip, but the first time."""
        wanted = script(name)
        with store_away():
            try:
                return self._command("EVALSHA", wanted.sha, len(keys), *keys, *arguments)
            except NoScriptError:
                return self._command("EVAL", wanted.source, len(keys), *keys, *arguments)

    def run_kept(
        self, name: str, keys: Sequence[str], arguments: Sequence[Argument], replicas: int
    ) -> Any:
        """The same, when so many replicas have what it wrote; StoreAway when they do not in time.

        Then it may be written all the same, and be lost with the one that has it.
        """
        if not replicas:
            return self.run(name, keys, arguments)
        wanted = script(name)
        answer, confirmed = self._with_wait(
            ["EVALSHA", wanted.sha, len(keys), *keys, *arguments], replicas
        )
        if isinstance(answer, NoScriptError):
            answer, confirmed = self._with_wait(
                ["EVAL", wanted.source, len(keys), *keys, *arguments], replicas
            )
        with store_away():
            for error in (answer, confirmed):
                if isinstance(error, Exception):
                    raise error
        if confirmed < replicas:
            raise StoreAway("no replica has it")
        return answer

    def _with_wait(self, command: Sequence[Argument], replicas: int) -> tuple[Any, Any]:
        """The command and WAIT in one round trip, on one connection."""
        with store_away():
            pipeline = self._redis.pipeline(transaction=False)
            send: Callable[..., Any] = pipeline.execute_command
            send(*command)
            send("WAIT", replicas, CONFIRMED_WITHIN_MS)
            answer, confirmed = pipeline.execute(raise_on_error=False)
            return answer, confirmed

    def call(self, command: str, *arguments: Argument) -> Any:
        """What a single command returns, undecoded."""
        with store_away():
            return self._command(command, *arguments)


def _source(name: str) -> str:
    text = (files("workers") / "scripts" / f"{name}.lua").read_text(encoding="utf-8")
    before = [_source(other) for other in _WITH.findall(text)]
    return "\n".join((*before, _NAMED.sub(_spelled, text)))


def _spelled(found: re.Match[str]) -> str:
    if found[1] == "kept":
        return str(whole_ms(retention.SPANS[found[2]]))
    return f"'{getattr(keys, found[2])}'"
