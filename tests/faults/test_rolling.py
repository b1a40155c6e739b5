"""A rolling restart under load, and the version before this one beside it: no error is answered and
nobody is lost."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.roles import House
from tests.support.running import eventually
from tests.support.streaming import Stream, look
from tests.support.tried import Size, Tried


def test_a_rolling_restart_answers_everybody(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config, size: Size, tried: Tried
) -> None:
    """Two webs behind a balancer and a worker, each ended as systemd does and started again, one
    after the other, while people text and ring.

    With `--previous DIR` the second web and the worker begin as the version in that checkout.
    """
    previous = str(pytestconfig.getoption("--previous") or "")
    with House(tmp_path_factory.mktemp("rolling")) as house:
        other = free_port()
        house.start("web")
        house.start("web2", port=other, code=previous)
        house.start("worker", code=previous)
        stream = Stream(house, urls=(house.url, f"http://127.0.0.1:{other}"))
        people, rounds, ended = size(600, 40), size(3, 1), threading.Event()
        restarts = 0

        def rolling() -> None:
            nonlocal restarts
            for _ in range(rounds):
                for name, port in (("web", 0), ("web2", other), ("worker", 0))[: size(3, 2)]:
                    house.kill(name, signal.SIGTERM)
                    house.start(name, port=port)
                    restarts += 1
                    time.sleep(0.5)
            ended.set()

        rolled = threading.Thread(target=rolling)
        rolled.start()
        done = 0
        while done < people or not ended.is_set():
            # each of two webs is asked first in turn, as a balancer does
            stream.urls = stream.urls[::-1]
            stream.run(range(done, done + 20))
            done += 20
        rolled.join()
        left = eventually(house.spooled, lambda files: not files, 60)
        found = look(house, stream)

    assert left == []
    assert stream.unanswered == 0
    assert stream.refused == []
    assert found.lost == []
    assert found.doubled == []
    assert found.said_twice == []
    assert found.open == done
    beside = f", {Path(previous).name} beside it" if previous else ""
    tried(
        f"rolling restart, {restarts} parts, under load{beside}", stream.deliveries,
        f"no error answered, 0 lost of {done}, slowest {stream.slowest:.1f} s",
    )  # fmt: skip
