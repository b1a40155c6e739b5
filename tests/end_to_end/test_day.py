"""A day in the life: thirty people, three officers, a red one at the worst moment, and a restart of
everything at noon.  At the end everybody is in a state that has a name."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle

import pytest

from tests.support.forms import Officer
from tests.support.running import Running, eventually, running

PASSWORD = "a password for a long day"
OFFICERS = ("ash", "bea", "cal")
MOST_ROUNDS = 40
NOW = [f"+4477009000{n:02}" for n in range(10)]
READERS = [f"+4477009001{n:02}" for n in range(6)]
CALLERS = [f"+4477009002{n:02}" for n in range(4)]
DROPPED = [f"+4477009003{n:02}" for n in range(2)]
TOMORROW = [f"+4477009004{n:02}" for n in range(3)]
TAKEN_BACK = [f"+4477009005{n:02}" for n in range(2)]
STOPPED, RED, WORST = "+447700900600", "+447700900700", "+447700900800"
EVERYBODY = [*NOW, *READERS, *CALLERS, *DROPPED, *TOMORROW, *TAKEN_BACK, STOPPED, RED, WORST]


@pytest.fixture(name="day")
def _day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day")) as service:
        for name in OFFICERS:
            service.command(
                *("staff", "add", name, "--role", "officer", "--password-stdin"), stdin=PASSWORD
            )
        yield service


def test_a_day_in_the_life(day: Running) -> None:
    """Everybody who was to be rung is closed with an outcome, and nobody else waits for us."""
    _morning(day)
    seen = {c["ref"]: c["level"] for c in day.queue()}
    tried = _work(day, results=("no_answer", "reached", "busy"), turns=6)
    _noon(day)
    worst = eventually(day.queue, lambda q: any(c["ref"] not in seen for c in q))
    seen |= {c["ref"]: c["level"] for c in worst}
    first = next(c for c in worst if c["state"] == "waiting")
    _until_nobody_waits(day)
    ends = _ends(day, list(seen))

    assert len(EVERYBODY) == 30
    assert len(seen) == len([*NOW, *CALLERS, *TOMORROW, STOPPED, RED, WORST])
    assert sorted(seen.values()).count("red") == 2
    assert tried
    assert first["level"] == "red"
    assert all("Closed" in words for words in ends.values()), ends
    assert day.queue() == []
    for number in (*READERS, *TAKEN_BACK):
        assert "CALL" in day.texts(number, "STATUS")


def _morning(day: Running) -> None:
    for number in NOW:
        day.texts(number, "KET", "CALL", "skip", "now")
    for number in READERS:
        day.texts(number, "KET", "2", "MORE")
    for number in CALLERS:
        call = day.call(number)
        for key in ("3", "1", "1", "1", "2"):
            call.press(key)
        call.hang_up()
    for number in DROPPED:
        day.call(number).hang_up()
    for number in TOMORROW:
        day.texts(number, "CALL", "Sam", "tomorrow evening", "yes", "no", "yes")
    for number in TAKEN_BACK:
        day.texts(number, "CALL", "skip", "NO CALL")
    day.texts(STOPPED, "call me", "STOP")
    day.text(RED, "my sister has collapsed and she isnt breathing")
    day.pass_time(timedelta(hours=1))


def _noon(day: Running) -> None:
    """The worst moment: Redis does not answer, somebody is dying, and then all is restarted."""
    redis = day.pid("-server")
    os.kill(redis, signal.SIGSTOP)
    answer = day.texts(WORST, "he wont wake up and his lips are blue")
    os.kill(redis, signal.SIGCONT)
    day.restart()

    assert "999" in answer


def _work(day: Running, results: tuple[str, ...], turns: int) -> int:
    """Three officers in turn take the next one and say what came of it; how many were rung."""
    desks = [Officer(day.console_url, name, PASSWORD) for name in OFFICERS]
    come, rung = cycle(results), 0
    for _ in range(turns):
        for desk in desks:
            if not desk.take_next():
                continue
            rung += 1
            result = next(come)
            if result == "reached":
                desk.close(result)
            else:
                desk.attempt(result)
    for desk in desks:
        desk.leave()
    return rung


def _until_nobody_waits(day: Running) -> None:
    """Work whoever can be rung, then let time pass until the next can be."""
    for _ in range(MOST_ROUNDS):
        while _work(day, results=("reached",), turns=2):
            pass
        day.pass_time(timedelta(seconds=61))  # what was closed cannot be undone any more
        eventually(day.queue, lambda queue: all(c["state"] == "waiting" for c in queue), within=10)
        left = day.queue()
        if not left:
            return
        soonest = min(datetime.fromisoformat(c["not_before"]) for c in left)
        day.pass_time(max(soonest - day.now, timedelta()) + timedelta(minutes=5))
        eventually(lambda: _can_be_rung(day), bool, within=5)


def _can_be_rung(day: Running) -> bool:
    queue = day.queue()
    return not queue or datetime.fromisoformat(queue[0]["not_before"]) <= day.now


def _ends(day: Running, references: list[str]) -> dict[str, str]:
    desk = Officer(day.console_url, OFFICERS[0], PASSWORD)
    pages = {ref: desk.go(f"/console/callbacks/{ref}").words for ref in references}
    desk.leave()
    return {ref: words[:600] for ref, words in pages.items()}
