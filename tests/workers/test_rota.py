"""The rota: who is on duty at this moment, and on which phone they are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from redis import Redis

from flows.pack import load
from tests.support.queueing import DUTY, LEAD, NOW, NUMBER, VAULT, FakeGateway
from workers.alerts import Told
from workers.context import WorkerContext
from workers.jobs import on_the_rota
from workers.rota import KEPT, ZONE, Duty, Rota, RotaRefused
from workers.staff import Staff
from workers.vault import Vault

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
HOUR = timedelta(hours=1)
PACK = load()


@pytest.fixture(name="staff")
def _staff(redis: Redis) -> Staff:
    staff = Staff(redis, VAULT, CHEAP)
    staff.add("ann", "officer", "correct horse battery")
    staff.add("lee", "lead", "correct horse battery")
    return staff


@pytest.fixture(name="rota")
def _rota(redis: Redis, staff: Staff) -> Rota:
    return Rota(redis, VAULT)


def duty(who: str = "ann", role: str = "officer", **changed: object) -> Duty:
    """A duty that holds for the four hours around the moment."""
    given = {"begins": NOW - 2 * HOUR, "ends": NOW + 2 * HOUR, "number": DUTY, **changed}
    return Duty(who, role, **given)  # type: ignore[arg-type]


def test_whoever_is_on_duty_is_known_with_their_phone(rota: Rota) -> None:
    """From the first moment of a duty until before its last; numbers are read as people write."""
    kept = rota.add(duty(number="07700 900456"), NOW)
    assert kept.number == DUTY
    assert rota.on_duty(NOW) == (kept,)
    assert rota.on_duty(kept.begins) == (kept,)
    assert rota.on_duty(kept.ends) == ()
    assert rota.on_duty(kept.begins - timedelta(seconds=1)) == ()


def test_off_and_on_by_one_click(rota: Rota) -> None:
    """Whoever goes home early is not told; one click brings them back."""
    kept = rota.add(duty(), NOW)
    rota.switch(kept.id, on=False)
    assert rota.on_duty(NOW) == ()
    assert [found.on for found in rota.list()] == [False]
    rota.switch(kept.id, on=True)
    assert rota.numbers("officer", NOW) == (DUTY,)


def test_the_phone_of_the_account_is_meant_where_none_is_named(rota: Rota, staff: Staff) -> None:
    """The lead keeps it in one place; a duty may name another for once."""
    rota.add(duty(number=""), NOW)
    assert rota.numbers("officer", NOW) == ()
    staff.set_number("ann", DUTY)
    assert rota.numbers("officer", NOW) == (DUTY,)
    rota.add(duty(who="lee", role="lead", number=LEAD), NOW)
    assert rota.numbers("lead", NOW) == (LEAD,)


def test_two_duties_of_one_person_ring_one_phone_once(rota: Rota) -> None:
    """Overlapping duties are no reason to tell somebody twice."""
    rota.add(duty(), NOW)
    rota.add(duty(begins=NOW - HOUR), NOW)
    assert rota.numbers("officer", NOW) == (DUTY,)


@pytest.mark.parametrize("weeks", [0, 1, 2, 40])
def test_a_weekly_duty_keeps_its_hours_on_the_wall(weeks: int) -> None:
    """Ten at night until six in the morning stays so through both changes of the clocks."""
    begins = datetime(2026, 3, 21, 22, tzinfo=ZONE)  # a week before the clocks go forward
    nights = Duty("ann", "officer", begins, datetime(2026, 3, 22, 6, tzinfo=ZONE), weekly=True)
    night = datetime(2026, 3, 21, tzinfo=ZONE) + timedelta(weeks=weeks)
    for hour, covered in ((21.9, False), (22, True), (29.9, True), (30, False)):
        at = (night.replace(tzinfo=None) + timedelta(hours=hour)).replace(tzinfo=ZONE)
        assert nights.covers(at.astimezone(UTC)) is covered, (weeks, hour)
    assert not nights.covers(begins.astimezone(UTC) - timedelta(days=7))


def test_a_weekly_duty_of_a_whole_week_never_ends() -> None:
    """The longest there is covers every moment from when it begins."""
    always = Duty("ann", "officer", NOW, NOW + timedelta(days=7), weekly=True)
    assert all(always.covers(NOW + n * timedelta(hours=7)) for n in range(200))


@pytest.mark.parametrize(
    "changed",
    [
        {"who": "nobody"},
        {"role": "king"},
        {"ends": NOW - 3 * HOUR},
        {"weekly": True, "ends": NOW + timedelta(days=8)},
        {"number": "not a number"},
        {"number": "+19005550100"},
    ],
)
def test_a_bad_duty_is_refused(rota: Rota, changed: dict[str, object]) -> None:
    """With a reason, and nothing is kept."""
    with pytest.raises(RotaRefused):
        rota.add(duty(**changed), NOW)
    assert rota.list() == ()


def test_what_is_gone_cannot_be_switched(rota: Rota) -> None:
    """Two leads at once: the second is told that it is not there any more."""
    kept = rota.add(duty(), NOW)
    rota.remove(kept.id)
    rota.remove(kept.id)
    with pytest.raises(RotaRefused):
        rota.switch(kept.id, on=True)


def test_old_duties_are_let_go(rota: Rota) -> None:
    """A month after its end a duty has no reason to be kept; a weekly one has no end."""
    rota.add(duty(), NOW)
    weekly = rota.add(duty(weekly=True), NOW)
    later = NOW + KEPT + 3 * HOUR
    added = rota.add(duty(begins=later, ends=later + HOUR), later)
    assert {found.id for found in rota.list()} == {weekly.id, added.id}


def test_alerts_reach_the_rota_and_else_the_settings(rota: Rota, redis: Redis) -> None:
    """An empty rota, or one that cannot be read, silences nobody."""
    settings = WorkerContext(
        redis, redis, VAULT, FakeGateway(), PACK, lambda: NOW, (NUMBER,), (NUMBER,)
    )
    assert on_the_rota(rota, settings, NOW) == Told((NUMBER,), (NUMBER,))
    rota.add(duty(), NOW)
    assert on_the_rota(rota, settings, NOW) == Told((DUTY,), (NUMBER,))
    rota.add(duty("lee", "lead", number=LEAD), NOW)
    assert on_the_rota(rota, settings, NOW) == Told((DUTY,), (LEAD,))
    other = Vault(["another key, for what is sealed here does not open"], "the same")
    assert on_the_rota(Rota(redis, other), settings, NOW) == Told((NUMBER,), (NUMBER,))


def test_no_number_lies_open(rota: Rota, redis: Redis) -> None:
    """Phones of staff are sealed like everybody's."""
    rota.add(duty(), NOW)
    assert not any(DUTY.encode() in redis.dump(key) for key in redis.keys("*"))
