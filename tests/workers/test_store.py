"""A turn is all or nothing, and a delivery that comes again gets the answer it got."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from tests.support.queueing import (
    NOW,
    NUMBER,
    PLAIN,
    RED,
    UNCLEAR,
    VAULT,
    WORDS,
    commit,
    keep,
    person_of,
    put,
    text_to,
    turn_of,
)
from workers import keys
from workers.callback_queue import CallbackQueue
from workers.connection import connect
from workers.store import Committed, Conflict, Repeated, Store

PERSON = person_of()


def everything(redis: Redis) -> dict[bytes, object]:
    """Every key and what it holds."""
    return {key: redis.dump(key) for key in redis.keys("*")}


def test_a_turn_is_written_whole(redis: Redis, store: Store) -> None:
    """Law 2: claim, answer, conversation, callback, outbox and what falls due, by one script."""
    done = commit(
        store,
        "SM1",
        kept=keep(RED),
        outbox=(text_to(),),
        lapse_at=NOW + timedelta(hours=2),
    )

    assert isinstance(done, Committed)
    assert done.ring == ("alert:R-123", "outbox:text1")
    due = [member.decode() for member in redis.zrange(keys.DUE, 0, -1)]
    assert sorted(due) == sorted(["alert:R-123", "outbox:text1", f"lapse:{PERSON}"])
    assert [entry.text for entry in store.transcript(PERSON)] == [WORDS]
    opened = store.open_turn("SM2", PERSON)
    assert opened.callback is not None
    assert opened.version == 1


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sampled_from([None, PLAIN, UNCLEAR, RED]),
            st.integers(0, 2),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_repeated_or_overtaken_changes_nothing(
    redis: Redis, steps: list[tuple[int, object, int, bool]]
) -> None:
    """Law 3: a delivery again gets its answer, a turn made on what has changed gets a conflict.

    Either way not one key is different after.
    """
    redis.flushall()
    store = Store(redis, VAULT)
    answered: dict[str, str] = {}
    for delivery, urgency, behind, stop in steps:
        name = f"SM{delivery}"
        kept = keep(urgency) if urgency else None  # type: ignore[arg-type]
        turn = turn_of(store, name, kept=kept, outbox=(text_to(entry_id=name),), stop_texts=stop)
        turn = replace(turn, answer=f"{turn.answer}{len(answered)}", version=turn.version - behind)
        before = everything(redis)
        match store.commit_turn(turn):
            case Committed():
                assert name not in answered
                assert behind == 0
                answered[name] = turn.answer
            case Repeated(answer=answer):
                assert answer == answered[name]
                assert everything(redis) == before
            case Conflict(opened=fresh):
                assert behind
                assert everything(redis) == before
                assert fresh == store.open_turn(name, PERSON)


def test_the_same_delivery_ten_times_at_once(redis_url: str, store: Store) -> None:
    """Law 3: of ten at once one is written, and all ten get the same answer."""
    turn = turn_of(store, "SM1", kept=keep(RED))
    start, results = threading.Barrier(10), []

    def deliver(n: int) -> None:
        with connect(redis_url, timeout=30) as mine:
            start.wait()
            mine_is = replace(turn, answer=f"answer {n}")
            done = Store(mine, VAULT).commit_turn(mine_is)
            answer = done.answer if isinstance(done, Repeated) else mine_is.answer
            results.append((type(done), answer))

    threads = [threading.Thread(target=deliver, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [kind for kind, _ in results].count(Committed) == 1
    assert [kind for kind, _ in results].count(Repeated) == 9
    assert len({answer for _, answer in results}) == 1


def test_a_callback_that_moved_is_a_conflict(store: Store, redis: Redis) -> None:
    """A turn made before an officer claimed it is decided again on what is there now."""
    put(store, PLAIN)
    turn = turn_of(store, "SMlate", kept=keep(RED))
    CallbackQueue(redis, VAULT).take_next("ann", NOW)

    done = store.commit_turn(turn)

    assert isinstance(done, Conflict)
    assert done.opened.callback is not None
    assert done.opened.callback.officer == "ann"


def test_stopping_texts_is_remembered(store: Store) -> None:
    """STOP stands until START, whatever the conversation forgets."""
    commit(store, "SM1", stop_texts=True)
    assert store.open_turn("SM2", PERSON).texts_stopped
    commit(store, "SM2", stop_texts=False)
    assert not store.open_turn("SM3", PERSON).texts_stopped


def test_nothing_personal_can_be_read_in_redis(redis: Redis, store: Store) -> None:
    """Law 8: a dump of everything holds no number, no word, no name that somebody gave."""
    put(store, RED)
    commit(store, "SM2", outbox=(text_to(),))

    blob = b"\n".join(key + repr(_content(redis, key)).encode() for key in redis.keys("*"))

    for secret in (NUMBER, NUMBER[1:], NUMBER[-9:], WORDS, "wont wake", "Sam", "this evening"):
        assert secret.encode() not in blob
    assert b"You asked for this" not in blob


def _content(redis: Redis, key: bytes) -> object:
    match redis.type(key):
        case b"hash":
            return redis.hgetall(key)
        case b"list":
            return redis.lrange(key, 0, -1)
        case b"zset":
            return redis.zrange(key, 0, -1)
        case b"set":
            return redis.smembers(key)
        case _:
            return redis.get(key)
