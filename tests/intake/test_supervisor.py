"""Child processes: waited for, started again when they die, stopped to the last one."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from intake.supervisor import Child, ChildRefused, Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "raise SystemExit(3)"]


def child(command: list[str], answers: Callable[[], bool] = lambda: True) -> Child:
    """A child that is taken to answer as told."""
    return Child("worker", command, dict(os.environ), answers)


@pytest.fixture(name="said")
def _said() -> list[str]:
    return []


@pytest.fixture(name="supervisor")
def _supervisor(said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(said.append)
    yield supervisor
    supervisor.stop()


def test_a_child_that_dies_is_said_and_started_again(
    supervisor: Supervisor, said: list[str]
) -> None:
    """One line says so, and a moment later another process stands in its place."""
    running = child(SLEEPS)
    supervisor.start([running], lambda: False)
    assert running.process is not None
    first = running.process
    first.kill()
    first.wait()
    deadline = time.monotonic() + 10
    while running.process is first and time.monotonic() < deadline:
        supervisor.tend()
        time.sleep(0.02)

    assert said == [f"worker ended (signal {signal.SIGKILL.value}); it is started again."]
    assert running.dead() is None


def test_a_child_that_does_not_come_up_is_refused(supervisor: Supervisor) -> None:
    """What ends before it ever answered is said, and all stops."""
    with pytest.raises(ChildRefused, match=r"worker did not start \(exit 3\)"):
        supervisor.start([child(ENDS, lambda: False)], lambda: False)


def test_all_are_stopped(supervisor: Supervisor) -> None:
    """After stopping nobody is left, in whatever state they were."""
    children = [child(SLEEPS), child(SLEEPS)]
    supervisor.start(children, lambda: False)
    supervisor.stop()

    assert [c.dead() for c in children] == [-signal.SIGTERM, -signal.SIGTERM]


def test_ctrl_c_while_starting_ends_the_waiting(supervisor: Supervisor) -> None:
    """Whoever stops it while it starts need not wait for it."""
    supervisor.start([child(SLEEPS, lambda: False)], lambda: True)

    assert supervisor.children[0].dead() is None
