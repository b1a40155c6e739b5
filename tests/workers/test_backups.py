"""A backup is everything at one moment, sealed; restored, the queue is the same and the erased are
not back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis

from tests.support.dying import KilledRedis
from tests.support.queueing import (
    DUTY,
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
from tests.support.redis_server import RedisServer
from workers import keys, stored
from workers.backups import Contents, read, restore, take
from workers.callback_queue import CallbackQueue
from workers.connection import connect
from workers.erasing import erase
from workers.errors import BackupRefused
from workers.forgetting import Erasure
from workers.outbox import Outbox
from workers.rekeying import lookup_state
from workers.staff import Staff
from workers.store import Store
from workers.vault import Vault

OTHER = "+447700900124"
LATER = NOW + timedelta(hours=3)


@pytest.fixture(name="empty")
def _empty() -> Iterator[Redis]:
    """Another machine, with nothing on it."""
    with RedisServer() as server, connect(server.url, timeout=10) as client:
        yield client


def backed_up(redis: Redis) -> bytes:
    """A backup of how things stand."""
    file = io.BytesIO()
    take(redis, VAULT, NOW, file)
    return file.getvalue()


def contents(saved: bytes, vault: Vault = VAULT) -> Contents:
    """What is in it."""
    return read(io.BytesIO(saved), vault)


@pytest.fixture(name="saved")
def _saved(redis: Redis, store: Store, queue: CallbackQueue) -> bytes:
    """Somebody red, somebody who asked, one in hand, one closed, a text to be sent, an account."""
    put(store, RED)
    held = put(store, PLAIN, OTHER).reference
    queue.claim(held, "ann", NOW)
    queue.note(held, "ann", WORDS, NOW)
    done = put(store, PLAIN, "+447700900125").reference
    queue.close(done, queue.claim(done, "ann", NOW).fence, "ann", "reached", NOW)
    put(store, PLAIN, "+447700900126", after=timedelta(hours=5))
    commit(store, "SM2", outbox=(text_to(),))
    Staff(redis, VAULT).add("ann", "officer", "a long enough password")
    return backed_up(redis)


def test_an_empty_machine_has_the_same_queue(redis: Redis, empty: Redis, saved: bytes) -> None:
    """The same callbacks in the same order, the same words, the same counts, the same accounts."""
    restore(empty, VAULT, contents(saved), (), NOW)
    before, after = CallbackQueue(redis, VAULT), CallbackQueue(empty, VAULT)

    assert after.open_callbacks(NOW) == before.open_callbacks(NOW)
    assert after.summary(NOW) == before.summary(NOW)
    assert after.recently_closed() == before.recently_closed()
    for callback in before.open_callbacks(NOW):
        assert after.history(callback.reference) == before.history(callback.reference)
    there, here = Store(redis, VAULT), Store(empty, VAULT)
    assert here.transcript(person_of()) == there.transcript(person_of())
    assert here.open_turn("SM2", person_of()) == there.open_turn("SM2", person_of())
    assert Staff(empty, VAULT).check("ann", "a long enough password") is not None
    assert lookup_state(empty, VAULT) == "ok"


def test_everything_is_in_it(redis: Redis, empty: Redis, saved: bytes) -> None:
    """Key by key, value by value; but for texts that had not been sent."""
    restore(empty, VAULT, contents(saved), (), NOW)
    for key in stored.all_keys(redis):
        before, after = stored.read(redis, key), stored.read(empty, key)
        assert before is not None
        assert after is not None, key
        if not key.startswith(keys.OUTBOX_PREFIX):
            kept = sorted(before.rows) == sorted(after.rows)
            assert kept, key


def test_the_order_of_taking_is_the_same(redis: Redis, empty: Redis, saved: bytes) -> None:
    """Whoever works on there is given the same people, one after the other."""
    restore(empty, VAULT, contents(saved), (), NOW)
    taken = []
    for client in (redis, empty):
        queue = CallbackQueue(client, VAULT)
        found = [queue.take_next("bob", LATER) for _ in range(3)]
        taken.append([one.reference for one in found if one])
    assert taken[0] == taken[1]
    assert len(taken[0]) >= 2


def test_whoever_was_erased_since_stays_erased(empty: Redis, store: Store, saved: bytes) -> None:
    """Even red, even in somebody's hands: a named person had closed it before they were erased."""
    since = [Erasure(person_of(), LATER), Erasure(person_of(OTHER), LATER)]
    gone = restore(empty, VAULT, contents(saved), since, LATER)
    queue, here = CallbackQueue(empty, VAULT), Store(empty, VAULT)

    assert gone == 2
    for number in (NUMBER, OTHER):
        assert here.open_turn("x", person_of(number)).callback is None
        assert here.transcript(person_of(number)) == ()
    assert [c.personal.number for c in queue.open_callbacks(LATER)] == ["+447700900126"]
    assert all(c.personal.number not in (NUMBER, OTHER) for c in queue.recently_closed())
    assert queue.summary(LATER).counts["red"]["waiting"] == 0


def test_whoever_came_back_after_being_erased_is_kept(empty: Redis, saved: bytes) -> None:
    """An erasure from before the backup is in it already; what they said since is theirs."""
    earlier = [Erasure(person_of(), NOW - timedelta(hours=1))]
    assert restore(empty, VAULT, contents(saved), earlier, LATER) == 0
    assert Store(empty, VAULT).open_turn("x", person_of()).callback is not None


def test_erased_before_it_is_in_no_backup(redis: Redis, store: Store, saved: bytes) -> None:
    """A backup made after an erasure holds nothing of them."""
    erase(store, person_of("+447700900126"), NOW)
    again = contents(backed_up(redis))
    about_them = [w.key for w in again.wholes if person_of("+447700900126") in w.key]
    assert about_them == []


def test_a_text_that_may_have_gone_is_looked_for(empty: Redis, saved: bytes) -> None:
    """It may have been sent after the backup was made: Twilio is asked before it is sent again."""
    restore(empty, VAULT, contents(saved), (), LATER)
    taken = Outbox(empty, VAULT).begin("text1", LATER)
    assert (taken.what, taken.since) == ("search", NOW)


def test_what_has_expired_meanwhile_is_not_back(redis: Redis, empty: Redis, saved: bytes) -> None:
    """A lifetime goes on while the backup lies on a shelf."""
    week = NOW + timedelta(days=8)
    restore(empty, VAULT, contents(saved), (), week)
    assert empty.exists(keys.delivery("SM2")) == 0
    left = empty.pttl(keys.earlier_callbacks(person_of("+447700900125"))) / 86_400_000
    assert 81.9 < left < 82.1


def test_it_is_sealed(saved: bytes) -> None:
    """Neither a number nor a word, nor a name of staff, nor the name of a key."""
    for secret in (NUMBER, OTHER, DUTY, WORDS, "ann", "hi:callback"):
        assert secret.encode() not in saved


@pytest.mark.parametrize(
    ("bend", "says"),
    [
        (lambda saved: b"something else" + saved, "not a backup"),
        (lambda saved: saved[:-40], "damaged"),
        (lambda saved: saved + b"x", "something follows"),
        (lambda saved: saved[:100] + b"?" + saved[101:], "damaged"),
    ],
)
def test_a_damaged_one_is_refused_whole(saved: bytes, bend, says: str) -> None:  # type: ignore[no-untyped-def]
    """Nothing is put back from a file that is not whole."""
    with pytest.raises(BackupRefused, match=says):
        contents(bend(saved))


def test_what_a_restore_refuses(redis: Redis, empty: Redis, saved: bytes) -> None:
    """Not over what is there, not an old one, not under other keys."""
    with pytest.raises(BackupRefused, match="not empty"):
        restore(redis, VAULT, contents(saved), (), NOW)
    with pytest.raises(BackupRefused, match="older than 35 days"):
        restore(empty, VAULT, contents(saved), (), NOW + timedelta(days=36))
    other = Vault(["a data key that is only used in tests"], "another lookup key of tests")
    with pytest.raises(BackupRefused, match="another LOOKUP_KEY"):
        restore(empty, other, contents(saved), (), NOW)
    with pytest.raises(BackupRefused, match="other DATA_KEYS"):
        contents(saved, Vault(["another data key of these tests"], "x" * 20))


def test_cut_off_in_the_middle_it_is_started_again(empty: Redis, saved: bytes) -> None:
    """Until it has ended no role starts; the same file again ends it, another is refused."""
    with pytest.raises(KeyboardInterrupt):
        restore(KilledRedis(empty, 5), VAULT, contents(saved), (), NOW)
    assert "a restore was begun" in lookup_state(empty, VAULT)
    restore(empty, VAULT, contents(saved), (), NOW)
    assert len(CallbackQueue(empty, VAULT).open_callbacks(NOW)) == 3
    assert lookup_state(empty, VAULT) == "ok"
