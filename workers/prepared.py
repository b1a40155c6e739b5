"""Prepared texts: what an officer may send to the person from a callback they hold.

The words are the pack's, by the name of a line: nobody types to a person here.  Lines called
`neutral_...` may go to anybody who allowed texts; lines called `prepared_...` name what it is about
and go only to somebody who asked to be rung, on a phone that is not shared.  One script writes the
message, what was said and the line of history, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from redis import Redis

from flows.numbers import NumberKind, kind_of
from flows.outcome import Say
from flows.pack import Pack
from flows.wording import wording
from workers import due, keys, records
from workers.callbacks import DELETE_ME, Callback
from workers.errors import StoreAway, TextRefused
from workers.lua import Argument
from workers.queue_steps import QueueSteps
from workers.turn import OutboxEntry, TranscriptEntry
from workers.turn_arguments import MOST_ENTRIES, outbox_row
from workers.vault import Vault

NEUTRAL: Final = "neutral_"
TELLING: Final = "prepared_"
ANSWER: Final = "neutral_answer"  # for whoever writes to the number we ring from; never unasked
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Prepared:
    """One text: the line's name, its words, and whether it says nothing about anything."""

    line: str
    words: str
    neutral: bool


class PreparedTexts(QueueSteps):
    """Sending prepared texts.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault, pack: Pack) -> None:
        super().__init__(redis, vault)
        self._pack = pack

    def choices(self, callback: Callback) -> tuple[Prepared, ...]:
        """The texts that fit this callback, the neutral ones first."""
        telling = callback.asked and callback.personal.wishes.shared_phone is not True
        kinds = (NEUTRAL, TELLING) if telling else (NEUTRAL,)
        return tuple(
            Prepared(name, self._words(name, callback), kind == NEUTRAL)
            for kind in kinds
            for name, line in sorted(self._pack.lines.items())
            if name.startswith(kind) and name != ANSWER and line.sms
        )

    def send(self, reference: str, fence: int, officer: str, line: str, now: datetime) -> str:
        """Have it sent; what to ring the bell for.  The same text of the same hold is sent once.

        Raises TextRefused with a reason, LeaseLost, Gone.
        """
        for _ in range(_TRIES):
            callback = self._existing(reference)
            if reason := why_not(callback):
                raise TextRefused(reason)
            chosen = [text for text in self.choices(callback) if text.line == line]
            if not chosen:
                raise TextRefused("This text may not go to them")
            reply = self._send(callback, fence, officer, chosen[0], now)
            if reply[0] == b"stopped":
                raise TextRefused(STOPPED)
            if reply[0] != b"stale":
                self._changed(reply)
                return due.outbox(_name(reference, fence, line))
        raise StoreAway("the callback kept changing")

    def _send(
        self, callback: Callback, fence: int, officer: str, text: Prepared, now: datetime
    ) -> Sequence[bytes]:
        reference, person = callback.reference, callback.person
        to = callback.personal.number
        name = _name(reference, fence, text.line)
        entry = OutboxEntry(name, "text", to, text.words, now, person, reference)
        transcript = keys.transcript(person)
        said = records.entry_bytes(TranscriptEntry(now, "sms", "officer", text.words))
        arguments: list[Argument] = [
            reference, fence, officer, callback.version, text.line,
            self._vault.seal(said, transcript), MOST_ENTRIES, *outbox_row(entry, self._vault),
        ]  # fmt: skip
        more = [keys.outbox_of(person), transcript, keys.texts_stopped(person), keys.outbox(name)]
        found: Sequence[bytes] = self._run("prepared_text", now, *arguments, more_keys=more)
        return found

    def _words(self, line: str, callback: Callback) -> str:
        return wording(Say(line), self._pack, "sms", {"reference": callback.reference})


STOPPED: Final = "They stopped our texts"


def why_not(callback: Callback, *, texts_stopped: bool = False) -> str:
    """Why nothing may be texted to them, in words for the officer; empty when it may."""
    wishes, number = callback.personal.wishes, callback.personal.number
    reasons = (
        (callback.state == "closed", "This callback is closed"),
        (not number, "There is no number"),
        (kind_of(number) is not NumberKind.MOBILE, "Their number cannot be texted"),
        (DELETE_ME in callback.personal.requests, "They asked to be deleted"),
        (texts_stopped, STOPPED),
        (wishes.may_text is False, "They said no to texts"),
        (wishes.may_text is None, "They did not say yes to texts"),
    )
    return next((words for holds, words in reasons if holds), "")


def _name(reference: str, fence: int, line: str) -> str:
    return f"said-{reference}-{fence}-{line.replace('_', '-')}"[:80]
