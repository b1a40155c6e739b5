"""Containers and their Redis: as little as they need, by the very lines of docker-compose.yml."""

from __future__ import annotations

import io
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from redis import Redis
from redis.exceptions import NoPermissionError, RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from intake.checkup import of_redis
from tests.intake.house import House, build, settings_for
from tests.support.queueing import FakeGateway
from tests.support.tried import Tried
from workers import jobs
from workers.backups import take
from workers.bell import bell_queue
from workers.connection import connect, connect_bell
from workers.context import WorkerContext
from workers.embedded import server_binary
from workers.rekeying import reseal, sealed_with_older
from workers.vault import Vault

ROOT = Path(__file__).parents[2]
PASSWORD = "aPasswordOfLettersAndDigits"
ROLES = ("web", "console", "worker")


@pytest.fixture(name="compose", scope="module")
def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(name="socket", scope="module")
def _socket(compose: dict[str, Any]) -> Iterator[Path]:
    """A server with the options of the composed one, but where its socket and its data lie."""
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "redis.sock"
        given = [
            part.replace("${REDIS_PASSWORD:?set it in .env}", PASSWORD).replace(
                "/run/redis/redis.sock", str(socket)
            )
            for part in compose["services"]["redis"]["command"][1:]
        ]
        words = [w for part in given for w in (part.split() if " " in part else [part])]
        process = subprocess.Popen(
            [str(server_binary()), *words, "--dir", folder], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 10
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        yield socket
        process.terminate()  # which also ends a copy of it that still writes its file
        process.wait()


def url(socket: Path, compose: dict[str, Any]) -> str:
    """The address that the composed roles are given."""
    given: str = compose["services"]["web"]["environment"]["REDIS_URL"]
    return given.replace("${REDIS_PASSWORD:?set it in .env}", PASSWORD).replace(
        "/run/redis/redis.sock", str(socket)
    )


def test_the_service_works_with_the_rights_it_has(
    socket: Path, compose: dict[str, Any], tmp_path: Path
) -> None:
    """A text, a call, the bell and the worker that hears it, the console's list, health."""
    house: House = build(settings_for(url(socket, compose), tmp_path))
    parts = house.runtime.parts
    assert "999" in house.text("my mate wont wake up")
    house.call("CA1")
    (callback,) = parts.queue.open_callbacks(house.clock())
    bell = connect_bell(url(socket, compose))
    redis, gateway = connect(url(socket, compose), timeout=5), FakeGateway()
    context = WorkerContext(redis, bell, parts.vault, gateway, parts.pack, house.clock)
    jobs.bind(context)
    worker = SimpleWorker([bell_queue(bell)], connection=bell, serializer=JSONSerializer)
    worker.work(burst=True, logging_level="WARNING")
    ready = house.app.test_client().get("/readyz").get_json()

    assert parts.queue.get(callback.reference) is not None
    assert parts.queue.take_next("pat", house.clock()) is not None
    assert ready["parts"]["redis"] == "ok"
    assert house.runtime.twilio.turns.spool.waiting() == 0


@pytest.mark.parametrize(
    "command",
    [
        "FLUSHALL", "FLUSHDB", "KEYS *", "CONFIG SET save x", "SHUTDOWN", "ACL LIST", "MONITOR",
        "SET elsewhere x", "GET elsewhere", "REPLICAOF a 1", "SCRIPT FLUSH", "SWAPDB 0 1", "SAVE",
        "CLIENT PAUSE 1", "CLUSTER INFO", "MODULE LIST", "FUNCTION FLUSH", "CLIENT KILL x:1",
        "SUBSCRIBE elsewhere", "EVAL \"return redis.call('get','elsewhere')\" 0",
    ],
)  # fmt: skip
def test_it_has_no_other_right(socket: Path, compose: dict[str, Any], command: str) -> None:
    """What would empty it, stop it, steer it or read what is not ours is refused."""
    with Redis.from_url(url(socket, compose)) as redis, pytest.raises(RedisError) as refused:
        redis.execute_command(*_words(command))

    assert isinstance(refused.value, NoPermissionError) or "permissions" in str(refused.value)


def _words(command: str) -> list[str]:
    before, quote, rest = command.partition('"')
    script, _, after = rest.partition('"')
    return [*before.split(), *([script] if quote else []), *after.split()]


def test_without_the_password_one_may_ask_whether_it_is_there(socket: Path, tried: Tried) -> None:
    """And nothing else, by whatever means; there is no port at all."""
    with Redis(unix_socket_path=str(socket)) as redis:
        assert redis.ping()
        for command in ("INFO", "GET hi:due", "KEYS *", "CONFIG GET port", "ACL WHOAMI", "SCAN 0"):
            with pytest.raises(NoPermissionError):
                redis.execute_command(*command.split())
    with pytest.raises(RedisError):
        Redis(unix_socket_path=str(socket), username="helpline", password="wrong").ping()
    tried("commands to Redis outside its rights", 28, "refused; the service works within them")


def test_containers_may_as_little_as_possible(compose: dict[str, Any]) -> None:
    """A user of its own, a file system that cannot be written, no capability, no way to more; Redis
    has no network, and is reached by a socket that only these share."""
    services = compose["services"]
    for role in (*ROLES, "redis"):
        assert services[role]["read_only"] is True
        assert services[role]["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in services[role]["security_opt"]
        assert "socket:/run/redis" in services[role]["volumes"]
        assert not services[role].get("privileged")
    assert all("cap_add" not in services[role] for role in ROLES)
    assert services["redis"]["network_mode"] == "none"
    assert "ports" not in services["redis"]
    assert "\nUSER helpline\n" in (ROOT / "Dockerfile").read_text()


def test_whoever_runs_it_can_do_their_work(
    socket: Path, compose: dict[str, Any], tmp_path: Path
) -> None:
    """The doctor, a backup, other keys, rewriting the file: with the rights that the roles have."""
    house: House = build(settings_for(url(socket, compose), tmp_path))
    parts, redis = house.runtime.parts, connect(url(socket, compose), timeout=5)
    house.text("call me", number="+447700900222")
    newer = Vault(["a newer data key of these tests", "d" * 43], "l" * 43)

    assert [f.wrong for f in of_redis.look(parts) if f.what.startswith("Redis")] == [""] * 3
    assert take(redis, parts.vault, house.clock(), io.BytesIO()) > 5
    assert reseal(redis, newer, lambda _: None) > 3
    assert sealed_with_older(redis, newer) == 0
    assert parts.store.erasures.rewrite_file()
    redis.close()
