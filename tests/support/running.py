"""The whole service as a stranger starts it: `helpline run` in a process of its own.

Nothing here knows what goes on inside: it reads what the command prints, moves the demonstration's
clock by its file, and talks to the phone and the console over HTTP.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from intake.clock import real_now
from tests.support.phone import Call, fetched, posted
from tests.support.ports import free_port
from tests.support.processes import process_of

HELPLINE: Final = str(Path(sys.executable).parent / "helpline")
STARTS_WITHIN: Final = 90.0
HAPPENS_WITHIN: Final = 60.0
ON_DUTY: Final = "+447700900999"
START: Final = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)

Found = TypeVar("Found")


@dataclass
class Running:
    """A running service.  `environment` is what its own commands need to find it.

    `used` remembers every number and every text, so that a test may look for their traces.
    """

    environment: dict[str, str]
    data_dir: Path
    output: Path
    process: subprocess.Popen[bytes]
    moved: timedelta
    phone_url: str = ""
    console_url: str = ""
    account: str = ""
    password: str = ""
    used: set[str] = field(default_factory=set)

    def command(self, *arguments: str, stdin: str = "") -> str:
        """What `helpline ...` prints, run beside it; a failing command fails the test."""
        done = subprocess.run(
            [HELPLINE, *arguments],
            env=self.environment,
            cwd=self.data_dir,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"helpline {arguments[0]} said: {done.stderr}"
        return done.stdout

    def queue(self) -> list[dict[str, Any]]:
        """The open callbacks in take-next order, as `helpline queue --json` lists them."""
        return [json.loads(line) for line in self.command("queue", "--json").splitlines()]

    @property
    def now(self) -> datetime:
        """The moment it is there."""
        return real_now() + self.moved

    def pass_time(self, duration: timedelta) -> None:
        """Move the demonstration's clock on."""
        self.moved += duration
        draft = self.data_dir / "clock.draft"
        draft.write_text(str(int(self.moved.total_seconds())))
        draft.replace(self.data_dir / "clock")

    def text(self, number: str, body: str, sid: str = "") -> list[str]:
        """Send a text from the practice phone; what it is answered."""
        self.used |= {number, body}
        wanted = {"from": number, "body": body} | ({"sid": sid} if sid else {})
        replies: list[str] = posted(f"{self.phone_url}phone/texts", wanted)["replies"]
        return replies

    def texts(self, number: str, *bodies: str) -> str:
        """Everything that is answered to these texts, one after the other."""
        return "\n".join(reply for body in bodies for reply in self.text(number, body))

    def received(self, number: str) -> list[str]:
        """Every text that this number was sent, answers and others, oldest first."""
        thread = fetched(f"{self.phone_url}phone/threads/{number}")["messages"]
        return [m["body"] for m in thread if m["direction"] != "inbound"]

    def call(self, number: str) -> Call:
        """Ring the helpline from the practice phone."""
        self.used.add(number)
        return Call(self.phone_url, posted(f"{self.phone_url}phone/calls", {"from": number}))

    def ringing(self, number: str) -> list[Call]:
        """The calls that ring at this number now."""
        found = fetched(f"{self.phone_url}phone/ringing")
        calls = found["calls"] if isinstance(found, dict) else found
        return [Call(self.phone_url, state) for state in calls if state["to"] == number]

    def pid(self, word: str) -> int:
        """The process of this run whose command line holds `word`."""
        return process_of(self.process.pid, word)

    def restart(self) -> None:
        """Stop everything as Ctrl-C does, and start it again where it was."""
        assert self.stop() == 0
        self.process = _launched(self.environment, self.data_dir, self.output)
        self._wait_until_ready()

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=40)

    def _wait_until_ready(self) -> None:
        began = self.output.stat().st_size if self.phone_url else 0
        deadline = time.monotonic() + STARTS_WITHIN
        printed = ""
        while "Ready." not in printed:
            assert self.process.poll() is None, f"it did not start: {self.output.read_text()}"
            assert time.monotonic() < deadline, f"it did not start: {self.output.read_text()}"
            time.sleep(0.05)
            printed = self.output.read_text()[began:]
        signs_in = re.search(r"Sign in as (\S+) with (\S+)", printed)
        assert signs_in is not None, printed
        self.account, self.password = signs_in[1], signs_in[2]
        self.phone_url = _printed(printed, "Phone")
        self.console_url = _printed(printed, "Console")


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Running]:
    """The service, started with nothing configured but where it lives; stopped at the end.

    Its clock is moved to a Monday morning, so that "this evening" is the same whenever tests run.
    """
    data_dir = folder / "data"
    data_dir.mkdir()
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        "HOME": str(folder),
        "DATA_DIR": str(data_dir),
        "PORT": str(free_port()),
        "PRACTICE_PORT": str(free_port()),
        "ALERT_NUMBERS": ON_DUTY,
        **settings,
    }
    output = folder / "output.txt"
    moved = timedelta(seconds=round((START - real_now()).total_seconds()))
    (data_dir / "clock").write_text(str(int(moved.total_seconds())))
    process = _launched(environment, data_dir, output)
    service = Running(environment, data_dir, output, process, moved)
    try:
        service._wait_until_ready()  # noqa: SLF001 - its own maker
        yield service
    finally:
        _ended(service.process)


@dataclass
class Opened:
    """The callback that was opened inside a `with opened(service)`."""

    callback: dict[str, Any] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """Its reference."""
        reference: str = self.callback["ref"]
        return reference


@contextmanager
def opened(service: Running) -> Iterator[Opened]:
    """Finds the one callback that is new after the block; none or several fail the test."""
    before = {c["ref"] for c in service.queue()}
    found = Opened()
    yield found
    new = [c for c in service.queue() if c["ref"] not in before]
    assert len(new) == 1, f"{len(new)} new callbacks"
    found.callback = new[0]


def eventually(
    look: Callable[[], Found],
    good: Callable[[Found], bool],
    within: float = HAPPENS_WITHIN,
    every: float = 0.1,
) -> Found:
    """What `look` sees once it is `good`; the last thing seen when it never is."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if good(found) or time.monotonic() > deadline:
            return found
        time.sleep(every)


def _launched(environment: dict[str, str], data_dir: Path, output: Path) -> subprocess.Popen[bytes]:
    with output.open("ab") as file:
        return subprocess.Popen(
            [HELPLINE, "run"],
            env=environment,
            cwd=data_dir,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def _printed(whole: str, what: str) -> str:
    found = re.search(rf"{what}:\s+(http\S+)", whole)
    assert found is not None, f"{what} is not in: {whole}"
    return found[1]


def _ended(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=40)
    except subprocess.TimeoutExpired:
        process.kill()  # its children end with it
        process.wait()
