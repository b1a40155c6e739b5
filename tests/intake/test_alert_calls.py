"""The call of an alert: a PIN takes it, a bare 1 gives five minutes, anything else nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from tests.intake.house import NUMBER, House, build, settings_for
from tests.support.queueing import NOW, RED, keep, turn_of
from tests.support.redis_server import RedisServer
from workers import due, keys
from workers.alerts import PAUSE
from workers.moments import to_ms
from workers.staff import Staff
from workers.staff_phones import MOST_GUESSES_A_CALL
from workers.store import Committed

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
DESK = "+448082502196"
REF = "R-123"
START = f"/twilio/voice/alert?ref={REF}&id=call-{REF}-1-0_1"


@pytest.fixture(name="built", scope="module")
def _built(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> House:
    """One application for all of them."""
    return build(settings_for(redis_server.url, tmp_path_factory.mktemp("house")))


@pytest.fixture(name="house")
def _house(built: House, redis_url: str) -> House:
    """The application, and one red callback whose ladder climbs."""
    built.clock.at = NOW
    done = built.runtime.parts.store.commit_turn(
        turn_of(built.runtime.parts.store, "SM1", kept=keep(RED), reference=REF)
    )
    assert isinstance(done, Committed)
    built.clock.pass_time(timedelta(minutes=2))
    return built


@pytest.fixture(name="staff")
def _staff(house: House) -> Staff:
    staff = Staff(house.runtime.parts.redis, house.runtime.parts.vault, CHEAP)
    for name, role in (("ann", "officer"), ("eve", "auditor")):
        staff.add(name, role, "correct horse battery")
    return staff


def said(house: House, target: str, call: str = "CA1", **fields: str) -> str:
    """A step of the call that the desk picked up."""
    return house.call(call, target, From="+441134960000", To=DESK, **fields)


def keyed(house: House, digits: str, call: str = "CA1", document: str = "") -> str:
    """These keys, after hearing what is waiting."""
    found = re.search(r'<Gather action="([^"]+)"', document or said(house, START, call))
    assert found is not None
    return said(house, found[1].replace("&amp;", "&"), call, Digits=digits)


def standing(house: House) -> tuple[str, str, str]:
    """State, officer and alert of the callback."""
    callback = house.runtime.parts.queue.get(REF)
    assert callback is not None
    return callback.state, callback.officer, callback.alert


def test_it_says_level_and_reference_and_nothing_about_anybody(house: House) -> None:
    """Whoever picks up may be anybody."""
    words = said(house, START)
    assert "A red callback has been waiting for 2 minutes" in words
    assert "R 1 2 3" in words
    assert not set(re.findall(r"\w+", words)) & {"Sam", "overdose", "ketamine", NUMBER[1:]}


def test_a_pin_takes_it_for_that_member_of_staff(house: House, staff: Staff) -> None:
    """As if they had pressed Take in the console; the ladder ends."""
    assert "It is yours" in keyed(house, staff.new_pin("ann"))
    assert standing(house) == ("claimed", "ann", "taken")
    assert "ann has taken it" in said(house, START)


def test_a_bare_one_gives_five_minutes(house: House) -> None:
    """And then it goes on by itself."""
    assert "Five minutes" in keyed(house, "1")
    assert standing(house) == ("waiting", "", "climbing")
    score = house.runtime.parts.redis.zscore(keys.DUE, due.alert(REF))
    assert score == to_ms(house.clock() + PAUSE)


def test_a_wrong_pin_may_be_tried_again_but_not_for_ever(house: House, staff: Staff) -> None:
    """Three times in a call; the right one is good until then and worth nothing after."""
    pin = staff.new_pin("ann")
    document = said(house, START)
    for _ in range(MOST_GUESSES_A_CALL - 1):
        document = keyed(house, "000001", document=document)
        assert "not known" in document
    document = keyed(house, "000001", document=document)
    assert "goes on" in document
    assert "Gather" not in document
    assert "not known" in keyed(house, pin), "this call has used up its guesses"
    assert standing(house)[1] == ""
    assert "It is yours" in keyed(house, pin, "CA2")


@pytest.mark.parametrize("digits", ["", "9", "11", "12345", "1234567"])
def test_nonsense_changes_nothing(house: House, digits: str) -> None:
    """The ladder goes on climbing."""
    assert "not known" in keyed(house, digits)
    assert standing(house) == ("waiting", "", "climbing")


def test_who_may_not_work_callbacks_takes_none(house: House, staff: Staff) -> None:
    """An auditor reads; their PIN takes nothing."""
    assert "not known" in keyed(house, staff.new_pin("eve"))
    assert standing(house)[1] == ""


def test_whoever_comes_second_is_told_who_has_it(house: House, staff: Staff) -> None:
    """Somebody took it in the console while the phone rang."""
    document = said(house, START)
    house.runtime.parts.queue.claim(REF, "bob", house.clock())
    assert "bob has taken it" in keyed(house, staff.new_pin("ann"), document=document)
    assert "bob has taken it" in keyed(house, "1", document=document)
    assert standing(house)[1] == "bob"


@pytest.mark.parametrize("target", ["/twilio/voice/alert?ref=NOBODY", "/twilio/voice/alert"])
def test_nothing_waiting_is_said(house: House, target: str) -> None:
    """Closed, erased or never there: it says so and hangs up."""
    assert "Nothing is waiting" in said(house, target)


def test_what_becomes_of_it_is_taken_note_of(house: House) -> None:
    """The status callback has a path of its own, and an unknown one does no harm."""
    where = START.replace("/voice/", "/status/")
    assert house.post(where, {"CallSid": "CA1", "CallStatus": "no-answer"}).status_code == 204


def test_without_redis_it_says_to_look(house_alone: House) -> None:
    """The ladder is not there to be asked, but whoever picked up can look at the desk."""
    assert "look at the callback desk" in said(house_alone, START)
