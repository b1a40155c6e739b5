"""The audit: what was done stays as it was written, and where it does not, that shows."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from redis import Redis

from workers import keys
from workers.audit import Audit

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


@pytest.fixture(name="audit")
def _audit(redis: Redis) -> Audit:
    """Five lines."""
    audit = Audit(redis, "a key for tests only")
    for n in range(5):
        audit.add("pat", "number_shown", NOW, about=f"A{n}A-AAA")
    return audit


def test_lines_are_read_newest_first_in_pages(audit: Audit) -> None:
    """With everything that was written, each of them whole."""
    newest, before = audit.latest(2), audit.latest(10, skip=2)

    assert [line.number for line in newest] == [5, 4]
    assert [line.number for line in before] == [3, 2, 1]
    assert (newest[0].by, newest[0].what, newest[0].about) == ("pat", "number_shown", "A4A-AAA")
    assert all(line.whole for line in (*newest, *before))
    assert audit.first_broken() is None


def test_an_empty_audit_is_whole(redis: Redis) -> None:
    """Nothing done, nothing wrong."""
    audit = Audit(redis, "a key for tests only")

    assert audit.latest() == ()
    assert audit.first_broken() is None


def test_a_changed_line_shows(audit: Audit, redis: Redis) -> None:
    """Somebody else's name in it."""
    line = json.loads(redis.lindex(keys.AUDIT, 2) or b"")
    line[2] = "kim"
    redis.lset(keys.AUDIT, 2, json.dumps(line))

    assert audit.first_broken() == 3


def test_a_missing_line_shows(audit: Audit, redis: Redis) -> None:
    """Taken out of the middle."""
    redis.lrem(keys.AUDIT, 1, redis.lindex(keys.AUDIT, 2) or b"")

    assert audit.first_broken() == 4


def test_a_line_of_somebody_without_the_key_shows(audit: Audit, redis: Redis) -> None:
    """Well formed, and sealed with another key."""
    Audit(redis, "another key").add("kim", "signed_in", NOW)

    assert audit.first_broken() == 6
    assert not audit.latest(1)[0].whole


def test_many_at_once_lose_nothing(redis: Redis) -> None:
    """Twelve officers in the same moment: every line is there, in one chain."""
    audit = Audit(redis, "a key for tests only")
    with ThreadPoolExecutor(12) as officers:
        list(officers.map(lambda n: audit.add(f"o{n}", "signed_in", NOW), range(36)))

    assert sorted(line.by for line in audit.everything()) == sorted(f"o{n}" for n in range(36))
    assert audit.first_broken() is None
