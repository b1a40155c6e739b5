"""Changes the keys under which everything is stored: the data keys while all runs, the lookup key
while nothing else does.

**Data keys.**  Each value is opened with whatever key sealed it and sealed with the newest, and is
only put back where it still lies unchanged, so that a turn in between wins.  Stopped half way it is
simply started again: what is sealed with the newest key is left alone.

**Lookup key.**  The ids of people stand in names of keys and in values everywhere.  They are put
down first, then each key is written anew under its new name, all of it or nothing; started again it
goes on with those that are left.  Nobody's number is needed: the new id is a hash of the old one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from redis import Redis

from workers import keys, stored
from workers.connection import store_away
from workers.errors import RekeyRefused as RekeyRefused
from workers.lua import Scripts
from workers.stored import Whole
from workers.vault import Vault, VaultError

Progress = Callable[[int], None]
_ID: Final = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_EVERY: Final = 1000


def reseal(redis: Redis, vault: Vault, progress: Progress) -> int:
    """Seal everything with the newest data key; how many values that were.

    Raises StoreAway, and RekeyRefused for a value that none of our keys opens: nothing may be
    thrown away while such a one is left.
    """
    changed, lost = 0, set()
    for seen, key in enumerate(stored.all_keys(redis), 1):
        whole = stored.read(redis, key)
        for field, value in _values(whole) if whole else ():
            try:
                again = _sealed_again(vault, key, key, field, value)
            except VaultError:
                lost.add(key.split(":")[1])
                continue
            if again != value and whole is not None:
                changed += _put_back(redis, whole, field, value, again)
        if seen % _EVERY == 0:
            progress(seen)
    if lost:
        raise RekeyRefused(f"values no key of ours opens, in: {', '.join(sorted(lost))}")
    return changed


def sealed_with_older(redis: Redis, vault: Vault) -> int:
    """How many values still need an older data key."""
    count = 0
    for key in stored.all_keys(redis):
        whole = stored.read(redis, key)
        for _, value in _values(whole) if whole else ():
            _, sealed = stored.sealed_part(key, value)
            count += vault.is_sealed(sealed) and not vault.sealed_with_newest(sealed)
    return count


def rename(redis: Redis, vault: Vault, progress: Progress) -> int:
    """Have everybody known by the newest lookup key; how many people that were.

    Raises StoreAway, and RekeyRefused when what is stored is not of the key before the newest.
    """
    scripts = Scripts(redis)
    ids = _ids_to_change(redis, scripts, vault)
    change = {old: vault.renamed(old.decode()).encode() for old in ids}
    for seen, key in enumerate(list(stored.all_keys(redis)), 1):
        if key not in (keys.REKEYING, keys.LOOKUP):
            _renamed(redis, vault, key, change)
        if seen % _EVERY == 0:
            progress(seen)
    with store_away():
        pipeline = redis.pipeline(transaction=True)
        pipeline.set(keys.LOOKUP, vault.lookup_names()[0])
        pipeline.delete(keys.REKEYING)
        pipeline.execute()
    return len(ids)


def lookup_state(redis: Redis, vault: Vault) -> str:
    """ "ok", or why people would not be found with this LOOKUP_KEY.  Raises StoreAway."""
    scripts = Scripts(redis)
    if scripts.call("EXISTS", keys.REKEYING):
        return "a change of LOOKUP_KEY was begun and not ended: run `helpline rekey` again"
    if scripts.call("EXISTS", keys.RESTORING):
        return "a restore was begun and not ended: run `helpline restore` again"
    known = scripts.call("GET", keys.LOOKUP)
    if known is not None and known.decode() != vault.lookup_names()[0]:
        return "LOOKUP_KEY is not the one that this Redis was written with"
    return "ok"


def remember_lookup(redis: Redis, vault: Vault) -> None:
    """Write down which lookup key this Redis is written with, unless it is known."""
    Scripts(redis).call("SET", keys.LOOKUP, vault.lookup_names()[0], "NX")


def _ids_to_change(redis: Redis, scripts: Scripts, vault: Vault) -> frozenset[bytes]:
    begun = scripts.call("SMEMBERS", keys.REKEYING)
    if begun:
        return frozenset(begun)
    names = vault.lookup_names()
    if len(names) < 2:
        raise RekeyRefused("put the new LOOKUP_KEY before the old one, with a comma between")
    known = scripts.call("GET", keys.LOOKUP)
    if known is not None and known.decode() == names[0]:
        raise RekeyRefused("everybody is known by this LOOKUP_KEY already")
    if known is not None and known.decode() != names[1]:
        raise RekeyRefused("the older LOOKUP_KEY is not the one that this Redis was written with")
    found = frozenset(_ids(redis))
    if found:
        scripts.call("SADD", keys.REKEYING, *found)
    return found


def _ids(redis: Redis) -> Iterator[bytes]:
    """Every id of a person, and of a PIN, which is hashed in the same way."""
    for key in stored.all_keys(redis):
        if key.startswith(keys.PERSON_PREFIX):
            yield key.split(":")[2].encode()
    command: Callable[..., Any] = redis.execute_command
    with store_away():
        for name in (keys.ERASED, keys.BLOCKED):
            yield from command("ZRANGE", name, 0, -1)
        for name in (keys.ERASING, keys.ERASING_SINCE, keys.STAFF_PINS):
            yield from command("HKEYS", name)
        for member in command("ZRANGE", keys.DUE, 0, -1):
            yield from _ID.findall(member)


def _renamed(redis: Redis, vault: Vault, key: str, change: dict[bytes, bytes]) -> None:
    whole = stored.read(redis, key)
    if whole is None:
        return
    new_key = _swapped(key.encode(), change).decode()
    rows = list(whole.rows)
    for n, (field, value) in enumerate(_pairs(whole)):
        place = 2 * n + 1 if whole.kind in ("hash", "zset") else n
        if whole.kind == "hash":
            rows[2 * n] = _swapped(rows[2 * n], change)
        new_field = _swapped(field.encode(), change).decode()
        _, sealed = stored.sealed_part(key, value)
        if vault.is_sealed(sealed):
            moved = (stored.about(key, field), stored.about(new_key, new_field))
            if moved[0] != moved[1]:
                rows[place] = _moved(vault, key, value, *moved)
        else:
            rows[place] = _swapped(value, change)
    if new_key == key and tuple(rows) == whole.rows:
        return
    with store_away():
        pipeline = redis.pipeline(transaction=True)
        pipeline.execute_command("DEL", key)  # type: ignore[no-untyped-call]
        for command in stored.writing(replace(whole, key=new_key, rows=tuple(rows))):
            pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
        pipeline.execute()


def _swapped(text: bytes, change: dict[bytes, bytes]) -> bytes:
    return _ID.sub(lambda found: change.get(found[0], found[0]), text)


def _moved(vault: Vault, key: str, value: bytes, before: str, after: str) -> bytes:
    opened, sealed = stored.sealed_part(key, value)
    return opened + vault.seal(vault.open(sealed, before), after)


def _sealed_again(vault: Vault, key: str, new_key: str, field: str, value: bytes) -> bytes:
    opened, sealed = stored.sealed_part(key, value)
    if not vault.is_sealed(sealed):
        if _looks_sealed(sealed):
            raise VaultError("sealed with a key that is not in DATA_KEYS")
        return value
    if vault.sealed_with_newest(sealed):
        return value
    plain = vault.open(sealed, stored.about(key, field))
    return opened + vault.seal(plain, stored.about(new_key, field))


def _looks_sealed(value: bytes) -> bool:
    return value.startswith(b"\x01") and len(value) >= 33


def _put_back(redis: Redis, whole: Whole, field: str, before: bytes, after: bytes) -> int:
    """1 when it still lay there unchanged, and lies there sealed anew."""
    return int(Scripts(redis).run("put_back", [whole.key], [whole.kind, field, before, after]))


def _values(whole: Whole) -> Iterator[tuple[str, bytes]]:
    return iter(_pairs(whole))


def _pairs(whole: Whole) -> list[tuple[str, bytes]]:
    """Each value with the field that it stands in, where it stands in one."""
    rows = whole.rows
    if whole.kind == "hash":
        return [(rows[n].decode(), rows[n + 1]) for n in range(0, len(rows), 2)]
    if whole.kind == "zset":
        return [("", rows[n + 1]) for n in range(0, len(rows), 2)]
    return [("", value) for value in rows]
