"""What is to be sent, and what became of it.  The record; ringing and sending are elsewhere.

Each step is one atomic script.  The rules are in `workers.delivery`.  Entries are written by the
script of the step they follow from (a turn, an alert) or by `add`.  Number and words are sealed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from redis import Redis

from workers import delivery, due, keys, retention
from workers.delivery import Move
from workers.errors import SendFailed, StoreAway
from workers.lua import Argument, Scripts
from workers.moments import from_ms, to_ms, whole_ms
from workers.tolls import Tolls
from workers.turn import OutboxEntry as OutboxEntry
from workers.turn_arguments import outbox_row
from workers.vault import Vault

log = structlog.get_logger(__name__)
_TAG: Final = re.compile(r"([A-Za-z0-9_-]{1,80}?)(?:_(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class OutboxView:
    """What may be shown of a message: never the number.  `body` is empty once it is forgotten."""

    id: str
    kind: str
    state: str
    at: datetime
    sid: str
    error: str
    attempts: int
    body: str


@dataclass(frozen=True, slots=True)
class InHand:
    """A message that is ours for a minute: `what` is `send`, `search` or `nothing` to do.

    `tag` names message and attempt in the address that Twilio calls back, and `request` the
    request that it followed from.
    """

    what: str
    id: str = ""
    kind: str = ""
    to: str = ""
    body: str = ""
    attempts: int = 0
    doubts: int = 0
    searches: int = 0
    since: datetime | None = None
    request: str = ""

    @property
    def tag(self) -> str:
        """The name of this attempt."""
        return f"{self.id}_{self.attempts}"


class Outbox:
    """The messages on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._scripts = Scripts(redis)
        self._tolls = Tolls(self._scripts)
        self._vault = vault

    def add(self, entry: OutboxEntry) -> bool:
        """Have it sent at its time; ring the bell for `due.outbox(entry.id)`.  Twice is once."""
        where = [keys.DUE, keys.outbox_of(entry.person), keys.outbox(entry.id)]
        return bool(self._scripts.run("outbox_add", where, outbox_row(entry, self._vault)))

    def begin(self, entry_id: str, now: datetime) -> InHand:
        """Take it in hand, if it is time and nobody else has it."""
        fields = self._fields(entry_id)
        person = fields.get("person", b"").decode()
        reference = fields.get("reference", b"").decode()
        what, flat = self._scripts.run(
            "outbox_begin",
            [*self._keys(entry_id, person), keys.callback(reference)],
            [
                to_ms(now),
                to_ms(now + delivery.IN_HAND),
                due.outbox(entry_id),
                to_ms(now - delivery.TEXT_TOO_OLD),
                to_ms(now - delivery.ALERT_TOO_OLD),
            ],
        )
        if what == b"nothing":
            return InHand("nothing")
        taken = self._in_hand(what.decode(), entry_id, _mapping(flat))
        if what == b"send" and (ceiling := self._tolls.refused(taken.kind, person, now)):
            log.error("tolls.ceiling", id=entry_id, kind=taken.kind, ceiling=ceiling)
            self._move(entry_id, str(taken.attempts), delivery.held_back(ceiling), now)
            return InHand("nothing")
        return taken

    def sent(self, taken: InHand, sid: str, now: datetime) -> bool:
        """Twilio took it and calls it `sid`."""
        moved = self._move(taken.id, str(taken.attempts), delivery.sent(), now, sid=sid)
        self._last(f"out|{taken.kind}", now)
        return moved

    def refused(self, taken: InHand, failure: SendFailed, now: datetime) -> bool:
        """It could not be handed over, or nobody knows."""
        move = delivery.refused(taken.kind, taken.attempts, taken.id, failure)
        moved = self._move(taken.id, str(taken.attempts), move, now)
        self._last("refused", now)
        return moved

    def searched(self, taken: InHand, sid: str | None, now: datetime) -> bool:
        """Twilio was asked for it, and has it as `sid` or not at all."""
        move = delivery.searched(sid is not None, taken.doubts)
        return self._move(taken.id, str(taken.attempts), move, now, sid=sid or "")

    def not_searched(self, taken: InHand, now: datetime) -> bool:
        """Twilio could not be asked."""
        move = delivery.not_searched(taken.searches)
        return self._move(taken.id, str(taken.attempts), move, now)

    def apply_status(self, tag: str, status: str, error_code: str, now: datetime) -> None:
        """What Twilio tells us later.  Late, doubled, unknown or out of order, it does no harm."""
        read = _TAG.fullmatch(tag)
        if read is None:
            return
        entry_id, attempt = read[1], read[2] or ""
        fields = self._fields(entry_id)
        code = int(error_code) if error_code.isdecimal() else 0
        move = delivery.told(status, code, int(fields.get("retries", 0)))
        if fields and move is not None:
            self._move(entry_id, attempt, move, now, person=fields["person"].decode())

    def last_moments(self) -> Mapping[str, datetime]:
        """When what happened last: `came|` and a door, `out|` and a kind, or `refused`."""
        found = self._scripts.call("HGETALL", keys.LAST)
        return {name.decode(): from_ms(int(at)) for name, at in found.items()}

    def _last(self, what: str, now: datetime) -> None:
        """For the page of the parts only: that it cannot be written stops nothing."""
        with suppress(StoreAway):
            self._scripts.call("HSET", keys.LAST, what, to_ms(now))

    def get(self, entry_id: str) -> OutboxView | None:
        """One message; None when there is none, or no longer."""
        fields = self._fields(entry_id)
        return self._view(entry_id, fields) if fields else None

    def counts(self) -> dict[tuple[str, str], int]:
        """How many messages of each kind ever came to each state."""
        found = self._scripts.call("HGETALL", keys.MESSAGES)
        return {tuple(name.decode().split("|")): int(count) for name, count in found.items()}

    def of_person(self, person: str) -> tuple[OutboxView, ...]:
        """What was to be sent to this person, oldest first."""
        listed = self._scripts.call("LRANGE", keys.outbox_of(person), 0, -1)
        views = (self.get(entry_id.decode()) for entry_id in listed)
        return tuple(view for view in views if view is not None)

    def _move(
        self,
        entry_id: str,
        attempt: str,
        move: Move,
        now: datetime,
        *,
        sid: str = "",
        person: str | None = None,
    ) -> bool:
        if person is None:
            person = self._fields(entry_id).get("person", b"").decode()
        changed = {name: value for name, value in (("sid", sid), ("error", move.error)) if value}
        if move.counted:
            changed[f"+{move.counted}"] = "1"
        arguments: list[Argument] = [
            move.to,
            "" if move.again is None else to_ms(now + move.again),
            due.outbox(entry_id),
            attempt if move.this_attempt else "",
            whole_ms(retention.OUTBOX) if move.again is None else "",
            "1" if move.opted_out and person else "",
            len(move.allowed),
            *move.allowed,
            *(part for pair in changed.items() for part in pair),
        ]
        return bool(self._scripts.run("outbox_move", self._keys(entry_id, person), arguments))

    def _keys(self, entry_id: str, person: str) -> list[str]:
        return [keys.outbox(entry_id), keys.DUE, keys.texts_stopped(person)]

    def _fields(self, entry_id: str) -> dict[str, bytes]:
        found = self._scripts.call("HGETALL", keys.outbox(entry_id))
        return {name.decode(): value for name, value in found.items()}

    def _in_hand(self, what: str, entry_id: str, fields: Mapping[str, bytes]) -> InHand:
        return InHand(
            what=what,
            id=entry_id,
            kind=fields["kind"].decode(),
            to=self._opened(entry_id, fields.get("to", b"")),
            body=self._opened(entry_id, fields.get("body", b"")),
            attempts=int(fields["attempts"]),
            doubts=int(fields["doubts"]),
            searches=int(fields["searches"]),
            since=from_ms(int(fields["sending_since"])),
            request=fields.get("request", b"").decode(),
        )

    def _view(self, entry_id: str, fields: Mapping[str, bytes]) -> OutboxView:
        return OutboxView(
            id=entry_id,
            kind=fields["kind"].decode(),
            state=fields["state"].decode(),
            at=from_ms(int(fields["at"])),
            sid=fields["sid"].decode(),
            error=fields["error"].decode(),
            attempts=int(fields["attempts"]),
            body=self._opened(entry_id, fields.get("body", b"")),
        )

    def _opened(self, entry_id: str, sealed: bytes) -> str:
        return self._vault.open(sealed, keys.outbox(entry_id)).decode() if sealed else ""


def _mapping(flat: list[Any]) -> dict[str, bytes]:
    return {flat[n].decode(): flat[n + 1] for n in range(0, len(flat), 2)}
