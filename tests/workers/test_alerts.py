"""The alert ladder: people are told, and told again, until a named person has it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from tests.support.queueing import (
    DUTY,
    LANDLINE,
    LEAD,
    NOW,
    NUMBER,
    PLAIN,
    RED,
    UNKNOWN,
    VAULT,
    WORDS,
    FakeGateway,
    put,
)
from workers import due, keys
from workers.alerts import LADDER, PAUSE, Alerts, Told
from workers.callback_queue import CallbackQueue
from workers.callbacks import LEASE
from workers.dueset import DueSet
from workers.errors import SendFailed
from workers.outbox import Outbox
from workers.sending import send
from workers.store import Store

DESK = "+441134960099"
TOLD = Told((DUTY,), (LEAD,))
ROUND = sum((rung.then for rung in LADDER), timedelta(0))


@pytest.fixture(name="alerts")
def _alerts(redis: Redis) -> Alerts:
    return Alerts(redis, VAULT)


@pytest.fixture(name="red")
def _red(store: Store) -> str:
    return put(store, RED).reference


def climb(redis: Redis, gateway: FakeGateway, minutes: int, told: Told = TOLD) -> None:
    """Let the clock go on for so long, doing what falls due."""
    alerts, outbox, due_set = Alerts(redis, VAULT), Outbox(redis, VAULT), DueSet(redis)
    for passed in range(minutes * 2 + 1):
        now = NOW + timedelta(seconds=30 * passed)
        ring = list(due_set.take(now))
        for member in ring:
            kind, _, name = member.partition(":")
            if kind == "alert":
                ring.extend(alerts.climb(name, told, now))
            else:
                send(outbox, gateway, name, now)


def test_people_are_told_until_somebody_has_it(redis: Redis, red: str) -> None:
    """It goes round and round, and stops by nothing but a claim."""
    gateway = FakeGateway()
    climb(redis, gateway, 60)
    told = [to for to, *_ in gateway.taken]
    assert told.count(DUTY) >= 60 // (ROUND // timedelta(minutes=1)) * len(LADDER)
    assert LEAD in told


def test_phones_are_rung_at_their_time(redis: Redis, red: str) -> None:
    """Admissions after two minutes, the lead after five, and round again; each call once."""
    gateway = FakeGateway()
    told = Told((DUTY,), (LEAD,), (DESK,))
    rung: list[list[str]] = []
    for minutes in (1, 2, 5, 12, 15):
        climb(redis, gateway, minutes, told)
        rung.append([to for to, *_ in gateway.calls])
    assert rung == [[], [DESK], [DESK, LEAD], [DESK, LEAD, DESK], [DESK, LEAD, DESK, LEAD]]
    to, path, query = gateway.calls[0]
    assert (path, query["ref"]) == ("/twilio/voice/alert", red)
    assert NUMBER[-6:] not in str((to, path, query))
    assert len({tuple(sorted(query.items())) for *_, query in gateway.calls}) == 4


def test_without_a_lead_the_desk_is_rung_again(redis: Redis, red: str) -> None:
    """A rung of the ladder is never missing because a list is empty."""
    gateway = FakeGateway()
    climb(redis, gateway, 6, Told((DUTY,), (), (DESK,)))
    assert [to for to, *_ in gateway.calls] == [DESK, DESK]


@pytest.mark.parametrize("failure", [LANDLINE, UNKNOWN])
def test_a_call_that_fails_is_not_doubled_and_holds_up_nothing(
    redis: Redis, red: str, failure: SendFailed
) -> None:
    """Whether it was taken or not, the ladder's next step rings somebody else."""
    gateway = FakeGateway(failing={DESK: failure})
    climb(redis, gateway, 6, Told((DUTY,), (LEAD,), (DESK,)))
    assert [to for to, *_ in gateway.calls] == [LEAD]
    assert DUTY in [to for to, *_ in gateway.taken]


def test_a_worker_that_dies_while_it_rings_rings_nobody_twice(
    redis: Redis, red: str, outbox: Outbox
) -> None:
    """Between placing a call and noting it: the call is given up, the ladder goes on."""
    told, alerts = Told((DUTY,), (LEAD,), (DESK,)), Alerts(redis, VAULT)
    alerts.climb(red, told, NOW)
    at = NOW + LADDER[0].then
    (call,) = [m for m in alerts.climb(red, told, at) if m.startswith("outbox:call")]
    entry = call.partition(":")[2]
    assert outbox.begin(entry, at).what == "send"  # and here the process is gone
    gateway = FakeGateway()
    climb(redis, gateway, 6, told)
    assert [to for to, *_ in gateway.calls] == [LEAD]
    view = outbox.get(entry)
    assert view is not None
    assert (view.state, view.error) == ("failed", "unknown")


def test_what_became_of_a_call_is_known(redis: Redis, red: str, outbox: Outbox) -> None:
    """Answered, busy or not answered: the record says so, whatever the order of the callbacks."""
    gateway = FakeGateway()
    climb(redis, gateway, 2, Told((DUTY,), (), (DESK,)))
    tag = gateway.calls[0][2]["id"]
    for status, state in (("ringing", "sent"), ("no-answer", "failed"), ("completed", "delivered")):
        outbox.apply_status(tag, status, "", NOW)
        view = outbox.get(tag.rpartition("_")[0])
        assert view is not None
        assert view.state == state


def test_a_claim_ends_it(redis: Redis, queue: CallbackQueue, red: str, alerts: Alerts) -> None:
    """A named person has it: nobody is told any more, not even by what was already under way."""
    ring = alerts.climb(red, TOLD, NOW)
    queue.claim(red, "ann", NOW)
    gateway = FakeGateway()
    for member in ring:
        send(Outbox(redis, VAULT), gateway, member.partition(":")[2], NOW)
    climb(redis, gateway, 30)
    assert gateway.taken == []


def test_it_begins_again_when_the_lease_ends(redis: Redis, queue: CallbackQueue, red: str) -> None:
    """Whoever had it went away: people are told again, from the foot of the ladder."""
    climb(redis, FakeGateway(), 4)
    queue.claim(red, "ann", NOW + timedelta(minutes=4))
    late = NOW + timedelta(minutes=4) + LEASE
    queue.return_ended_leases(late)
    callback = queue.get(red)
    assert callback is not None
    assert callback.alert == "climbing"
    assert callback.alert_from == callback.alert_step == 2
    ring = Alerts(redis, VAULT).climb(red, TOLD, late)
    assert ring == (due.outbox(f"alert-{red}-2-0"),)


def test_a_step_is_climbed_once(alerts: Alerts, red: str, redis: Redis) -> None:
    """A job that is doubled tells people once."""
    assert alerts.climb(red, TOLD, NOW)
    assert alerts.climb(red, TOLD, NOW) == ()
    assert redis.zscore(keys.DUE, due.alert(red)) is not None


def test_one_number_that_fails_holds_up_nothing(redis: Redis, red: str) -> None:
    """The ladder goes on, and the other phones are told."""
    gateway = FakeGateway(failing={DUTY: LANDLINE})
    climb(redis, gateway, 15)
    assert {to for to, *_ in gateway.taken} == {LEAD}


def test_with_nobody_to_tell_it_goes_on_climbing(redis: Redis, red: str) -> None:
    """Numbers may be set later: the ladder waits for nobody and never ends by itself."""
    climb(redis, FakeGateway(), 10, Told())
    gateway = FakeGateway()
    climb(redis, gateway, 20)
    assert gateway.taken


def test_the_lead_is_told_at_once_when_nobody_is_on_duty(alerts: Alerts, red: str) -> None:
    """An empty rota must not cost minutes."""
    assert len(alerts.climb(red, Told((), (LEAD,)), NOW)) == 1


def test_a_pause_is_only_a_pause(redis: Redis, alerts: Alerts, red: str) -> None:
    """Whoever heard of it asks for a moment; then it goes on."""
    assert alerts.pause(red, NOW)
    gateway = FakeGateway()
    climb(redis, gateway, int(PAUSE / timedelta(minutes=1)) - 1)
    assert gateway.taken == []
    climb(redis, gateway, int(PAUSE / timedelta(minutes=1)) + 1)
    assert gateway.taken


def test_nothing_but_red_is_alerted(alerts: Alerts, store: Store) -> None:
    """A callback that was asked for rings nobody's phone, and has no ladder to pause."""
    reference = put(store, PLAIN).reference
    assert alerts.climb(reference, TOLD, NOW) == ()
    assert alerts.climb("nobody", TOLD, NOW) == ()
    assert not alerts.pause(reference, NOW)


def test_an_alert_says_reference_and_level_and_nothing_else(redis: Redis, red: str) -> None:
    """Never a number, never a word that somebody wrote."""
    gateway = FakeGateway()
    climb(redis, gateway, 1)
    to, body, _ = gateway.taken[0]
    assert to == DUTY
    assert body.startswith(f"RED {red} ")
    assert NUMBER[-6:] not in body
    assert not set(body.split()) & set(WORDS.split()) - {"is", "the"}


def test_red_again_while_it_waits_for_its_next_try_tells_people_at_once(
    redis: Redis, store: Store, queue: CallbackQueue, red: str
) -> None:
    """A new cry for help does not wait for the plan."""
    held = queue.claim(red, "ann", NOW)
    queue.attempt(red, held.fence, "ann", "no_answer", NOW)
    soon = NOW + timedelta(minutes=1)
    assert redis.zscore(keys.DUE, due.alert(red)) is not None

    again = put(store, RED, now=soon)

    assert again.alert == "climbing"
    assert Alerts(redis, VAULT).climb(red, TOLD, soon)
