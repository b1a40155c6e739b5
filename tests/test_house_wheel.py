"""What is installed in production is whole: the words, the signs, the weights, the pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOMS = ("flows", "workers", "intake", "practice")
BESIDE = ("pyproject.toml", "README.md", "LICENSE")


def test_the_wheel_carries_every_file_of_the_rooms(tmp_path: Path) -> None:
    """Every file that stands in a room of the checkout stands in the wheel that production runs."""
    source, made = tmp_path / "source", tmp_path / "made"
    for room in ROOMS:
        shutil.copytree(room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(name, source / name)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--no-build-isolation", "--wheel-dir", str(made), str(source)],
        check=True,
        cwd=tmp_path,
    )  # fmt: skip

    carried = set(zipfile.ZipFile(next(made.glob("*.whl"))).namelist())
    missing = {
        str(path.relative_to(source))
        for room in ROOMS
        for path in (source / room).rglob("*")
        if path.is_file() and str(path.relative_to(source)) not in carried
    }
    assert missing == set()
