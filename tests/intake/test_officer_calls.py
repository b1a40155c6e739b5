"""Call now: the officer's phone, press 1, how to ring safely, the person; what came of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from flows.conversation import Wishes
from intake.calling import bridging_of
from intake.twilio import officer_words
from tests.intake.house import NUMBER, House, build, settings_for
from tests.support.queueing import BUSY, NOW, PLAIN, RED, UNKNOWN, FakeGateway, keep, turn_of
from tests.support.redis_server import RedisServer
from workers.bridges import ONE_AT_A_TIME, Bridges
from workers.bridging import Bridging
from workers.callbacks import LEASE, Callback
from workers.errors import BridgeRefused, SendFailed
from workers.moments import to_ms
from workers.outbox import Outbox
from workers.staff import Staff
from workers.store import Committed

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
ANN = "+447700900456"
CALL = "CA" + "1" * 32


def bridging(house: House, gateway: FakeGateway) -> Bridging:
    """Calling over the house's own Redis, with a Twilio that remembers."""
    return bridging_of(house.runtime.parts, gateway)


@pytest.fixture(name="built", scope="module")
def _built(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> House:
    """One application for all of them."""
    return build(settings_for(redis_server.url, tmp_path_factory.mktemp("house")))


@pytest.fixture(name="house")
def _house(built: House, redis_url: str) -> House:
    """The application, with nobody in it."""
    built.clock.at = NOW
    return built


@pytest.fixture(name="gateway")
def _gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture(name="calling")
def _calling(house: House, gateway: FakeGateway) -> Bridging:
    staff = Staff(house.runtime.parts.redis, house.runtime.parts.vault, CHEAP)
    staff.add("ann", "officer", "correct horse battery")
    staff.set_number("ann", ANN)
    return bridging(house, gateway)


def held(house: House, urgency: object = PLAIN, number: str = NUMBER, **wishes: object) -> Callback:
    """A callback of this person that ann holds."""
    parts, now = house.runtime.parts, house.clock()
    kept = replace(
        keep(urgency, now=now),  # type: ignore[arg-type]
        wishes=Wishes(**{"name": "Sam", "shall_we_ring": True, **wishes}),  # type: ignore[arg-type]
    )
    turn = turn_of(parts.store, f"SM{to_ms(now)}{number}", number, kept=kept, now=now)
    person = parts.vault.person(number)
    callback = replace(turn.callback, person=person) if turn.callback else None
    done = parts.store.commit_turn(replace(turn, person=person, callback=callback))
    assert isinstance(done, Committed)
    assert done.callback is not None
    return parts.queue.claim(done.callback.reference, "ann", now)


def begun(calling: Bridging, gateway: FakeGateway, callback: Callback, house: House) -> str:
    """Call now: the address of the officer's leg."""
    calling.begin(callback.reference, callback.fence, "ann", house.clock())
    (to, path, query) = gateway.calls[-1]
    assert (to, path, set(query)) == (ANN, "/twilio/voice/officer", {"t"})
    return f"{path}?t={query['t']}"


def officer(house: House, target: str, **fields: str) -> str:
    """A request of the officer's leg."""
    return house.call(CALL, target, From="+441134960000", To=ANN, **fields)


def action(twiml: str, verb: str) -> str:
    """Where this verb goes on."""
    found = re.search(rf'<{verb} [^>]*?action="([^"]+)"', twiml)
    assert found is not None
    return found[1]


def test_the_whole_way(house: House, calling: Bridging, gateway: FakeGateway) -> None:
    """Nothing is told before a key is pressed; then whom and how; then they are put through."""
    callback = held(house)
    first = officer(house, begun(calling, gateway, callback, house))
    assert "press 1" in first
    assert not set(re.findall(r"\w+", first)) & {"Sam", "helpline", "ketamine"}
    assert NUMBER not in first
    assert callback.reference not in first

    second = officer(house, action(first, "Gather"), Digits="1")
    assert "Ask for Sam" in second
    assert 'callerId="+441134960000"' in second
    assert 'timeLimit="3600"' in second
    assert f">{NUMBER}</Number></Dial>" in second
    assert house.runtime.parts.queue.get(callback.reference).state == "calling"  # type: ignore[union-attr]

    last = officer(house, action(second, "Dial"), DialCallStatus="completed", DialCallDuration="95")
    assert "say on the page" in last
    found = calling.bridges.latest(callback.reference)
    assert found is not None
    assert (found.state, found.result, found.seconds) == ("over", "answered", 95)
    assert found.suggests == ("outcome", "reached")
    after = house.runtime.parts.queue.get(callback.reference)
    assert after is not None
    assert (after.state, after.officer) == ("calling", "ann"), "the officer confirms, nobody else"
    assert [e.what for e in house.runtime.parts.queue.history(callback.reference)][-2:] == [
        "calling",
        "rang",
    ]


@pytest.mark.parametrize(
    ("status", "suggested"),
    [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed"), ("canceled", "")],
)
def test_what_came_of_it_fills_in_the_form(
    house: House, calling: Bridging, gateway: FakeGateway, status: str, suggested: str
) -> None:
    """By status callback or by the end of the dial, whichever comes first, and once."""
    callback = held(house)
    target = begun(calling, gateway, callback, house)
    officer(house, action(officer(house, target), "Gather"), Digits="1")
    where = target.replace("/voice/officer", "/status/person")
    for _ in range(2):
        assert house.post(where, {"CallSid": "CA2", "CallStatus": status}).status_code == 204
    found = calling.bridges.latest(callback.reference)
    assert found is not None
    assert found.suggests[1] == suggested
    told = [e for e in house.runtime.parts.queue.history(callback.reference) if e.what == "rang"]
    assert len(told) == 1


def test_no_key_and_nobody_is_put_through(
    house: House, calling: Bridging, gateway: FakeGateway
) -> None:
    """An officer's voicemail says nothing and presses nothing; the person's phone stays still."""
    callback = held(house)
    target = begun(calling, gateway, callback, house)
    document = officer(house, target)
    assert "Dial" not in document
    assert "Dial" not in officer(house, action(document, "Gather"), Digits="5")
    over = target.replace("/voice/officer", "/status/officer")
    house.post(over, {"CallSid": CALL, "CallStatus": "completed"})
    found = calling.bridges.latest(callback.reference)
    assert found is not None
    assert (found.state, found.suggests) == ("not_taken", ("", ""))
    assert "Dial" not in officer(house, action(document, "Gather"), Digits="1"), "it is too late"


def test_a_token_belongs_to_one_call(house: House, calling: Bridging, gateway: FakeGateway) -> None:
    """Another call that comes with it is told nothing, nor is one without it."""
    callback = held(house)
    target = begun(calling, gateway, callback, house)
    accept = action(officer(house, target), "Gather")
    other = house.call("CA" + "2" * 32, accept, From="+441134960000", To=ANN, Digits="1")
    assert "Dial" not in other
    assert NUMBER not in other
    for bad in ("/twilio/voice/officer/accept?t=false", "/twilio/voice/officer/accept"):
        assert "Dial" not in officer(house, bad, Digits="1")
    twice = [officer(house, accept, Digits="1") for _ in range(2)]
    assert twice[0] == twice[1], "Twilio asking twice hears the same"


def test_whoever_lost_it_is_not_put_through(
    house: House, calling: Bridging, gateway: FakeGateway
) -> None:
    """The lease ended and somebody else took it: never two officers on one."""
    callback = held(house)
    accept = action(officer(house, begun(calling, gateway, callback, house)), "Gather")
    house.clock.pass_time(LEASE + timedelta(seconds=1))
    house.runtime.parts.queue.claim(callback.reference, "bob", house.clock())
    said = officer(house, accept, Digits="1")
    assert officer_words.NOT_YOURS in said
    assert "Dial" not in said


def test_it_is_held_while_they_talk(house: House, calling: Bridging, gateway: FakeGateway) -> None:
    """A long call is no reason that somebody else rings them too; then an ordinary lease runs."""
    callback = held(house)
    accept = action(officer(house, begun(calling, gateway, callback, house)), "Gather")
    done = action(officer(house, accept, Digits="1"), "Dial")
    house.clock.pass_time(timedelta(minutes=50))
    queue = house.runtime.parts.queue
    assert queue.take_next("bob", house.clock()) is None
    officer(house, done, DialCallStatus="completed", DialCallDuration="3000")
    after = queue.get(callback.reference)
    assert after is not None
    assert after.lease_until == house.clock() + LEASE


def test_a_red_one_is_not_forgotten_when_nobody_tells_us_of_the_end(
    house: House, calling: Bridging, gateway: FakeGateway
) -> None:
    """Both callbacks lost and no page open: after half an hour people are told again."""
    callback = held(house, RED)
    accept = action(officer(house, begun(calling, gateway, callback, house)), "Gather")
    officer(house, accept, Digits="1")
    house.clock.pass_time(2 * LEASE)
    queue = house.runtime.parts.queue
    assert queue.return_ended_leases(house.clock()) == (callback.reference,)
    after = queue.get(callback.reference)
    assert after is not None
    assert (after.state, after.alert) == ("waiting", "climbing")


def test_a_machine_is_told_nothing_unless_allowed(house: House) -> None:
    """And then only the pack's neutral words; the officer hears which it is before they ring."""
    neutral = house.runtime.parts.pack.lines["neutral_voicemail"].voice
    silent = " ".join(officer_words.how_to_ring(held(house), neutral))
    assert neutral not in silent
    assert "say nothing and press star" in silent
    house.clock.pass_time(timedelta(minutes=1))
    allowed = held(house, number="+447700900124", may_leave_message=True)
    assert neutral in " ".join(officer_words.how_to_ring(allowed, neutral))


def test_another_number_is_the_one_that_rings(
    house: House, calling: Bridging, gateway: FakeGateway
) -> None:
    """They gave it for being rung."""
    callback = held(house, other_number="+441134960001")
    accept = action(officer(house, begun(calling, gateway, callback, house)), "Gather")
    assert "+441134960001" in officer(house, accept, Digits="1")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("+19005550100", "not a UK phone"),
        ("+449011234567", "not a UK phone"),
        ("+441134960000", "one of our own"),
        (ANN, "the number you would ring"),
    ],
)
def test_numbers_that_are_never_dialled(
    house: House, calling: Bridging, number: str, why: str
) -> None:
    """Abroad, premium, our own, the officer's own: the button says why."""
    callback = held(house, number=number)
    with pytest.raises(BridgeRefused, match=why):
        calling.begin(callback.reference, callback.fence, "ann", house.clock())


def test_the_button_says_why(house: House, calling: Bridging, gateway: FakeGateway) -> None:
    """Nothing to call from, nobody's phone, not theirs, not wanted: each in words."""
    now, queue = house.clock(), house.runtime.parts.queue
    callback = held(house)
    assert calling.why_not(callback, "ann", now) == ""
    assert "CALLER_ID" in replace(calling, caller_id="").why_not(callback, "ann", now)
    assert "Take this" in calling.why_not(callback, "bob", now)
    assert "Take this" in calling.why_not(callback, "ann", now + LEASE)
    unwanted = replace(
        callback, personal=replace(callback.personal, wishes=Wishes(shall_we_ring=False))
    )
    assert "not to be rung" in calling.why_not(unwanted, "ann", now)
    assert "no number" in calling.why_not(
        replace(callback, personal=replace(callback.personal, number="")), "ann", now
    )
    house.runtime.parts.staff.set_number("ann", "")
    assert "a lead can add it" in calling.why_not(callback, "ann", now)
    queue.close(callback.reference, callback.fence, "ann", "reached", now)
    closed = queue.get(callback.reference)
    assert closed is not None
    assert "closed" in calling.why_not(closed, "ann", now)


def test_nobody_is_rung_at_night_but_red(house: House, calling: Bridging) -> None:
    """Unless they asked for just that time."""
    house.clock.pass_time(timedelta(hours=8))
    callback, now = held(house), house.clock()
    assert "too late" in calling.why_not(callback, "ann", now)
    window = {"not_before": now - timedelta(hours=1), "due_by": now + timedelta(hours=1)}
    house.clock.pass_time(timedelta(minutes=1))
    asked = held(house, number="+447700900124", **window)
    assert calling.why_not(asked, "ann", house.clock()) == ""
    red = held(house, RED, "+447700900125")
    assert calling.why_not(red, "ann", house.clock()) == ""


def test_pressed_twice_it_rings_once(house: House, calling: Bridging, gateway: FakeGateway) -> None:
    """While the phone rings a second press is told so; after a minute it may be tried again."""
    callback = held(house)
    begun(calling, gateway, callback, house)
    with pytest.raises(BridgeRefused, match="already"):
        calling.begin(callback.reference, callback.fence, "ann", house.clock())
    assert len(gateway.calls) == 1
    house.clock.pass_time(ONE_AT_A_TIME)
    begun(calling, gateway, callback, house)
    with pytest.raises(BridgeRefused, match="not yours"):
        calling.begin(callback.reference, callback.fence + 1, "ann", house.clock())


@pytest.mark.parametrize(
    ("failure", "why", "again"),
    [
        (BUSY, "Twilio cannot be reached", True),
        (SendFailed(21211, retryable=False, outcome_unknown=False), "phone on your account", True),
        (SendFailed(21210, retryable=False, outcome_unknown=False), "21210", True),
        (UNKNOWN, "if your phone rings", False),
    ],
)
def test_twilio_trouble_is_said(
    house: House,
    gateway: FakeGateway,
    calling: Bridging,
    failure: SendFailed,
    why: str,
    again: bool,
) -> None:
    """What was surely not taken may be tried at once; what nobody knows of is not doubled."""
    callback = held(house)
    gateway.failing[ANN] = failure
    with pytest.raises(BridgeRefused, match=why):
        calling.begin(callback.reference, callback.fence, "ann", house.clock())
    gateway.failing.clear()
    if again:
        begun(calling, gateway, callback, house)
        return
    with pytest.raises(BridgeRefused, match="already"):
        calling.begin(callback.reference, callback.fence, "ann", house.clock())


def test_nothing_personal_is_in_what_a_bridge_stores(
    house: House, calling: Bridging, gateway: FakeGateway
) -> None:
    """Neither number nor name nor token: only a reference, a fence and how it stands."""
    callback = held(house)
    target = begun(calling, gateway, callback, house)
    officer(house, action(officer(house, target), "Gather"), Digits="1")
    redis = house.runtime.parts.redis
    token = target.partition("t=")[2].encode()
    stored = [(key, redis.dump(key)) for key in redis.keys("*bridge*")]
    assert len(stored) == 2
    assert not any(
        secret in key + value
        for key, value in stored
        for secret in (NUMBER.encode(), b"Sam", token)
    )
    assert isinstance(calling.bridges, Bridges)
    assert Outbox(redis, house.runtime.parts.vault).of_person(callback.person) == ()
