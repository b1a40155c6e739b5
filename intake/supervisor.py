"""Child processes of `helpline run`: started, waited for, started again when they die, stopped.

Children are bound to the thread that starts them and end with it: use this from the main thread.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from workers.embedded import dies_with_parent

READY_WITHIN: Final = 40.0
STOPS_WITHIN: Final = 15.0
PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_AFTER: Final = 30.0


class ChildRefused(Exception):
    """A child does not come up; the message is one line that says which."""


@dataclass
class Child:
    """One process: what it is called, how it is started, and how one knows that it answers."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    answers: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        """Start it; what it logs goes where our own errors go."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we stop them in order
            preexec_fn=dies_with_parent(),
        )

    def dead(self) -> int | None:
        """How it ended, if it has."""
        return self.process.poll() if self.process else None


@dataclass
class Supervisor:
    """The children, in the order in which they start; they stop in the other."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def start(self, children: Sequence[Child], stopping: Callable[[], bool]) -> None:
        """Start them all and wait until each answers.  Raises ChildRefused."""
        for child in children:
            self.children.append(child)
            child.start()
        deadline = time.monotonic() + READY_WITHIN
        for child in children:
            while not stopping() and not child.answers():
                if child.dead() is not None:
                    raise ChildRefused(f"{child.name} did not start (exit {child.dead()})")
                if time.monotonic() > deadline:
                    raise ChildRefused(f"{child.name} does not answer")
                time.sleep(0.05)

    def tend(self) -> None:
        """Start again whoever has died, the later the more often it did."""
        now = time.monotonic()
        for child in self.children:
            code = child.dead()
            if code is None:
                continue
            if not child.again_at:
                child.deaths = 0 if now - child.started > STEADY_AFTER else child.deaths
                child.again_at = now + PAUSES[min(child.deaths, len(PAUSES) - 1)]
                child.deaths += 1
                self.say(f"{child.name} ended ({_how(code)}); it is started again.")
            elif now >= child.again_at:
                child.again_at = 0.0
                child.start()

    def stop(self) -> None:
        """Stop them all, by force whoever does not within a while."""
        alive = [c.process for c in reversed(self.children) if c.process and c.dead() is None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + STOPS_WITHIN
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"
