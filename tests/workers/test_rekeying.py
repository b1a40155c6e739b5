"""Keys are changed under everything that is stored: nothing is lost, and nothing old is needed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from tests.support.dying import KilledRedis
from tests.support.queueing import (
    NOW,
    NUMBER,
    PLAIN,
    RED,
    VAULT,
    WORDS,
    commit,
    person_of,
    put,
    text_to,
)
from workers import due, keys, stored
from workers.blocks import Blocks
from workers.callback_queue import CallbackQueue
from workers.errors import RekeyRefused, VaultError
from workers.forgetting import Erasures
from workers.outbox import Outbox
from workers.rekeying import (
    lookup_state,
    remember_lookup,
    rename,
    reseal,
    sealed_with_older,
)
from workers.rota import Duty, Rota
from workers.second_step import SecondStep
from workers.staff import Staff
from workers.store import Store
from workers.vault import Vault

OLD_DATA, NEW_DATA = "a data key that is only used in tests", "a newer data key of these tests"
OLD_LOOKUP = "a lookup key that is only used in tests"
NEW_LOOKUP = "a newer lookup key of these tests"
OTHER = "+447700900124"


def quiet(_: int) -> None:
    """Nobody watches."""


@pytest.fixture(name="filled")
def _filled(redis: Redis, store: Store, queue: CallbackQueue) -> dict[str, str]:
    """A store with something of every kind in it; the references by name."""
    first = put(store, PLAIN).reference
    queue.note(first, "ann", WORDS, NOW)
    commit(store, "SM2", outbox=(text_to(),), lapse_at=NOW + timedelta(hours=2), stop_texts=True)
    red = put(store, RED, OTHER).reference
    staff = Staff(redis, VAULT)
    staff.add("ann", "officer", "a long enough password")
    staff.set_number("ann", "07700 900456")
    pin = staff.new_pin("ann")
    SecondStep(redis, VAULT).begin("ann")
    rota = Rota(redis, VAULT)
    rota.add(Duty("ann", "officer", NOW, NOW + timedelta(hours=8), number=NUMBER), NOW)
    Blocks(redis, VAULT).block("+447700900125", "ann", "abuse", NOW + timedelta(days=3), NOW)
    Erasures(redis, VAULT).begin(person_of("+447700900126"), "+447700900126", NOW)
    return {"first": first, "red": red, "pin": pin}


def whole_again(redis: Redis, vault: Vault, filled: dict[str, str]) -> None:
    """Everything reads as before, by whoever holds these keys."""
    store, queue = Store(redis, vault), CallbackQueue(redis, vault)
    person, other = vault.person(NUMBER), vault.person(OTHER)
    opened = store.open_turn("SM9", person)
    assert opened.conversation is not None
    assert opened.callback is not None
    assert (opened.callback.reference, opened.callback.person) == (filled["first"], person)
    assert opened.callback.personal.number == NUMBER
    assert opened.texts_stopped
    assert store.open_turn("SM2", person).answer == "<Response>SM2</Response>"
    assert [entry.text for entry in store.transcript(person)] == [WORDS, WORDS]
    assert WORDS in [entry.detail for entry in queue.history(filled["first"])]
    assert [view.body for view in Outbox(redis, vault).of_person(person)] == ["You asked for this."]
    assert store.open_turn("SM9", other).callback is not None
    assert Staff(redis, vault).check("ann", "a long enough password") is not None
    assert Staff(redis, vault).number_of("ann") == "+447700900456"
    assert SecondStep(redis, vault).begun("ann")
    assert [duty.number for duty in Rota(redis, vault).list()] == [NUMBER]
    assert [block.reason for block in Blocks(redis, vault).list(NOW)] == ["abuse"]
    gone = vault.person("+447700900126")
    assert Erasures(redis, vault).number(gone) == "+447700900126"
    members = {member.decode() for member in redis.zrange(keys.DUE, 0, -1)}
    assert {due.lapse(person), due.forget(gone)} <= members


def test_everything_is_under_the_newest_data_key(redis: Redis, filled: dict[str, str]) -> None:
    """After it the old key opens nothing and is needed for nothing; expiry stays as it was."""
    lives = redis.pttl(keys.delivery("SM2"))
    both = Vault([NEW_DATA, OLD_DATA], OLD_LOOKUP)
    assert sealed_with_older(redis, both) > 10
    assert reseal(redis, both, quiet) > 10
    assert sealed_with_older(redis, both) == 0
    whole_again(redis, Vault([NEW_DATA], OLD_LOOKUP), filled)
    with pytest.raises(VaultError):
        CallbackQueue(redis, VAULT).get(filled["first"])
    assert lives - 10_000 < redis.pttl(keys.delivery("SM2")) <= lives


def test_started_again_it_does_nothing_twice(redis: Redis, filled: dict[str, str]) -> None:
    """Stopped half way it goes on with what is left; the third time there is nothing."""
    both = Vault([NEW_DATA, OLD_DATA], OLD_LOOKUP)
    assert reseal_some(redis, both) > 0
    left = sealed_with_older(redis, both)
    assert left > 0
    assert reseal(redis, both, quiet) == left
    assert reseal(redis, both, quiet) == 0


def reseal_some(redis: Redis, vault: Vault) -> int:
    """As far as a reseal gets that is killed after a few keys."""

    class Killed(Redis):
        """Its process ends after five keys."""

        def scan_iter(self, *args: object, **more: object):  # type: ignore[no-untyped-def]
            """The first keys, in order."""
            yield from sorted(super().scan_iter(*args, **more))[:5]  # type: ignore[arg-type]

    client = Killed(connection_pool=redis.connection_pool)
    return reseal(client, vault, quiet)


def test_a_turn_in_between_wins(redis: Redis, filled: dict[str, str]) -> None:
    """What is written while it is sealed anew is not overwritten with what was there before."""
    both = Vault([NEW_DATA, OLD_DATA], OLD_LOOKUP)
    key = keys.callback(filled["first"])

    class Busy(Redis):
        """Somebody writes right after each reading."""

        def execute_command(self, *args, **more):  # type: ignore[no-untyped-def]
            """The answer, and meanwhile somebody else's writing."""
            found = super().execute_command(*args, **more)
            if args[:2] == ("HGETALL", key):
                super().execute_command("HSET", key, "personal", b"written meanwhile")
            return found

    reseal(Busy(connection_pool=redis.connection_pool), both, quiet)
    assert redis.hget(key, "personal") == b"written meanwhile"


def test_a_value_nobody_opens_is_told(redis: Redis, filled: dict[str, str]) -> None:
    """Without a key that something was sealed with nothing may be thrown away: it says so."""
    with pytest.raises(RekeyRefused, match="callback"):
        reseal(redis, Vault([NEW_DATA], OLD_LOOKUP), quiet)


def test_everybody_is_known_by_the_newest_lookup_key(redis: Redis, filled: dict[str, str]) -> None:
    """Names of keys, values and what is bound to a name: all of it, and no old id is left."""
    remember_lookup(redis, VAULT)
    before = person_of()
    chained = Vault([OLD_DATA], f"{NEW_LOOKUP},{OLD_LOOKUP}")
    assert chained.person(NUMBER) != before
    assert rename(redis, chained, quiet) >= 5
    whole_again(redis, chained, filled)
    assert Staff(redis, chained).named_by_pin(filled["pin"], "CA1") == "ann"
    assert lookup_state(redis, chained) == "ok"
    assert "not the one" in lookup_state(redis, VAULT)
    old = [person_of(n) for n in (NUMBER, OTHER, "+447700900125", "+447700900126")]
    everything = b"".join(part for key in stored.all_keys(redis) for part in _all_of(redis, key))
    assert [one for one in old if one.encode() in everything] == []


def _all_of(redis: Redis, key: str) -> tuple[bytes, ...]:
    whole = stored.read(redis, key)
    assert whole is not None
    return (key.encode(), *whole.rows)


def test_a_rename_that_was_killed_goes_on(redis: Redis, filled: dict[str, str]) -> None:
    """Until it has ended roles refuse to start; started again it ends, once for each."""
    chained = Vault([OLD_DATA], f"{NEW_LOOKUP},{OLD_LOOKUP}")

    with pytest.raises(KeyboardInterrupt):
        rename(KilledRedis(redis, 3), chained, quiet)
    assert "begun and not ended" in lookup_state(redis, chained)
    rename(redis, chained, quiet)
    whole_again(redis, chained, filled)
    assert lookup_state(redis, chained) == "ok"
    with pytest.raises(RekeyRefused, match="already"):
        rename(redis, chained, quiet)


def test_what_a_rename_refuses(redis: Redis, filled: dict[str, str]) -> None:
    """One key alone changes nothing, and a wrong older key would lose everybody."""
    with pytest.raises(RekeyRefused, match="before the old one"):
        rename(redis, VAULT, quiet)
    remember_lookup(redis, VAULT)
    with pytest.raises(RekeyRefused, match="not the one"):
        rename(redis, Vault([OLD_DATA], f"{NEW_LOOKUP},another key altogether"), quiet)
    whole_again(redis, VAULT, filled)
