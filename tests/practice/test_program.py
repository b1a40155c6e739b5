"""`python -m practice` as a program of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parents[2]


def start(port: str) -> subprocess.Popen[str]:
    """The program, with nothing set but its port."""
    return subprocess.Popen(
        [sys.executable, "-m", "practice"],
        env={"PATH": os.environ["PATH"], "PRACTICE_PORT": port},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_cleanly(end: signal.Signals) -> None:
    """It prints its address, answers there, logs no request, and ends on a signal with 0."""
    program = start("0")
    assert program.stdout is not None
    found = re.search(r"http://\S+", program.stdout.readline())
    assert found is not None
    page = requests.get(found[0], timeout=10)
    requests.get(f"{found[0]}phone/threads/+447700900123", timeout=10)
    program.send_signal(end)
    out, err = program.communicate(timeout=10)

    assert "This is practice." in page.text
    assert (program.returncode, out, err) == (0, "", "")


def test_a_port_that_is_taken() -> None:
    """A port that cannot be used is named in one line."""
    first = start("0")
    assert first.stdout is not None
    port = first.stdout.readline().strip().rstrip("/").rpartition(":")[2]
    second = start(port)
    _, err = second.communicate(timeout=10)
    first.terminate()
    first.communicate(timeout=10)

    assert second.returncode == 1
    assert err.splitlines()[-1] == f"practice: port {port} cannot be used"
