"""The text after a try that reached nobody: written by the script of the try itself, or not at all.

Only neutral words, only to somebody who allowed texts, once for each time that the callback was
held.  When one is due, and by which line, is the plan's to say (`workers.plan`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from workers import keys, records
from workers.callbacks import Callback
from workers.lua import Argument
from workers.prepared import why_not
from workers.turn import OutboxEntry, TranscriptEntry
from workers.turn_arguments import MOST_ENTRIES, outbox_row
from workers.vault import Vault

NO_WORDS: Final[Mapping[str, str]] = MappingProxyType({})


class Missed:
    """Lays such a text out for `scripts/attempt.lua`."""

    def __init__(self, words: Mapping[str, str], vault: Vault) -> None:
        self._words = words
        self._vault = vault

    def key(self, reference: str, fence: int) -> str:
        """Where the message of this hold lies, if there is one."""
        return keys.outbox(_name(reference, fence))

    def text(self, callback: Callback, fence: int, line: str, now: datetime) -> list[Argument]:
        """What the script writes: the line's name, or nothing when it may not be sent."""
        words = self._words.get(line, "")
        if not words or why_not(callback):
            return ["", 0, ""]
        person, transcript = callback.person, keys.transcript(callback.person)
        said = records.entry_bytes(TranscriptEntry(now, "sms", "we", words))
        entry = OutboxEntry(
            id=_name(callback.reference, fence),
            kind="text",
            to=callback.personal.number,
            body=words,
            at=now,
            person=person,
            reference=callback.reference,
        )
        sealed = self._vault.seal(said, transcript)
        return [line, MOST_ENTRIES, sealed, *outbox_row(entry, self._vault)]


def _name(reference: str, fence: int) -> str:
    return f"missed-{reference}-{fence}"
