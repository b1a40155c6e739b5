"""The second step of signing in: good once, near the time, sealed, and locked after guesses."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from redis import Redis

from tests.support.queueing import NOW, VAULT
from workers import keys
from workers.second_step import RECOVERY_CODES, SecondStep, address_of
from workers.sessions import Sessions
from workers.staff import MOST_FAILURES, Account, Staff, StaffRefused

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
GOOD = "correct horse battery"
STEP = timedelta(seconds=30)


@pytest.fixture(name="staff")
def _staff(redis: Redis) -> Staff:
    found = Staff(redis, VAULT, CHEAP)
    found.add("ann", "lead", GOOD)
    return found


@pytest.fixture(name="second")
def _second(redis: Redis, staff: Staff) -> SecondStep:
    return SecondStep(redis, VAULT)


def turned_on(second: SecondStep) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """Ann's phone, and her recovery codes."""
    phone = pyotp.TOTP(second.begin("ann"))
    return phone, second.confirm("ann", phone.at(NOW), NOW)


def test_it_holds_only_once_confirmed(second: SecondStep, staff: Staff) -> None:
    """A square that nobody scanned locks nobody out; a wrong code confirms nothing."""
    phone = pyotp.TOTP(second.begin("ann"))
    assert second.begun("ann") == phone.secret
    with pytest.raises(StaffRefused):
        second.confirm("ann", "000000", NOW)
    assert staff.get("ann") == Account("ann", "lead")
    codes = second.confirm("ann", phone.at(NOW), NOW)
    assert staff.get("ann") == Account("ann", "lead", second_step=True)
    assert len(set(codes)) == RECOVERY_CODES
    assert second.begun("ann") == ""
    with pytest.raises(StaffRefused):
        second.begin("ann")


def test_a_code_is_good_once(second: SecondStep) -> None:
    """The one that confirmed it and each that was used are refused, and so is an older one."""
    phone, _ = turned_on(second)
    later = NOW + STEP * 4
    assert second.check("ann", phone.at(NOW), NOW) == ""
    assert second.check("ann", phone.at(later), later) == "code"
    assert second.check("ann", phone.at(later), later) == ""
    assert second.check("ann", phone.at(later - STEP), later) == ""


@pytest.mark.parametrize(("off", "taken"), [(-2, ""), (-1, "code"), (1, "code"), (2, "")])
def test_a_clock_may_be_off_by_one_step(second: SecondStep, off: int, taken: str) -> None:
    """Half a minute either way, and no more."""
    phone, _ = turned_on(second)
    later = NOW + STEP * 10
    assert second.check("ann", phone.at(later + STEP * off), later) == taken


def test_a_code_may_be_typed_with_a_space(second: SecondStep) -> None:
    """As the phone shows it; what is no code at all is simply wrong."""
    phone, _ = turned_on(second)
    later = NOW + STEP * 4
    code = phone.at(later)
    for wrong in ("", "١٢٣٤٥٦", "x" * 500, "0" * 6 + code):
        assert second.check("ann", wrong, later) == ""
    assert second.check("ann", f" {code[:3]} {code[3:]} ", later) == "code"


def test_a_recovery_code_is_good_once(second: SecondStep) -> None:
    """However it is written; others stay good, and making new ones ends them all."""
    _, codes = turned_on(second)
    typed = codes[0].lower().replace("-", " ")
    assert second.check("ann", typed, NOW) == "recovery"
    assert second.check("ann", codes[0], NOW) == ""
    assert second.recovery_codes_left("ann") == RECOVERY_CODES - 1
    fresh = second.new_recovery_codes("ann")
    assert second.check("ann", codes[1], NOW) == ""
    assert second.check("ann", fresh[1], NOW) == "recovery"


def test_guessing_locks_with_the_password(second: SecondStep, staff: Staff) -> None:
    """One count for both: a right password in between does not buy more guesses."""
    phone, codes = turned_on(second)
    later = NOW + STEP * 4
    for _ in range(MOST_FAILURES):
        assert staff.check("ann", GOOD) is not None
        assert second.check("ann", "000000", later) == ""
    assert staff.locked("ann")
    assert second.check("ann", phone.at(later), later) == ""
    assert second.check("ann", codes[0], later) == ""
    assert staff.check("ann", GOOD) is None


def test_a_right_code_forgets_the_guesses(second: SecondStep, staff: Staff) -> None:
    """Mistyping now and then locks nobody out; nor does the right password, however often."""
    phone, _ = turned_on(second)
    for n in range(1, 4):
        for _ in range(MOST_FAILURES - 1):
            second.check("ann", "000000", NOW)
            staff.check("ann", GOOD)
        later = NOW + STEP * 4 * n
        assert second.check("ann", phone.at(later), later) == "code"
    assert staff.check("ann", GOOD) is not None


def test_taking_it_away_closes_every_session(
    redis: Redis, second: SecondStep, staff: Staff
) -> None:
    """Afterwards the password is enough, no old code is worth anything, and it can be set anew."""
    phone, codes = turned_on(second)
    token = Sessions(redis).open(Account("ann", "lead"), NOW)
    second.take_away("ann")
    assert Sessions(redis).find(token, NOW) is None
    assert staff.get("ann") == Account("ann", "lead")
    assert second.check("ann", phone.at(NOW + STEP), NOW + STEP) == ""
    assert second.check("ann", codes[0], NOW) == ""
    assert pyotp.TOTP(second.begin("ann")).secret != phone.secret


def test_nobody_without_one_passes(second: SecondStep) -> None:
    """An account that has none, or is not there, has no right code."""
    assert second.check("ann", "", NOW) == ""
    assert second.check("nobody", "123456", NOW) == ""
    with pytest.raises(StaffRefused):
        second.new_recovery_codes("ann")
    with pytest.raises(StaffRefused):
        second.begin("nobody")
    with pytest.raises(StaffRefused):
        second.take_away("nobody")


def test_neither_secret_nor_codes_can_be_read_in_redis(redis: Redis, second: SecondStep) -> None:
    """Who reads Redis can make no code; while it waits, and when it holds."""
    secret = second.begin("ann").encode()
    waiting = redis.hgetall(keys.staff("ann"))
    codes = second.confirm("ann", pyotp.TOTP(secret.decode()).at(NOW), NOW)
    stored = b"".join(redis.hgetall(keys.staff("ann")).values())
    hashed = b"".join(redis.smembers(keys.staff_recovery("ann")))
    assert secret not in b"".join(waiting.values()) + stored
    assert not any(code.replace("-", "").encode() in hashed for code in codes)


def test_a_phone_reads_whose_code_it_is() -> None:
    """The address names the service neutrally, and the account."""
    assert address_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "ann") == (
        "otpauth://totp/Admissions%20desk:ann?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Admissions%20desk"
    )


def test_a_sign_in_that_owes_its_second_step(redis: Redis) -> None:
    """Its token says who, for some minutes, and opens nothing by itself."""
    sessions = Sessions(redis)
    token = sessions.half_open(Account("ann", "lead"))
    assert sessions.half(token) == "ann"
    assert sessions.find(token, NOW) is None
    assert 0 < redis.pttl(keys.half_session(token)) <= 5 * 60 * 1000
    sessions.half_close(token)
    assert sessions.half(token) == sessions.half("") == ""
