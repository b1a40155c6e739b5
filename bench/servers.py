"""Starts what is measured: one durable Redis, and an application under gunicorn.

Both applications get the same server, the same workers and threads, and the same Redis.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from workers.embedded import answers, durable_command, server_binary

WORKERS: Final = 2
THREADS: Final = 8
STARTS_WITHIN: Final = 30.0


@contextmanager
def redis() -> Iterator[str]:
    """The address of an empty Redis that loses nothing it has answered."""
    with tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder:
        port = free_port()
        where = ["--port", str(port), "--bind", "127.0.0.1"]
        command = durable_command(server_binary(), Path(folder), where)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        url = f"redis://127.0.0.1:{port}/0"
        try:
            _wait(lambda: answers(url), process, "Redis")
            yield url
        finally:
            _end(process)


@contextmanager
def gunicorn(
    application: str, environment: Mapping[str, str], workers: int = WORKERS
) -> Iterator[int]:
    """The port at which `application` (module:factory) is served."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", str(workers),
        "--threads", str(THREADS), "-b", f"127.0.0.1:{port}", "--keep-alive", "60",
        "--no-control-socket", "--log-level", "error", application,
    ]  # fmt: skip
    told = {**os.environ, **environment}
    process = subprocess.Popen(command, env=told, stderr=subprocess.DEVNULL)  # its log is no figure
    try:
        _wait(lambda: _listens(port), process, application)
        yield port
    finally:
        _end(process)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as wire:
            wire.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            return bool(wire.recv(1))
    except OSError:
        return False


def _wait(good: Callable[[], bool], process: subprocess.Popen[bytes], what: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not good():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"bench: {what} did not start")
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
