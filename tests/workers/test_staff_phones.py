"""An officer's own phone, and the PIN that names them on a call."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from redis import Redis

from tests.support.queueing import DUTY, VAULT
from workers import keys
from workers.staff import Staff, StaffRefused
from workers.staff_phones import MOST_GUESSES, MOST_GUESSES_A_CALL

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(name="staff")
def _staff(redis: Redis) -> Staff:
    staff = Staff(redis, VAULT, CHEAP)
    staff.add("ann", "officer", "correct horse battery")
    staff.add("bob", "officer", "correct horse battery")
    return staff


def wrong(pin: str) -> str:
    """A PIN that is not this one."""
    return f"{(int(pin) + 1) % 1_000_000:06}"


def test_a_lead_keeps_an_officers_phone(staff: Staff, redis: Redis) -> None:
    """It is read as people write it, sealed, and can be taken away; nobody is signed out for it."""
    assert staff.set_number("Ann", "07700 900456") == DUTY
    assert staff.number_of("ann") == DUTY
    assert staff.number_of("bob") == ""
    assert DUTY.encode() not in redis.dump(keys.staff("ann"))
    assert staff.get("ann") is not None
    staff.set_number("ann", "")
    assert staff.number_of("ann") == ""


@pytest.mark.parametrize(("name", "number"), [("nobody", DUTY), ("ann", "0900 123"), ("ann", "x")])
def test_a_phone_that_cannot_be_rung_is_refused(staff: Staff, name: str, number: str) -> None:
    """No such account, premium, not a number: refused with a reason, and nothing is kept."""
    with pytest.raises(StaffRefused):
        staff.set_number(name, number)
    assert staff.number_of("ann") == ""


def test_a_pin_names_its_account(staff: Staff) -> None:
    """Six digits, no other account's; the last one given is the one that holds."""
    first, other = staff.new_pin("ann"), staff.new_pin("bob")
    assert staff.named_by_pin(first, "CA1") == "ann"
    assert staff.named_by_pin(other, "CA1") == "bob"
    second = staff.new_pin("ann")
    assert staff.named_by_pin(first, "CA2") is None
    assert staff.named_by_pin(second, "CA2") == "ann"
    assert staff.has_pin("ann")
    staff.drop_pin("ann")
    assert not staff.has_pin("ann")
    assert staff.named_by_pin(second, "CA3") is None


def test_a_disabled_account_has_no_say(staff: Staff) -> None:
    """Whoever is out claims nothing, and what is no PIN names nobody."""
    pin = staff.new_pin("ann")
    staff.disable("ann")
    assert staff.named_by_pin(pin, "CA1") is None
    assert staff.named_by_pin("", "CA1") is None
    assert staff.named_by_pin("12", "CA1") is None
    with pytest.raises(StaffRefused):
        staff.new_pin("nobody")


def test_guessing_ends_with_the_call(staff: Staff) -> None:
    """After three wrong ones even the right one is refused on that call, and not on another."""
    pin = staff.new_pin("ann")
    for _ in range(MOST_GUESSES_A_CALL):
        assert staff.named_by_pin(wrong(pin), "CA1") is None
    assert staff.named_by_pin(pin, "CA1") is None
    assert staff.named_by_pin(pin, "CA2") == "ann"


def test_guessing_on_many_calls_ends_too(staff: Staff) -> None:
    """The house counts as well; claiming rightly all day long uses nothing up."""
    pin = staff.new_pin("ann")
    for n in range(MOST_GUESSES * 2):
        assert staff.named_by_pin(pin, f"CA{n}") == "ann"
    for n in range(MOST_GUESSES):
        staff.named_by_pin(wrong(pin), f"CB{n}")
    assert staff.named_by_pin(pin, "CC1") is None


def test_no_pin_is_stored(staff: Staff, redis: Redis) -> None:
    """Who reads Redis can claim nothing: only a keyed hash is there."""
    pin = staff.new_pin("ann")
    stored = [(key, redis.dump(key)) for key in redis.keys("*")]
    assert not any(pin.encode() in value for _, value in stored)
