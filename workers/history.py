"""What was done about a callback, and the queue at a glance: how the store's answers are read.

A line of history is `when, what, by, word, sealed`, parted by U+001F.  The word is public (a
result, an outcome, a level); free text is sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workers import keys
from workers.moments import from_ms
from workers.vault import Vault


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing done: `by` is an officer, `they` (the person) or `clock`.

    `what` is opened, updated, raised, withdrawn, claimed, calling, attempt, released, lease_ended,
    lowered, alerted, closing, closing_undone, closed, number_shown, texted, rang, split,
    split_from, duplicate, delete_me or note; `detail` the level, result, outcome, step of the
    ladder, name of the text, reference of the other callback, or the note's text.
    """

    at: datetime
    by: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The queue at a glance; open callbacks only.

    `counts[level][state]` has every level and state.  `ringable` and `overdue` are of those
    waiting that may be rung now; `overdue_red` are the red ones among the overdue.
    """

    counts: dict[str, dict[str, int]]
    longest_waiting_since: datetime | None
    ringable: int
    overdue: int
    overdue_red: int


def history_from(line: bytes, reference: str, vault: Vault) -> HistoryEntry:
    """The entry that the scripts wrote.  Raises VaultError."""
    at, what, by, word, sealed = line.split(b"\x1f", 4)
    detail = vault.open(sealed, keys.history(reference)).decode() if sealed else word.decode()
    return HistoryEntry(from_ms(int(at)), by.decode(), what.decode(), detail)


def summary_from(found: Sequence[Any]) -> Summary:
    """What `scripts/summary.lua` answered."""
    flat, oldest, red, others, overdue_red, overdue_others = found
    counts = {
        level: dict.fromkeys(("waiting", "claimed", "calling"), 0)
        for level in ("red", "amber", "none")
    }
    for n in range(0, len(flat), 2):
        level, state = flat[n].decode().split(":")
        counts[level][state] = int(flat[n + 1])
    return Summary(
        counts=counts,
        longest_waiting_since=from_ms(int(float(oldest[1]))) if oldest else None,
        ringable=red + others,
        overdue=overdue_red + overdue_others,
        overdue_red=overdue_red,
    )
