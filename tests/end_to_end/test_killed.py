"""Parts killed or stopped in the middle: what was answered is there afterwards, once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.running import ON_DUTY, Running, eventually, opened, running

TEXTERS = 8
TEXTS_EACH = 12
SOON = 1.0


@pytest.fixture(name="shaken", scope="module")
def _shaken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose parts may be killed."""
    with running(tmp_path_factory.mktemp("shaken")) as service:
        yield service


@contextmanager
def redis_stopped(service: Running) -> Iterator[None]:
    """Redis answers nobody in here, and its connections stand: SIGSTOP."""
    process = service.pid("-server")
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_kill_nine_of_redis_loses_nothing_that_was_answered(shaken: Running) -> None:
    """Texts stream in while Redis is killed: each is answered in words that help, and each person
    who asked for a call has exactly one callback when it is back."""
    answered: list[str] = []
    failed: list[str] = []
    under_way = threading.Event()

    # 07700 900xxx holds a thousand numbers: each texter has a hundred of its own.
    def stream(texter: int) -> None:
        for n in range(TEXTS_EACH):
            number = f"+447700900{texter}{n:02}"
            replies = shaken.text(number, "call me please")
            (answered if replies else failed).append(number)
            if len(answered) > TEXTERS * TEXTS_EACH // 4:
                under_way.set()

    threads = [threading.Thread(target=stream, args=(t,)) for t in range(TEXTERS)]
    for thread in threads:
        thread.start()
    under_way.wait(30)
    os.kill(shaken.pid("-server"), signal.SIGKILL)
    for thread in threads:
        thread.join()

    expected = TEXTERS * TEXTS_EACH
    found = eventually(shaken.queue, lambda q: len(q) >= expected, within=60)

    assert failed == []
    assert len(set(answered)) == expected
    assert [c["asked"] for c in found] == [True] * expected


def test_texts_are_answered_at_once_while_redis_is_stopped(shaken: Running) -> None:
    """Information, a call asked for and danger are each answered within a second; danger with 999.
    When Redis is back, both callbacks stand."""
    before = {c["ref"] for c in shaken.queue()}
    said = {
        "+447700900811": "what does it do to your bladder",
        "+447700900812": "can you ring me please",
        "+447700900813": "my mate wont wake up",
    }
    took = {}
    answers = {}
    with redis_stopped(shaken):
        for number, body in said.items():
            began = time.monotonic()
            answers[number] = " ".join(shaken.text(number, body))
            took[number] = time.monotonic() - began
        waiting = list((shaken.data_dir / "spool").glob("*.spooled"))

    def new() -> list[tuple[str, bool]]:
        return sorted((c["level"], c["asked"]) for c in shaken.queue() if c["ref"] not in before)

    assert max(took.values()) < SOON, took
    assert all("999" in answer for answer in answers.values())
    assert "bladder" in answers["+447700900811"]
    assert "call you" in answers["+447700900812"]
    assert len(waiting) == len(said)
    assert eventually(new, lambda found: len(found) == 2) == [("none", True), ("red", False)]
    assert eventually(lambda: list((shaken.data_dir / "spool").glob("*.spooled")), _empty) == []


def test_a_call_goes_on_while_redis_is_stopped(shaken: Running) -> None:
    """By key to the bladder and to a callback, as if nothing were wrong; it is there afterwards."""
    with opened(shaken) as asked:
        call = shaken.call("+447700900821")
        call.press("2")
        with redis_stopped(shaken):
            heard = call.press("2")
            call.press("3")
            call.press("1")
            question = call.press("4")
        # The rest with Redis back: the address of the call and what Redis knows must agree.
        call.press("1")
        confirmed = call.press("2")
        call.hang_up()
        eventually(lambda: list((shaken.data_dir / "spool").glob("*.spooled")), _empty)

    assert "bladder" in heard
    assert "leave a message" in question
    assert "5pm and 9pm" in confirmed
    assert (asked.callback["asked"], asked.callback["channel"]) == (True, "voice")


def test_danger_by_voice_is_answered_while_redis_is_stopped(shaken: Running) -> None:
    """Said aloud or by the first key: 999 at once, and a red callback when Redis is back."""
    before = {c["ref"] for c in shaken.queue()}
    with redis_stopped(shaken):
        by_voice = shaken.call("+447700900831")
        heard = [by_voice.say("shes not breathing and shes gone blue")]
        by_key = shaken.call("+447700900832")
        heard.append(by_key.press("1"))
        by_voice.hang_up()
        by_key.hang_up()

    def new() -> list[tuple[str, str]]:
        return [(c["level"], c["channel"]) for c in shaken.queue() if c["ref"] not in before]

    assert all("999" in words for words in heard)
    assert eventually(new, lambda found: len(found) == 2) == [("red", "voice")] * 2


def test_the_alert_goes_out_though_the_worker_was_killed(shaken: Running) -> None:
    """The worker dies just before somebody writes of danger: people on duty are told all the
    same, as soon as there is a worker again."""
    with opened(shaken) as red:
        os.kill(shaken.pid("intake.cli worker"), signal.SIGKILL)
        shaken.text("+447700900841", "i think my brother is dying he wont wake up")
    told = eventually(
        lambda: [text for text in shaken.received(ON_DUTY) if red.reference in text], bool
    )

    assert told


def _empty(found: list[object]) -> bool:
    return not found
