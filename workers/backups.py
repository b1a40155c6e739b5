"""A backup of everything in our part of Redis as one sealed file, and the way back.

The file is made of pieces, each sealed with the newest data key and bound to its place, so that one
torn, cut short or put together from two does not open.  Restoring is into an empty store only, and
roles refuse to start until it has ended.  Two things are not put back as they were: whoever was
erased since is erased again before anybody can look, and a text that had not been sent is looked
for at Twilio first, because it may have gone since.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, Final

from redis import Redis

from workers import keys, retention, stored
from workers.connection import store_away
from workers.erasing import forget_for_good
from workers.errors import BackupRefused as BackupRefused
from workers.errors import VaultError
from workers.forgetting import Erasure
from workers.lua import Scripts
from workers.moments import from_ms, to_ms
from workers.store import Store
from workers.stored import Whole
from workers.vault import Vault

MAGIC: Final = b"helpline backup 1\n"
LEFT_OUT: Final = (
    keys.SESSIONS, keys.HALF_SESSIONS, keys.CLOCK_LOCK, keys.CLOCK_BEAT, keys.GUESSES,
    keys.RESTORING, keys.REKEYING,
)  # fmt: skip
_IN_A_PIECE: Final = 500
_LENGTH_BYTES: Final = 4
_UNSENT: Final = (b"pending", b"sending")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself: when it was made, by which lookup key, and all its keys."""

    made_at: datetime
    lookup: str
    wholes: tuple[Whole, ...]


def take(redis: Redis, vault: Vault, now: datetime, file: BinaryIO) -> int:
    """Write a backup of how things stand at one moment; how many keys it holds."""
    wholes = _everything(redis)
    pieces = [wholes[n : n + _IN_A_PIECE] for n in range(0, len(wholes), _IN_A_PIECE)]
    head = {"made": to_ms(now), "lookup": vault.lookup_names()[0], "pieces": len(pieces)}
    file.write(MAGIC)
    for place, piece in enumerate([head, *([_row(whole) for whole in p] for p in pieces)]):
        sealed = vault.seal(json.dumps(piece).encode(), _about(place))
        file.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
    return len(wholes)


def read(file: BinaryIO, vault: Vault) -> Contents:
    """What is in a backup.  Raises BackupRefused: not one, not whole, not under our keys."""
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupRefused("that is not a backup of this service")
    try:
        head = _piece(file, vault, 0)
        rows = [row for n in range(1, head["pieces"] + 1) for row in _piece(file, vault, n)]
    except VaultError:
        raise BackupRefused("the file is damaged, or was made under other DATA_KEYS") from None
    if file.read(1):
        raise BackupRefused("the file is damaged: something follows its end")
    return Contents(from_ms(head["made"]), head["lookup"], tuple(map(_whole, rows)))


def restore(
    redis: Redis,
    vault: Vault,
    contents: Contents,
    erased: Iterable[Erasure],
    now: datetime,
) -> int:
    """Put everything back into an empty store; how many people were erased again.

    Raises StoreAway, BackupRefused.  Cut off in the middle it is started again with the same file.
    """
    _refuse(redis, vault, contents, now)
    with store_away():
        redis.set(keys.RESTORING, to_ms(contents.made_at))
    past = to_ms(now) - to_ms(contents.made_at)
    for whole in contents.wholes:
        _put_back(redis, whole, past)
    gone = erase_again(Store(redis, vault), contents.made_at, erased, now)
    with store_away():
        redis.set(keys.LOOKUP, vault.lookup_names()[0])
        redis.delete(keys.RESTORING)
    return gone


def erase_again(store: Store, made_at: datetime, erased: Iterable[Erasure], now: datetime) -> int:
    """Erase whoever was erased after the backup was made; how many that were."""
    since = {one.person for one in erased if one.at >= made_at}
    return sum(forget_for_good(store, person, now) for person in sorted(since))


def _refuse(redis: Redis, vault: Vault, contents: Contents, now: datetime) -> None:
    if now - contents.made_at > retention.BACKUPS:
        days = retention.BACKUPS.days
        raise BackupRefused(f"it is older than {days} days: it should have been destroyed")
    if contents.lookup != vault.lookup_names()[0]:
        raise BackupRefused("it was made under another LOOKUP_KEY: set that one, then `rekey`")
    begun = Scripts(redis).call("GET", keys.RESTORING)
    if begun is not None and int(begun) == to_ms(contents.made_at):
        return
    here = [key for key in stored.all_keys(redis) if not key.startswith((*LEFT_OUT, keys.LOOKUP))]
    if here or begun is not None:
        raise BackupRefused("this Redis is not empty: restore into an empty one")


def _everything(redis: Redis) -> list[Whole]:
    found = Scripts(redis).run("backup", [], [f"{keys.PREFIX}*", *LEFT_OUT])
    return [
        Whole(key.decode(), kind.decode(), tuple(rows), int(lives))
        for key, kind, lives, rows in found
    ]


def _put_back(redis: Redis, whole: Whole, past_ms: int) -> None:
    if whole.lives_ms > 0:
        whole = replace(whole, lives_ms=whole.lives_ms - past_ms)
        if whole.lives_ms <= 0:
            return  # its time has passed meanwhile
    with store_away():
        pipeline = redis.pipeline(transaction=True)
        for command in stored.writing(_to_be_looked_for(whole)):
            pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
        pipeline.execute()


def _to_be_looked_for(whole: Whole) -> Whole:
    """A text that had not gone may have gone since: Twilio is asked before it is sent."""
    if not whole.key.startswith(keys.OUTBOX_PREFIX):
        return whole
    fields = dict(zip(whole.rows[::2], whole.rows[1::2], strict=True))
    if fields.get(b"kind") != b"text" or fields.get(b"state") not in _UNSENT:
        return whole
    fields |= {b"state": b"in_doubt", b"sending_since": fields[b"at"]}
    return replace(whole, rows=tuple(part for pair in fields.items() for part in pair))


def _row(whole: Whole) -> Sequence[object]:
    return [whole.key, whole.kind, whole.lives_ms, [b64encode(r).decode() for r in whole.rows]]


def _whole(row: Any) -> Whole:
    key, kind, lives, rows = row
    return Whole(key, kind, tuple(b64decode(value) for value in rows), lives)


def _piece(file: BinaryIO, vault: Vault, place: int) -> Any:
    length = int.from_bytes(file.read(_LENGTH_BYTES), "big")
    return json.loads(vault.open(file.read(length), _about(place)))


def _about(place: int) -> str:
    return f"backup:{place}"
