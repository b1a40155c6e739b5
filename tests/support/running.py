"""The whole service as a stranger starts it: `helpline run` in a process of its own.

Nothing here knows what goes on inside: it reads what the command prints, moves the demonstration's
clock by its file, and talks to the phone and the console over HTTP.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import requests

HELPLINE: Final = str(Path(sys.executable).parent / "helpline")
STARTS_WITHIN: Final = 60.0
HAPPENS_WITHIN: Final = 30.0
ON_DUTY: Final = "+447700900999"

Found = TypeVar("Found")


@dataclass
class Running:
    """A running service.  `environment` is what its own commands need to find it."""

    environment: dict[str, str]
    process: subprocess.Popen[str]
    data_dir: Path
    phone_url: str
    console_url: str
    account: str
    password: str
    printed: list[str] = field(default_factory=list)
    moved: timedelta = timedelta()

    def command(self, *arguments: str, stdin: str = "") -> str:
        """What `helpline ...` prints, run beside it; a failing command fails the test."""
        done = subprocess.run(
            [HELPLINE, *arguments],
            env=self.environment,
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

    def pass_time(self, duration: timedelta) -> None:
        """Move the demonstration's clock on."""
        self.moved += duration
        draft = self.data_dir / "clock.draft"
        draft.write_text(str(int(self.moved.total_seconds())))
        draft.replace(self.data_dir / "clock")

    def text(self, number: str, body: str, sid: str = "") -> list[str]:
        """Send a text from the practice phone; what it is answered."""
        wanted = {"from": number, "body": body} | ({"sid": sid} if sid else {})
        answer = requests.post(f"{self.phone_url}phone/texts", json=wanted, timeout=30)
        answer.raise_for_status()
        replies: list[str] = answer.json()["replies"]
        return replies

    def received(self, number: str) -> list[str]:
        """Every text that this number was sent, answers and others, oldest first."""
        answer = requests.get(f"{self.phone_url}phone/threads/{number}", timeout=30)
        answer.raise_for_status()
        return [m["body"] for m in answer.json()["messages"] if m["direction"] != "inbound"]

    def call(self, number: str) -> Call:
        """Ring the helpline from the practice phone."""
        return Call(self.phone_url, _posted(f"{self.phone_url}phone/calls", {"from": number}))

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


@dataclass
class Call:
    """One call on the practice phone."""

    phone_url: str
    state: Mapping[str, Any]

    @property
    def heard(self) -> list[str]:
        """The sentences heard since the call began."""
        return list(self.state["heard"])

    @property
    def ended(self) -> bool:
        """Whether the line is dead."""
        return bool(self.state["ended"])

    def press(self, keys: str) -> str:
        """Press keys; what is heard next."""
        return self._act("keys", {"digits": keys})

    def say(self, words: str) -> str:
        """Say something; what is heard next."""
        return self._act("say", {"speech": words})

    def stay_silent(self) -> str:
        """Say nothing until it gives up waiting; what is heard next."""
        return self._act("silence", {})

    def hang_up(self) -> None:
        """Hang up."""
        self._act("hangup", {})

    def _act(self, what: str, body: dict[str, str]) -> str:
        before = len(self.heard)
        url = f"{self.phone_url}phone/calls/{self.state['sid']}/{what}"
        self.state = _posted(url, body)
        return " ".join(self.heard[before:])


@contextmanager
def running(data_dir: Path, **settings: str) -> Iterator[Running]:
    """The service, started with nothing configured but where it lives; stopped at the end."""
    port, practice_port = free_port(), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(data_dir),
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "PRACTICE_PORT": str(practice_port),
        "ALERT_NUMBERS": ON_DUTY,
        **settings,
    }
    log = (data_dir / "stderr.txt").open("w")
    process = subprocess.Popen(
        [HELPLINE, "run"],
        env=environment,
        cwd=data_dir,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    try:
        yield _started(process, environment, data_dir)
    finally:
        _ended(process)
        log.close()


def eventually(
    look: Callable[[], Found], good: Callable[[Found], bool], within: float = HAPPENS_WITHIN
) -> Found:
    """What `look` sees once it is `good`; the last thing seen when it never is."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if good(found) or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _started(
    process: subprocess.Popen[str], environment: dict[str, str], data_dir: Path
) -> Running:
    printed: list[str] = []
    deadline = time.monotonic() + STARTS_WITHIN
    assert process.stdout is not None
    for line in process.stdout:
        printed.append(line.rstrip())
        if line.startswith("Ready.") or time.monotonic() > deadline:
            break
    whole = "\n".join(printed)
    assert "Ready." in whole, f"it did not start: {whole}"
    signs_in = re.search(r"Sign in as (\S+) with (\S+)", whole)
    assert signs_in is not None, whole
    return Running(
        environment=environment,
        process=process,
        data_dir=data_dir,
        phone_url=_printed(whole, "Phone"),
        console_url=_printed(whole, "Console"),
        account=signs_in[1],
        password=signs_in[2],
        printed=printed,
    )


def _printed(whole: str, what: str) -> str:
    found = re.search(rf"{what}:\s+(http\S+)", whole)
    assert found is not None, f"{what} is not in: {whole}"
    return found[1]


def _ended(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _posted(url: str, body: Mapping[str, str]) -> Mapping[str, Any]:
    answer = requests.post(url, json=dict(body), timeout=30)
    answer.raise_for_status()
    state: Mapping[str, Any] = answer.json()
    return state
