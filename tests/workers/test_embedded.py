"""Our own Redis: durable, found by others, private, and gone when we are gone."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workers import health
from workers.connection import connect
from workers.embedded import EmbeddedRedis, EmbeddedRefused, find


def test_it_keeps_what_it_answered_over_a_kill(tmp_path: Path) -> None:
    """Durable as in production: SIGKILL loses nothing, and the address stays the same."""
    server = EmbeddedRedis(tmp_path)
    url = server.start()
    try:
        with connect(url, timeout=5) as redis:
            assert health.durability(redis) == "ok"
            redis.set("promised", 1)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while server.alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.start() == url
        with connect(url, timeout=5) as redis:
            assert redis.get("promised") == b"1"
    finally:
        server.stop()


def test_other_commands_find_it_while_it_runs(tmp_path: Path) -> None:
    """Its address lies in DATA_DIR, and is worth nothing once it has stopped."""
    server = EmbeddedRedis(tmp_path)
    assert find(tmp_path) is None
    url = server.start()
    try:
        assert server.start() == url, "starting twice is starting once"
        assert find(tmp_path) == url
        assert stat.S_IMODE((tmp_path / "redis").stat().st_mode) == 0o700
        with pytest.raises(EmbeddedRefused, match="another"):
            EmbeddedRedis(tmp_path).start()
    finally:
        server.stop()
        server.stop()
    assert find(tmp_path) is None
    (tmp_path / "redis.url").write_text(url)
    assert find(tmp_path) is None, "an address that was left behind"


def test_a_long_path_is_no_hindrance(tmp_path: Path) -> None:
    """A socket's path is short by law of the kernel; the data stays where it belongs."""
    deep = tmp_path / ("a-very-long-directory-name-" * 4)
    server = EmbeddedRedis(deep)
    url = server.start()
    try:
        assert find(deep) == url
        assert (deep / "redis" / "appendonlydir").is_dir()
    finally:
        server.stop()


def test_what_cannot_start_says_so_in_one_line(tmp_path: Path) -> None:
    """A binary that is none, and one that ends at once."""
    with pytest.raises(EmbeddedRefused) as none:
        EmbeddedRedis(tmp_path, Path("/nowhere/redis-server")).start()
    with pytest.raises(EmbeddedRefused) as ends:
        EmbeddedRedis(tmp_path, Path("/bin/true")).start()
    for refused in (none, ends):
        assert "\n" not in str(refused.value)


_PARENT = """
import sys, time
from pathlib import Path
from workers.embedded import EmbeddedRedis
server = EmbeddedRedis(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    """However the parent ends, no server is left behind."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and not _ended(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _ended(child)


def _ended(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
