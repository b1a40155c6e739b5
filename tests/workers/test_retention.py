"""Retention: one table, used by the code, told to Redis, and shown in the documents."""

from __future__ import annotations

import fnmatch
import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from tests.support.queueing import NOW, NUMBER, PLAIN, VAULT, commit, person_of, put, text_to
from workers import keys, lua, retention
from workers.audit import Audit
from workers.blocks import Blocks
from workers.bridges import Bridges
from workers.callback_queue import CallbackQueue
from workers.erasing import erase
from workers.outbox import Outbox
from workers.retention import TABLE
from workers.rota import Duty, Rota
from workers.staff import Staff
from workers.store import Store

DOCUMENT = Path(__file__).parents[2] / "docs/privacy/retention.md"
PERSON = person_of()
NEARLY = timedelta(seconds=5)


def left(redis: Redis, key: str) -> timedelta:
    """How long this key lives from now; negative when it has no end, or is not there."""
    return timedelta(milliseconds=float(redis.pttl(key)))


def lives(redis: Redis, key: str, span: timedelta) -> bool:
    """Whether it ends after this span, and not before."""
    return span - NEARLY < left(redis, key) <= span


def closed(store: Store, queue: CallbackQueue) -> str:
    """The reference of a callback that an officer closed."""
    reference = put(store, PLAIN).reference
    queue.note(reference, "ann", "a note", NOW)
    queue.close(reference, queue.claim(reference, "ann", NOW).fence, "ann", "reached", NOW)
    return reference


def test_the_document_is_the_table() -> None:
    """What the documents promise is what the code does."""
    assert retention.as_markdown() in DOCUMENT.read_text(encoding="utf-8")


def test_no_script_knows_a_span_of_its_own() -> None:
    """Days are written in one place."""
    scripts = Path(lua.__file__).parent / "scripts"
    spans = [p.name for p in scripts.glob("*.lua") if re.search(r"86400000", p.read_text())]

    assert spans == []


def test_a_conversation_ends_after_its_last_word(redis: Redis, store: Store) -> None:
    """30 days after the last word, state and transcript are gone."""
    commit(store, "SM1")
    assert lives(redis, keys.conversation(PERSON), timedelta(days=30))
    assert lives(redis, keys.transcript(PERSON), timedelta(days=30))


def test_an_open_callback_has_no_end(redis: Redis, store: Store) -> None:
    """Law 8: a lifetime starts when the callback closes; until then nothing about it expires."""
    reference = put(store, PLAIN).reference
    for key in (keys.callback(reference), keys.history(reference), keys.open_callback(PERSON),
                keys.conversation(PERSON), keys.transcript(PERSON)):  # fmt: skip
        assert redis.pttl(key) == -1, key


def test_a_callback_ends_after_closing(redis: Redis, store: Store, queue: CallbackQueue) -> None:
    """90 days after it closed; the conversation 30 days after."""
    reference = closed(store, queue)
    assert lives(redis, keys.callback(reference), timedelta(days=90))
    assert lives(redis, keys.history(reference), timedelta(days=90))
    assert lives(redis, keys.earlier_callbacks(PERSON), timedelta(days=90))
    assert lives(redis, keys.conversation(PERSON), timedelta(days=30))


def test_the_list_of_closed_ones_lets_go(redis: Redis, store: Store, queue: CallbackQueue) -> None:
    """The index forgets a callback when the callback itself is gone."""
    first = closed(store, queue)
    later = NOW + timedelta(days=91)
    second = put(store, PLAIN, "+447700900124", now=later).reference
    fence = queue.claim(second, "ann", later).fence
    queue.close(second, fence, "ann", "reached", later)
    assert redis.zrange(keys.CLOSED, 0, -1) == [second.encode()]
    assert first != second


def test_the_answer_to_a_delivery(redis: Redis, store: Store) -> None:
    """Seven days: longer than anything is delivered again."""
    commit(store, "SM1")
    assert lives(redis, keys.delivery("SM1"), timedelta(days=7))


def sent(outbox: Outbox) -> None:
    """It goes the way it should."""
    outbox.sent(outbox.begin("text1", NOW), "SM7", NOW)


def stopped(outbox: Outbox) -> None:
    """They want no texts: it is cancelled."""
    redis = outbox._scripts._command  # noqa: SLF001 - straight to the server
    redis("SET", keys.texts_stopped(PERSON), 1)
    outbox.begin("text1", NOW)


def too_old(outbox: Outbox) -> None:
    """The worker was away too long."""
    outbox.begin("text1", NOW + timedelta(hours=5))


@pytest.mark.parametrize("end", [sent, stopped, too_old])
def test_a_message_ends_after_it_is_settled(
    redis: Redis, store: Store, outbox: Outbox, end: Callable[[Outbox], None]
) -> None:
    """30 days after it was sent, cancelled or given up; one that waits has no end."""
    commit(store, "SM1", outbox=(text_to(),))
    assert redis.pttl(keys.outbox("text1")) == -1
    end(outbox)
    assert lives(redis, keys.outbox("text1"), timedelta(days=30))
    assert lives(redis, keys.outbox_of(PERSON), timedelta(days=90))


def test_an_erased_message_ends_too(redis: Redis, store: Store) -> None:
    """What is left of a cancelled message names nobody, and goes as the others do."""
    commit(store, "SM1", outbox=(text_to(),))
    erase(store, PERSON, NOW)
    assert lives(redis, keys.outbox("text1"), timedelta(days=30))


def test_a_bridged_call(redis: Redis, store: Store, queue: CallbackQueue) -> None:
    """One day."""
    reference = put(store, PLAIN).reference
    queue.claim(reference, "ann", NOW)
    callback = queue.get(reference)
    assert callback is not None
    Bridges(redis, VAULT).open(callback, "ann", NOW)
    (bridge,) = redis.keys(f"{keys.BRIDGES}*")
    assert lives(redis, bridge.decode(), timedelta(days=1))


def test_a_duty_that_is_over(redis: Redis) -> None:
    """30 days after it ended the next change of the rota lets it go."""
    rota = Rota(redis, VAULT)
    Staff(redis, VAULT).add("ann", "officer", "a long enough password")
    after = NOW + timedelta(days=31)
    rota.add(Duty("ann", "officer", NOW, NOW + timedelta(hours=8), number=NUMBER), NOW)
    rota.add(Duty("ann", "officer", after, after + timedelta(hours=8), number=NUMBER), after)
    assert redis.hlen(keys.ROTA) == 1


def test_the_audit_is_kept_for_six_years(redis: Redis) -> None:
    """Older lines go as new ones come; what is left is still whole."""
    audit = Audit(redis, "a key of these tests")
    six_years = timedelta(days=6 * 365)
    audit.add("ann", "signed_in", NOW)
    audit.add("ann", "signed_out", NOW + timedelta(days=1))
    audit.add("bob", "signed_in", NOW + six_years - timedelta(hours=1))
    assert len(list(audit.everything())) == 3
    audit.add("bob", "signed_out", NOW + six_years + timedelta(hours=1))
    assert [line.what for line in audit.everything()] == ["signed_out", "signed_in", "signed_out"]
    assert audit.first_broken() is None


def test_reports_are_for_ever(redis: Redis, store: Store) -> None:
    """Counts have no end, and stay when the person is erased."""
    put(store, PLAIN)
    erase(store, PERSON, NOW)
    (hour,) = redis.keys(f"{keys.COUNTS}:*")
    assert redis.pttl(hour) == -1


def test_the_list_of_who_was_erased(redis: Redis, store: Store) -> None:
    """A year, longer than any backup; the hash alone."""
    commit(store, "SM1")
    erase(store, PERSON, NOW)
    assert redis.zscore(keys.ERASED, PERSON) is not None
    other, later = "+447700900124", NOW + timedelta(days=366)
    commit(store, "SM2", other, now=later)
    erase(store, person_of(other), later)
    assert redis.zrange(keys.ERASED, 0, -1) == [person_of(other).encode()]


def test_a_block_ends_when_the_lead_said(redis: Redis) -> None:
    """With the day named, number and reason are gone."""
    until = NOW + timedelta(days=3)
    Blocks(redis, VAULT).block(NUMBER, "ann", "abuse", until, NOW)
    assert lives(redis, keys.blocked(PERSON), timedelta(days=3))


def test_every_key_has_its_line(redis: Redis, store: Store, queue: CallbackQueue) -> None:
    """Whatever holds something of a person stands in the table; the rest are indexes."""
    closed(store, queue)
    put(store, PLAIN, "+447700900124")
    commit(store, "SM9", outbox=(text_to(),), stop_texts=True)
    Staff(redis, VAULT).add("ann", "officer", "a long enough password")
    Audit(redis, "key").add("ann", "signed_in", NOW)
    patterns = [pattern for line in TABLE for pattern in line.where]
    indexes = {*keys.QUEUE_INDEXES, keys.RUNG}
    unknown = [
        key.decode()
        for key in redis.keys("hi:*")
        if key.decode() not in indexes
        and not any(fnmatch.fnmatch(key.decode(), pattern) for pattern in patterns)
    ]
    assert unknown == []


NOBODYS = {
    *keys.QUEUE_INDEXES, keys.RUNG, keys.CLOCK_LOCK, keys.CLOCK_BEAT, keys.CONFIRMED, keys.BANNER,
    keys.LOOKUP, keys.REKEYING, keys.RESTORING, keys.PREFIX,
}  # fmt: skip


def spelled() -> list[str]:
    """Every key that the house can spell, with something made up in its place."""
    found = [
        value for name, value in vars(keys).items() if name.isupper() and isinstance(value, str)
    ]
    for name, function in inspect.getmembers(keys, inspect.isfunction):
        if function.__module__ != keys.__name__ or name.startswith("_"):
            continue
        asked = inspect.signature(function).parameters.values()
        made = function(*(7 if one.annotation == "int" else "a" * 32 for one in asked))
        found += [made] if isinstance(made, str) else list(made)
    return found


def test_every_key_that_can_be_spelled_has_its_line() -> None:
    """A new key that may hold something of a person needs an end before it needs anything else."""
    patterns = [pattern for line in TABLE for pattern in line.where]
    prefixes = {pattern.removesuffix("*") for pattern in patterns}
    unknown = [
        key
        for key in spelled()
        if key not in NOBODYS
        and not any(fnmatch.fnmatch(key, pattern) for pattern in patterns)
        and not any(prefix.startswith(key) for prefix in prefixes)
    ]
    assert len(spelled()) > 40
    assert unknown == []
