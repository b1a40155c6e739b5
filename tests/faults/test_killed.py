"""`kill -9` of web, worker and Redis, each alone and all at once, while texts and calls stream in:
whoever was answered is in the queue, once, with what they said there once."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator

import pytest

from tests.support.roles import House
from tests.support.running import eventually
from tests.support.streaming import Stream, look, number
from tests.support.tried import Size, Tried

SEED = 20261125
BACK_AFTER = 0.3


@pytest.fixture(name="house")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("killed")) as house:
        house.start("web")
        house.start("worker")
        yield house


def kill(house: House, whom: tuple[str, ...]) -> None:
    """These at once, and a moment later they are started again."""
    for name in whom:
        if name == "redis":
            house.server.kill()
        else:
            house.kill(name)
    time.sleep(BACK_AFTER)
    if "redis" in whom:
        house.server.start()
    for name in whom:
        if name != "redis":
            house.start(name)


def test_nothing_answered_is_lost_or_doubled(house: House, size: Size, tried: Tried) -> None:
    """At random moments, one after the other and all together, until everybody was answered."""
    chance, ended = random.Random(SEED), threading.Event()
    victims = [("redis",), ("web",), ("worker",), ("web", "worker", "redis")]
    killed: list[tuple[str, ...]] = []
    stream = Stream(house)

    def executioner() -> None:
        while not ended.wait(chance.uniform(0.2, 1.5)):
            whom = victims[len(killed) % len(victims)]
            kill(house, whom)
            killed.append(whom)

    # two in ten ring, which is two deliveries each; a round of deaths at least has to happen
    people, done = size(4_300, 60), 0
    killing = threading.Thread(target=executioner)
    killing.start()
    try:
        while done < people or len(killed) < len(victims):
            stream.run(range(done, done + 20))
            done += 20
    finally:
        ended.set()
        killing.join()
    left = eventually(house.spooled, lambda files: not files, within=60)
    found = look(house, stream)

    assert left == []
    assert found.lost == []
    assert found.doubled == []
    assert found.said_twice == []
    assert found.open == len(stream.promised) == done
    assert number(0) in stream.promised
    assert [status for status in stream.refused if status < 500] == []
    tried(
        f"kill -9 of web, worker, Redis and all at once, {len(killed)} times, under a stream",
        stream.deliveries,
        f"0 lost, 0 doubled of {len(stream.promised)} people",
    )
