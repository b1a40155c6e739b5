"""Blocked numbers: by a lead, with a reason and an end, and lifted again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from tests.support.queueing import NOW, NUMBER, VAULT, commit, person_of, put
from workers import keys
from workers.blocks import LONGEST, BlockRefused, Blocks
from workers.store import Store

DAY = timedelta(days=1)
WHY = "shouts at whoever answers, for an hour"


@pytest.fixture(name="blocks")
def _blocks(redis: Redis) -> Blocks:
    return Blocks(redis, VAULT)


def test_flows_are_told_of_a_block(blocks: Blocks, store: Store) -> None:
    """Opening a turn says so while it holds, and not a moment longer."""
    blocks.block(NUMBER, "lee", WHY, NOW + DAY, NOW)
    opened = store.open_turn("SM1", person_of())
    assert opened.blocked(NOW)
    assert opened.blocked(NOW + DAY - timedelta(seconds=1))
    assert not opened.blocked(NOW + DAY)
    assert not store.open_turn("SM1", person_of("+447700900999")).blocked(NOW)


def test_a_turn_goes_on_as_ever(blocks: Blocks, store: Store) -> None:
    """Blocking changes what flows say, never what the store can write."""
    put(store)
    blocks.block(NUMBER, "lee", WHY, NOW + DAY, NOW)
    assert type(commit(store, "SM2")).__name__ == "Committed"


def test_the_list_says_who_blocked_whom_why_and_until_when(blocks: Blocks) -> None:
    """Everything a lead must know to lift it, the one that ends first in front."""
    blocks.block("+447700900456", "lee", WHY, NOW + 2 * DAY, NOW)
    first = blocks.block("07700 900123", "lee", WHY, NOW + DAY, NOW)
    assert first.number == NUMBER
    assert blocks.list(NOW)[0] == first == blocks.of(person_of(), NOW)
    assert len(blocks.list(NOW)) == 2
    assert len(blocks.list(NOW + DAY)) == 1
    assert blocks.list(NOW + 2 * DAY) == ()


def test_lifted_is_lifted(blocks: Blocks, store: Store) -> None:
    """At once, and a second time there is nothing to lift."""
    made = blocks.block(NUMBER, "lee", WHY, NOW + DAY, NOW)
    assert blocks.lift(made.person)
    assert not blocks.lift(made.person)
    assert not store.open_turn("SM1", person_of()).blocked(NOW)
    assert blocks.list(NOW) == ()


def test_blocked_again_the_last_one_holds(blocks: Blocks) -> None:
    """A lead makes it shorter or longer by blocking again."""
    blocks.block(NUMBER, "lee", WHY, NOW + 2 * DAY, NOW)
    blocks.block(NUMBER, "lea", "calmer now", NOW + DAY, NOW)
    (found,) = blocks.list(NOW)
    assert (found.by, found.until) == ("lea", NOW + DAY)


@pytest.mark.parametrize(
    ("number", "reason", "until"),
    [
        ("anonymous", WHY, NOW + DAY),
        ("", WHY, NOW + DAY),
        ("60777", WHY, NOW + DAY),
        (NUMBER, "  ", NOW + DAY),
        (NUMBER, WHY, NOW),
        (NUMBER, WHY, NOW + LONGEST + DAY),
    ],
)
def test_a_bad_block_is_refused(blocks: Blocks, number: str, reason: str, until: object) -> None:
    """Withheld numbers are everybody's; no block is without a reason or without an end."""
    with pytest.raises(BlockRefused):
        blocks.block(number, "lee", reason, until, NOW)  # type: ignore[arg-type]
    assert blocks.list(NOW) == ()


def test_a_number_from_abroad_can_be_blocked(blocks: Blocks) -> None:
    """It cannot be rung, but it can text."""
    assert blocks.block("+19005550100", "lee", WHY, NOW + DAY, NOW).number == "+19005550100"


def test_a_block_lies_sealed_and_goes_by_itself(blocks: Blocks, redis: Redis) -> None:
    """Neither number nor reason lies open, and Redis lets it go at its end."""
    blocks.block(NUMBER, "lee", WHY, NOW + DAY, NOW)
    key = keys.blocked(person_of())
    assert 0 < redis.pttl(key) <= DAY / timedelta(milliseconds=1)
    stored = [redis.dump(name) for name in redis.keys("*")]
    assert not any(NUMBER.encode() in value or b"shouts" in value for value in stored)
