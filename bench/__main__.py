"""`make bench`: the figures of one run, as Markdown.  Ratios hold; milliseconds drift.

python -m bench                 everything
python -m bench webhook         one part: webhook, triage, trips, queue, desk
python -m bench compare         triage beside other ways, only when it is named
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from bench import desk, queue, reading, round_trips, triage_compare, webhook

PARTS: dict[str, Callable[[], str]] = {
    "webhook": webhook.report,
    "triage": reading.report,
    "trips": round_trips.report,
    "queue": queue.report,
    "desk": desk.report,
}
NAMED: dict[str, Callable[[], str]] = {"compare": triage_compare.report_text}


def main(wanted: list[str]) -> None:
    """Print each part that is wanted; all of them when none is named."""
    known = PARTS | NAMED
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SystemExit(f"bench: no part {unknown[0]!r}; there are {', '.join(known)}")
    print(f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC, {_machine()}\n")
    for name in wanted or PARTS:
        print(known[name](), flush=True)
        print()


def _machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
