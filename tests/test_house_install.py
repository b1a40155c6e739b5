"""What `.ci/install` fetches on a bare machine, with every command it calls played by a stand-in.

The stand-ins write down what they were asked; the real thing was run in a bare Debian.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

INSTALL = Path(".ci/install").absolute()
RECORDS = '#!/bin/sh\necho "$(basename "$0") $*" >> "$ASKED"\n'


class Machine:
    """A machine that lacks what a test says it lacks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = folder / "asked"
        (folder / "bin").mkdir()
        (folder / ".venv" / "bin").mkdir(parents=True)
        self.has("id", "#!/bin/sh\necho 0\n")
        self.has("apt-get", RECORDS)
        self.has("env", '#!/bin/sh\nshift\nexec "$@"\n')
        self.has("ldconfig", "#!/bin/sh\necho libatomic.so.1\n")
        for name in ("grep", "basename", "cat"):
            (folder / "bin" / name).symlink_to(f"/usr/bin/{name}")
        self.release("debian")

    def has(self, name: str, script: str) -> None:
        """Put a stand-in where the script looks for `name`."""
        path = self.folder / ("" if name.startswith(".venv") else "bin") / name
        path.write_text(script)
        path.chmod(0o755)

    def release(self, name: str) -> None:
        """Be this distribution."""
        (self.folder / "os-release").write_text(f"ID={name}\n")

    def install(self, what: str) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        told = {
            "PATH": str(self.folder / "bin"),
            "ASKED": str(self.asked),
            "OS_RELEASE": str(self.folder / "os-release"),
        }
        return subprocess.run(
            ["/bin/sh", str(INSTALL), what],
            cwd=self.folder,
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def fetched(self) -> list[str]:
        """What was asked of apt and Playwright, in order."""
        return self.asked.read_text().splitlines() if self.asked.exists() else []


@pytest.fixture(name="machine")
def _machine(tmp_path: Path) -> Machine:
    assert os.access(INSTALL, os.R_OK)
    return Machine(tmp_path)


def _python(*, venv: bool, version: str = "3.12") -> str:
    answers = f'case "$2" in *ensurepip*) exit {int(not venv)};; *print*) echo {version};; esac'
    return f"#!/bin/sh\n{answers}\nexit 0\n"


def test_a_python_without_venv_gets_the_package_of_its_own_version(machine: Machine) -> None:
    """Where venv is a package of its own, the one for this very Python is fetched, and it is
    said."""
    machine.has("python3", _python(venv=False))
    done = machine.install("venv")
    assert done.returncode == 0
    assert "Installing python3.12-venv with apt" in done.stdout
    assert machine.fetched[-1].endswith("--no-install-recommends python3.12-venv")


def test_nothing_is_fetched_that_is_there(machine: Machine) -> None:
    """With venv and a browser there, apt is never asked."""
    machine.has("python3", _python(venv=True))
    machine.has("chromium", "#!/bin/sh\n")
    assert machine.install("venv").returncode == 0
    assert machine.install("browser").returncode == 0
    assert machine.fetched == []


def test_who_is_not_root_asks_by_sudo(machine: Machine) -> None:
    """Without root, apt is run by sudo."""
    machine.has("id", "#!/bin/sh\necho 1000\n")
    machine.has("sudo", '#!/bin/sh\necho "sudo $1" >> "$ASKED"\nexec "$@"\n')
    machine.has("python3", _python(venv=False))
    assert machine.install("venv").returncode == 0
    assert "sudo apt-get" in machine.fetched


def test_without_root_and_sudo_it_says_what_is_needed(machine: Machine) -> None:
    """Who can install nothing is told in one line what to have installed."""
    machine.has("id", "#!/bin/sh\necho 1000\n")
    machine.has("python3", _python(venv=False))
    done = machine.install("venv")
    assert done.returncode == 1
    assert "This needs root or sudo: apt-get install python3.12-venv" in done.stderr


def test_debian_gives_its_own_chromium(machine: Machine) -> None:
    """On Debian the browser comes from the distribution."""
    machine.has(".venv/bin/python", "#!/bin/sh\nexit 1\n")
    assert machine.install("browser").returncode == 0
    assert machine.fetched[-1].endswith("chromium fonts-liberation")


def test_elsewhere_playwright_brings_its_own(machine: Machine) -> None:
    """Where the distribution has no Chromium as a package, Playwright fetches one with what it
    needs; the library that its driver stands on comes first."""
    machine.release("ubuntu")
    machine.has("ldconfig", "#!/bin/sh\n")
    machine.has(".venv/bin/python", "#!/bin/sh\nexit 1\n")
    machine.has(".venv/bin/playwright", RECORDS)
    assert machine.install("browser").returncode == 0
    assert machine.fetched[-2].endswith("libatomic1")
    assert machine.fetched[-1] == "playwright install --with-deps chromium"
