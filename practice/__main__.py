"""`python -m practice`: the environment is read here, and nowhere else."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from practice.clock import WallClock
from practice.server import make_practice
from practice.settings import Settings


def main() -> int:
    """Serve until Ctrl-C or SIGTERM."""
    settings = Settings.read(os.environ)
    signal.signal(signal.SIGTERM, _stop)
    try:
        server = make_practice(settings, WallClock(settings.clock_file))
    except (OSError, SystemExit):
        sys.stderr.write(f"practice: port {settings.port} cannot be used\n")
        return 1
    sys.stdout.write(f"Practice: http://{settings.host}:{server.server_port}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
