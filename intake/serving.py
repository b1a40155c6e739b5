"""How the web is served: gunicorn, threads, and what its processes count put together.

Only the command is made here; whoever starts it decides when.
"""

from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path
from typing import Final

THREADS: Final = 8
RECYCLED_AFTER: Final = 20_000
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat files belong in memory


def gunicorn_command(doors: str, host: str, port: int, processes: int) -> list[str]:
    """The command that serves these doors (comma-separated) there."""
    wanted = ", ".join(repr(door) for door in doors.split(","))
    return [
        sys.executable, "-m", "gunicorn", f"intake.web:application({wanted})",
        "--worker-class", "intake.patience.PatientWorker",
        "--workers", str(processes), "--threads", str(THREADS),
        "--bind", f"{host}:{port}", "--no-control-socket",
        "--max-requests", str(RECYCLED_AFTER), "--max-requests-jitter", str(RECYCLED_AFTER // 10),
        "--timeout", "30", "--graceful-timeout", "10", "--log-level", "warning",
        *(["--worker-tmp-dir", str(_MEMORY)] if _MEMORY.is_dir() else []),
    ]  # fmt: skip


def counting_folder(data_dir: Path, role: str) -> Path:
    """An empty folder where the processes of `role` put their counts together."""
    folder = data_dir / "counts" / role
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return folder.absolute()


def port_taken(host: str, port: int) -> bool:
    """Whether somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
        return False
