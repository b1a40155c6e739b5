"""A real Redis for tests: on a free port, durable as in production, killed without mercy."""

from __future__ import annotations

import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.support.ports import free_port
from workers.embedded import answers, durable_command
from workers.embedded import server_binary as server_binary


class RedisServer:
    """One server process with its own directory; use it as a context."""

    def __init__(self, binary: Path | None = None) -> None:
        self._binary = binary or server_binary()
        # A copy of a killed server may still write its file while the folder is taken away.
        self._directory = tempfile.TemporaryDirectory(
            prefix="helpline-redis-", ignore_cleanup_errors=True
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        """Where it listens; the same after a restart."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        where = ["--port", str(self.port), "--bind", "127.0.0.1"]
        self._process = subprocess.Popen(
            durable_command(self._binary, Path(self._directory.name), where),
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60  # a busy machine, and a long append-only file
        while not answers(self.url):
            assert time.monotonic() < deadline, "the test's Redis did not start"
            time.sleep(0.01)

    def kill(self) -> None:
        """As a power cut would: SIGKILL, no chance to tidy up."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def pause(self) -> None:
        """It no longer answers, but its connections stand: SIGSTOP."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on where it was: SIGCONT."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def files(self) -> bytes:
        """Everything that it has on disk.

        A file that goes away meanwhile (Redis renames the one it writes anew) has its next name:
        everything is looked at again.
        """
        while True:
            found = sorted(path for path in Path(self._directory.name).rglob("*") if path.is_file())
            try:
                return b"".join(path.read_bytes() for path in found)
            except FileNotFoundError:
                continue

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._directory.cleanup()
