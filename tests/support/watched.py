"""A Redis with two replicas and three Sentinels, from the binary that we embed: on free ports, and
killed without mercy."""

from __future__ import annotations

import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

from redis import Redis
from redis.exceptions import RedisError

from tests.support.ports import free_port
from workers.embedded import answers, durable_command, server_binary

SERVICE: Final = "helpline"
SERVERS: Final = 3
SENTINELS: Final = 3
NOTICED_AFTER_MS: Final = 2000
PATIENCE: Final = 60.0


class Watched:
    """Three servers, the first of them the primary, and three who watch.  Use it as a context."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="helpline-watched-")
        self.ports = [free_port() for _ in range(SERVERS)]
        self.sentinels = [free_port() for _ in range(SENTINELS)]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def address(self) -> str:
        """What REDIS_URL says."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.sentinels)
        return f"redis+sentinel://{hosts}/0?service={SERVICE}"

    @property
    def primary(self) -> int:
        """The port of whoever is the primary, as the Sentinels say; 0 while they do not agree."""
        said = set()
        for port in self.sentinels:
            try:
                with Redis(port=port, socket_timeout=2, decode_responses=True) as sentinel:
                    found = sentinel.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)
            except RedisError:
                continue
            said.add(int(found[1]))
        return said.pop() if len(said) == 1 else 0

    @property
    def url(self) -> str:
        """The primary itself, to be looked into."""
        return f"redis://127.0.0.1:{self.primary}/0"

    def __enter__(self) -> Watched:
        for n, port in enumerate(self.ports):
            self.start(port, replica_of=0 if n == 0 else self.ports[0])
        for port in self.sentinels:
            self._watch(port)
        deadline = time.monotonic() + PATIENCE
        while not self._seen():
            assert time.monotonic() < deadline, "the Sentinels do not see everybody"
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        for port in list(self._processes):
            self.kill(port)
        self._folder.cleanup()

    def start(self, port: int, *, replica_of: int = 0) -> None:
        """Start a server, where it was if it was there before."""
        home = Path(self._folder.name) / str(port)
        home.mkdir(exist_ok=True)
        where = ["--port", str(port), "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"]
        if replica_of:
            where += ["--replicaof", f"127.0.0.1 {replica_of}"]
        self._processes[port] = subprocess.Popen(
            durable_command(server_binary(), home, where), stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not answers(f"redis://127.0.0.1:{port}/0"):
            assert time.monotonic() < deadline, "a server did not start"
            time.sleep(0.02)

    def kill(self, port: int) -> None:
        """SIGKILL."""
        process = self._processes.pop(port)
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()

    def cut_off(self) -> list[int]:
        """The replicas hear nothing of the primary any more; which they are."""
        replicas = [port for port in self.ports if port != self.primary]
        for port in replicas:
            self._processes[port].send_signal(signal.SIGSTOP)
        with Redis(port=self.primary, socket_timeout=2) as primary:
            primary.execute_command("CLIENT", "KILL", "TYPE", "replica")
        return replicas

    def resume(self, *ports: int) -> None:
        """They go on."""
        for port in ports:
            self._processes[port].send_signal(signal.SIGCONT)

    def _watch(self, port: int) -> None:
        home = Path(self._folder.name) / f"sentinel-{port}"
        home.mkdir()
        settings = home / "sentinel.conf"
        settings.write_text(
            f"port {port}\nbind 127.0.0.1\ndir {home}\n"
            f"sentinel monitor {SERVICE} 127.0.0.1 {self.ports[0]} 2\n"
            f"sentinel down-after-milliseconds {SERVICE} {NOTICED_AFTER_MS}\n"
            f"sentinel failover-timeout {SERVICE} 8000\n"
        )
        self._processes[port] = subprocess.Popen(
            [str(server_binary()), str(settings), "--sentinel"], stdout=subprocess.DEVNULL
        )

    def _seen(self) -> bool:
        try:
            for port in self.sentinels:
                with Redis(port=port, socket_timeout=2, decode_responses=True) as sentinel:
                    (seen,) = sentinel.execute_command("SENTINEL", "MASTERS")
                facts = dict(seen) if isinstance(seen, dict) else _pairs(seen)
                others = int(facts["num-other-sentinels"])
                if int(facts["num-slaves"]) < SERVERS - 1 or others < SENTINELS - 1:
                    return False
            with Redis(port=self.ports[0], socket_timeout=2) as primary:
                return int(primary.wait(SERVERS - 1, 500)) == SERVERS - 1
        except (RedisError, ValueError, KeyError):
            return False


def _pairs(flat: list[str]) -> dict[str, str]:
    return dict(zip(flat[::2], flat[1::2], strict=True))
