"""What `.ci/audit` makes of the answers it gets, the tool that asks played by a stand-in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

AUDIT = Path(".ci/audit").absolute()
NAMES_THE_WEAK_ONE = 'case "$*" in *--no-deps*) echo "pip 9.0.1 PYSEC-0000-1"; exit 1;; esac\n'


@pytest.mark.parametrize(
    ("tool", "ends", "says"),
    [
        (f"{NAMES_THE_WEAK_ONE}exit 0", 0, "Audited"),
        (f"{NAMES_THE_WEAK_ONE}exit 1", 1, ""),
        ('echo "No known vulnerabilities found"', 3, "NOT AUDITED"),
        ('echo "no network" >&2; exit 1', 3, "NOT AUDITED"),
    ],
    ids=["nothing known", "one is weak", "a mirror that does not tell", "nobody answers"],
)
def test_nothing_found_means_something(tmp_path: Path, tool: str, ends: int, says: str) -> None:
    """Only who names a package that is known to be weak is believed about the others."""
    path = tmp_path / ".audit" / "bin" / "pip-audit"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{tool}\n")
    path.chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", str(AUDIT)], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert ran.returncode == ends
    assert says in ran.stdout
