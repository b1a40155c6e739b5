"""Accounts and sessions of the console: argon2 only, locked after guesses, out when disabled."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from redis import Redis

from tests.support.queueing import NOW, VAULT
from workers import keys
from workers.sessions import Sessions
from workers.staff import MOST_FAILURES, Account, Staff, StaffRefused

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
GOOD = "correct horse battery"


class Counting:
    """A hasher that counts how often it was made to work."""

    def __init__(self) -> None:
        self.verified = 0

    def hash(self, password: str) -> str:
        """The same as the cheap one."""
        return CHEAP.hash(password)

    def verify(self, stored: str, password: str) -> bool:
        """Counted."""
        self.verified += 1
        return CHEAP.verify(stored, password)

    def check_needs_rehash(self, stored: str) -> bool:
        """As the cheap one says."""
        return CHEAP.check_needs_rehash(stored)


@pytest.fixture(name="staff")
def _staff(redis: Redis) -> Staff:
    found = Staff(redis, VAULT, CHEAP)
    found.add("Ann", "officer", GOOD)
    return found


@pytest.fixture(name="sessions")
def _sessions(redis: Redis) -> Sessions:
    return Sessions(redis)


def test_the_right_password_opens(staff: Staff) -> None:
    """Names are the same in capitals; a wrong password and an unknown name are None alike."""
    assert staff.check("ANN", GOOD) == Account("ann", "officer")
    assert staff.check("ann", GOOD + "r") is None
    assert staff.check("nobody", GOOD) is None
    assert staff.check("ann:failures", GOOD) is None


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("ann", "officer", GOOD),
        ("bob", "king", GOOD),
        ("bob", "lead", "short"),
        ("b b", "lead", GOOD),
        ("", "lead", GOOD),
        ("x" * 41, "lead", GOOD),
    ],
)
def test_a_bad_account_is_refused(staff: Staff, name: str, role: str, password: str) -> None:
    """In use, no such role, too short, not a name: refused with a reason, and nothing is made."""
    with pytest.raises(StaffRefused):
        staff.add(name, role, password)
    assert staff.list() == (Account("ann", "officer"),)


def test_guessing_locks_the_account(staff: Staff, redis: Redis) -> None:
    """After some wrong guesses even the right password is refused, until the lock ends."""
    for _ in range(MOST_FAILURES):
        assert staff.check("ann", "a wrong guess") is None
    assert staff.locked("ann")
    assert staff.check("ann", GOOD) is None
    assert redis.pttl(keys.staff_failures("ann")) > 0
    redis.delete(keys.staff_failures("ann"))
    assert staff.check("ann", GOOD) is not None


def test_a_success_forgets_the_guesses(staff: Staff) -> None:
    """Mistyping now and then locks nobody out."""
    for _ in range(3):
        for _ in range(MOST_FAILURES - 1):
            staff.check("ann", "a wrong guess")
        assert staff.check("ann", GOOD) is not None


def test_an_unknown_name_costs_the_same_work(redis: Redis) -> None:
    """Nobody learns from the time whether a name exists, or is locked, or disabled."""
    hasher = Counting()
    staff = Staff(redis, VAULT, hasher)  # type: ignore[arg-type]
    staff.add("ann", "officer", GOOD)
    for name in ("ann", "nobody", "x" * 500, "ann:sessions"):
        before = hasher.verified
        staff.check(name, "a wrong guess")
        assert hasher.verified == before + 1
    assert not staff.locked("ann")
    for _ in range(MOST_FAILURES + 2):
        before = hasher.verified
        staff.check("ann", "a wrong guess")
        assert hasher.verified == before + 1


def test_disabled_is_out(staff: Staff, sessions: Sessions) -> None:
    """A disabled account neither signs in nor stays in."""
    token = sessions.open(Account("ann", "officer"), NOW)
    assert sessions.find(token, NOW) == Account("ann", "officer")
    staff.disable("Ann")
    assert sessions.find(token, NOW) is None
    assert staff.check("ann", GOOD) is None
    assert staff.list() == (Account("ann", "officer", disabled=True),)
    staff.enable("ann")
    assert sessions.find(token, NOW) is None, "enabling brings no session back"
    assert staff.check("ann", GOOD) is not None


def test_a_reset_closes_every_session_and_the_lock(staff: Staff, sessions: Sessions) -> None:
    """Another password: whoever had the old one is out."""
    tokens = [sessions.open(Account("ann", "officer"), NOW) for _ in range(3)]
    for _ in range(MOST_FAILURES):
        staff.check("ann", "a wrong guess")
    staff.reset("ann", "another good password")
    assert [sessions.find(token, NOW) for token in tokens] == [None] * 3
    assert staff.check("ann", GOOD) is None
    assert staff.check("ann", "another good password") is not None


def test_nobody_to_disable_or_reset(staff: Staff) -> None:
    """A name that is not there is refused with a reason."""
    with pytest.raises(StaffRefused):
        staff.disable("nobody")
    with pytest.raises(StaffRefused):
        staff.reset("nobody", GOOD)


def test_signing_out_here_and_everywhere(sessions: Sessions, staff: Staff) -> None:
    """One session ends, or all of an account; others stay."""
    staff.add("bob", "lead", GOOD)
    one, two = (sessions.open(Account("ann", "officer"), NOW) for _ in range(2))
    other = sessions.open(Account("bob", "lead"), NOW)
    sessions.close(one)
    assert sessions.find(one, NOW) is None
    assert sessions.find(two, NOW) is not None
    sessions.close_all("Ann")
    assert sessions.find(two, NOW) is None
    assert sessions.find(other, NOW) == Account("bob", "lead")


def test_no_token_and_no_password_is_stored(redis: Redis, staff: Staff, sessions: Sessions) -> None:
    """Who reads Redis can neither sign in nor take over a session."""
    token = sessions.open(Account("ann", "officer"), NOW)
    stored = [(key, redis.dump(key)) for key in redis.keys("*")]
    assert not any(token.encode() in key or token.encode() in value for key, value in stored)
    assert not any(b"argon2" in value or GOOD.encode() in value for _, value in stored)


def test_a_session_ends_by_itself(redis: Redis, sessions: Sessions, staff: Staff) -> None:
    """Idle ends it; being used keeps it, but not beyond its full age."""
    token = sessions.open(Account("ann", "officer"), NOW)
    key = keys.session(token)
    assert 0 < redis.pttl(key) <= 30 * 60 * 1000
    redis.pexpire(key, 1000)
    assert sessions.find(token, NOW) is not None
    assert redis.pttl(key) > 1000
    redis.hset(key, "ends", 1)
    assert sessions.find(token, NOW) is None
    assert sessions.find("", NOW) is None


def test_a_stronger_hash_replaces_the_old_one(redis: Redis, staff: Staff) -> None:
    """When hashing is made dearer, each sign-in brings one account up to it."""
    dearer = Staff(redis, VAULT, PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    before = redis.hget(keys.staff("ann"), "password")
    assert dearer.check("ann", GOOD) is not None
    assert redis.hget(keys.staff("ann"), "password") != before
    assert staff.check("ann", GOOD) is not None
