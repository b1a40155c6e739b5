"""Redis killed without mercy in the middle: whatever was answered is there afterwards, once."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.support.running import Running, eventually, running
from workers.connection import connect
from workers.embedded import find

TEXTERS = 8
TEXTS_EACH = 12


@pytest.fixture(name="alone")
def _alone(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as service:
        yield service


def _redis(service: Running) -> Redis:
    url = find(service.data_dir)
    assert url is not None
    return connect(url, timeout=2)


def test_kill_nine_of_redis_loses_nothing_that_was_answered(alone: Running) -> None:
    """Texts stream in while Redis is killed: each is answered in words that help, and each person
    who asked for a call has exactly one callback when it is back."""
    answered: list[str] = []
    failed: list[str] = []
    under_way = threading.Event()

    # 07700 900xxx holds a thousand numbers: each texter has a hundred of its own.
    def stream(texter: int) -> None:
        for n in range(TEXTS_EACH):
            number = f"+447700900{texter}{n:02}"
            replies = alone.text(number, "call me please")
            (answered if replies else failed).append(number)
            if len(answered) > TEXTERS * TEXTS_EACH // 4:
                under_way.set()

    threads = [threading.Thread(target=stream, args=(t,)) for t in range(TEXTERS)]
    for thread in threads:
        thread.start()
    under_way.wait(30)
    os.kill(int(_redis(alone).info("server")["process_id"]), signal.SIGKILL)
    for thread in threads:
        thread.join()

    expected = TEXTERS * TEXTS_EACH
    found = eventually(alone.queue, lambda q: len(q) >= expected, within=60)

    assert failed == []
    assert len(answered) == expected
    assert Counter(c["asked"] for c in found) == {True: expected}


def test_danger_is_answered_while_redis_is_away(alone: Running) -> None:
    """With Redis stopped, 999 comes all the same, and the callback stands when it is back."""
    process = int(_redis(alone).info("server")["process_id"])
    os.kill(process, signal.SIGSTOP)
    try:
        replies = alone.text("+447700900901", "my mate wont wake up")
    finally:
        os.kill(process, signal.SIGCONT)
    found = eventually(alone.queue, bool)

    assert "999" in replies[0]
    assert [(c["level"], c["channel"]) for c in found] == [("red", "sms")]
