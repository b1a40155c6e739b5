"""The states of a message: never backwards; a text rather doubtful, an alert rather twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from tests.support.queueing import (
    BUSY,
    DUTY,
    LANDLINE,
    NOW,
    NUMBER,
    STOPPED,
    UNKNOWN,
    FakeGateway,
    commit,
    person_of,
    text_to,
)
from workers import delivery, due, keys
from workers.dueset import DueSet
from workers.errors import SendFailed
from workers.outbox import Outbox, OutboxEntry
from workers.sending import send
from workers.store import Store

ALERT = OutboxEntry("alert1", "alert", DUTY, "RED R-123 is waiting.", NOW)
SOON = NOW + timedelta(minutes=2)
TEXT = "text1"


@pytest.fixture(name="gateway")
def _gateway() -> FakeGateway:
    return FakeGateway()


def state(outbox: Outbox, entry_id: str = TEXT) -> str:
    """Where it stands."""
    view = outbox.get(entry_id)
    return view.state if view else "gone"


def arrive(outbox: Outbox, where: str) -> None:
    """A text brought to this state."""
    outbox.add(text_to())
    if where == "pending":
        return
    taken = outbox.begin(TEXT, NOW)
    match where:
        case "in_doubt":
            outbox.refused(taken, UNKNOWN, NOW)
        case "sent":
            outbox.sent(taken, "SM1", NOW)
        case "delivered":
            outbox.apply_status("text1_1", "delivered", "", NOW)
        case "failed":
            outbox.refused(taken, LANDLINE, NOW)


@pytest.mark.parametrize(
    ("where", "told", "after"),
    [
        ("pending", "sent", "pending"),
        ("pending", "failed", "pending"),
        ("sending", "queued", "sent"),
        ("sending", "sent", "sent"),
        ("sending", "delivered", "delivered"),
        ("sending", "undelivered", "failed"),
        ("in_doubt", "sent", "sent"),
        ("in_doubt", "delivered", "delivered"),
        ("in_doubt", "failed", "failed"),
        ("sent", "queued", "sent"),
        ("sent", "delivered", "delivered"),
        ("sent", "undelivered", "failed"),
        ("delivered", "sent", "delivered"),
        ("delivered", "failed", "delivered"),
        ("delivered", "undelivered", "delivered"),
        ("failed", "sent", "failed"),
        ("failed", "delivered", "delivered"),
        ("sent", "receiving", "sent"),
        ("sent", "no such status", "sent"),
    ],
)
def test_statuses_are_applied_by_rank(outbox: Outbox, where: str, told: str, after: str) -> None:
    """What Twilio tells late, twice or out of order never takes a message backwards."""
    arrive(outbox, where)
    for _ in range(2):
        outbox.apply_status("text1_1", told, "", NOW)
        assert state(outbox) == after


@pytest.mark.parametrize("tag", ["", "nobody_1", "../../x", "text1_99999", "é"])
def test_a_status_about_nothing_of_ours_is_nothing(outbox: Outbox, tag: str) -> None:
    """An unknown or misspelt id changes nothing and raises nothing."""
    arrive(outbox, "sent")
    outbox.apply_status(tag, "delivered", "x", NOW)
    assert state(outbox) == "sent"


def test_a_text_is_sent_once_by_two_who_were_rung(outbox: Outbox, gateway: FakeGateway) -> None:
    """Rung twice, it goes once; its id and attempt come back with every callback."""
    outbox.add(text_to())
    send(outbox, gateway, TEXT, NOW)
    send(outbox, gateway, TEXT, NOW)

    assert gateway.taken == [(NUMBER, "You asked for this.", "text1_1")]
    assert state(outbox) == "sent"


def test_nothing_is_sent_before_its_time(outbox: Outbox, gateway: FakeGateway) -> None:
    """A ring that comes too early finds nothing to do."""
    outbox.add(text_to(at=SOON))
    send(outbox, gateway, TEXT, NOW)
    assert gateway.taken == []
    send(outbox, gateway, TEXT, SOON)
    assert len(gateway.taken) == 1


def test_a_stale_text_is_not_sent(outbox: Outbox, gateway: FakeGateway) -> None:
    """ "We will ring you soon" hours later does harm; it is marked as too old."""
    outbox.add(text_to())
    send(outbox, gateway, TEXT, NOW + delivery.TEXT_TOO_OLD + timedelta(seconds=1))
    view = outbox.get(TEXT)
    assert gateway.taken == []
    assert view is not None
    assert (view.state, view.error) == ("failed", "too_old")


def test_who_stopped_texts_gets_none(outbox: Outbox, store: Store, gateway: FakeGateway) -> None:
    """STOP holds for what was already waiting to be sent."""
    commit(store, "SM1", outbox=(text_to(at=SOON),))
    commit(store, "SM2", stop_texts=True)
    send(outbox, gateway, TEXT, SOON)
    assert gateway.taken == []
    assert state(outbox) == "cancelled"


@pytest.mark.parametrize("late", [False, True])
def test_opted_out_at_the_network_is_a_stop(
    outbox: Outbox, store: Store, gateway: FakeGateway, late: bool
) -> None:
    """21610, at once or in a callback, records STOP and is not tried again."""
    outbox.add(text_to())
    if not late:
        gateway.failing[NUMBER] = STOPPED
    send(outbox, gateway, TEXT, NOW)
    if late:
        outbox.apply_status("text1_1", "failed", "21610", NOW)
    assert state(outbox) == "failed"
    assert store.open_turn("SM9", person_of()).texts_stopped


def test_passing_trouble_is_tried_again_once(outbox: Outbox, gateway: FakeGateway) -> None:
    """30003 gets one delayed try; the second time it has failed."""
    outbox.add(text_to())
    send(outbox, gateway, TEXT, NOW)
    outbox.apply_status("text1_1", "undelivered", "30003", NOW)
    assert state(outbox) == "pending"
    send(outbox, gateway, TEXT, NOW)
    assert len(gateway.taken) == 1
    later = NOW + timedelta(minutes=5)
    send(outbox, gateway, TEXT, later)
    outbox.apply_status("text1_1", "undelivered", "30003", later)
    assert state(outbox) == "sent", "about an earlier attempt, so it is not news"
    outbox.apply_status("text1_2", "undelivered", "30003", later)
    assert state(outbox) == "failed"
    assert [tag for *_, tag in gateway.taken] == ["text1_1", "text1_2"]


def test_a_landline_is_not_tried_again(outbox: Outbox, gateway: FakeGateway) -> None:
    """30006 will not get better by trying."""
    arrive(outbox, "sent")
    outbox.apply_status("text1_1", "undelivered", "30006", NOW)
    view = outbox.get(TEXT)
    assert view is not None
    assert (view.state, view.error) == ("failed", "30006")
    send(outbox, gateway, TEXT, SOON)
    assert gateway.taken == []


def test_too_many_at_once_waits_longer_each_time(outbox: Outbox, gateway: FakeGateway) -> None:
    """429 was certainly not taken: it waits, longer each time, and goes in the end."""
    outbox.add(text_to())
    gateway.failing[NUMBER] = BUSY
    now, waits = NOW, []
    for _ in range(4):
        send(outbox, gateway, TEXT, now)
        assert state(outbox) == "pending"
        waits.append(delivery.wait(len(waits) + 1, TEXT))
        now += waits[-1] + timedelta(milliseconds=1)
    gateway.failing.clear()
    send(outbox, gateway, TEXT, now)
    assert state(outbox) == "sent"
    assert waits == sorted(waits)


def test_a_doubtful_text_is_looked_for_before_it_is_sent_again(
    outbox: Outbox, gateway: FakeGateway
) -> None:
    """After a timeout it waits for the callback, then asks Twilio: there, it was sent."""
    outbox.add(text_to())
    gateway.failing[NUMBER] = UNKNOWN
    send(outbox, gateway, TEXT, NOW)
    assert state(outbox) == "in_doubt"
    gateway.failing.clear()
    send(outbox, gateway, TEXT, NOW)
    assert gateway.taken == [], "not before the callback had its time"

    gateway.known[NUMBER] = "SMfound"
    send(outbox, gateway, TEXT, SOON)

    view = outbox.get(TEXT)
    assert view is not None
    assert (view.state, view.sid) == ("sent", "SMfound")
    assert gateway.taken == []


def test_a_text_that_is_not_there_goes_once_more_and_then_stays_in_doubt(
    outbox: Outbox, gateway: FakeGateway
) -> None:
    """At most one text of a person is in doubt: the second doubt is marked, not repeated."""
    outbox.add(text_to())
    gateway.failing[NUMBER] = UNKNOWN
    now = NOW
    for _ in range(8):
        send(outbox, gateway, TEXT, now)
        now += timedelta(minutes=2)
    view = outbox.get(TEXT)
    assert view is not None
    assert (view.state, view.attempts) == ("in_doubt", 2)


def test_searching_gives_up(outbox: Outbox, gateway: FakeGateway, redis: Redis) -> None:
    """When Twilio cannot be asked either, it stays in doubt, and nothing is due any more."""
    outbox.add(text_to())
    gateway.failing[NUMBER] = UNKNOWN
    gateway.searches_fail = True
    now = NOW
    for _ in range(delivery.MOST_SEARCHES + 2):
        send(outbox, gateway, TEXT, now)
        now += timedelta(minutes=2)
    assert state(outbox) == "in_doubt"
    assert redis.zscore(keys.DUE, due.outbox(TEXT)) is None


def test_a_crash_while_sending_leaves_a_text_in_doubt_and_repeats_an_alert(
    outbox: Outbox, gateway: FakeGateway
) -> None:
    """Whoever had it in hand is gone: the text is looked for, the alert is sent again."""
    outbox.add(text_to())
    outbox.add(ALERT)
    outbox.begin(TEXT, NOW)
    outbox.begin("alert1", NOW)

    send(outbox, gateway, TEXT, SOON)
    send(outbox, gateway, "alert1", SOON)

    assert state(outbox, "alert1") == "sent"
    assert [to for to, *_ in gateway.taken] == [DUTY]
    assert state(outbox) == "pending", "it was not there, so it goes once more"


def test_an_alert_in_doubt_is_sent_again_at_once(outbox: Outbox, gateway: FakeGateway) -> None:
    """Rather twice than never."""
    outbox.add(ALERT)
    gateway.failing[DUTY] = UNKNOWN
    send(outbox, gateway, "alert1", NOW)
    gateway.failing.clear()
    send(outbox, gateway, "alert1", NOW + delivery.ALERT_AGAIN)
    assert state(outbox, "alert1") == "sent"


def test_the_clock_may_have_put_it_off(outbox: Outbox, redis: Redis) -> None:
    """A message that was rung for is done although its place in the due-set has moved."""
    outbox.add(text_to())
    assert DueSet(redis).take(NOW) == (due.outbox(TEXT),)
    assert outbox.begin(TEXT, NOW).what == "send"


def test_what_is_settled_is_forgotten_in_time(outbox: Outbox, redis: Redis) -> None:
    """Law 8: a message that has gone expires; one that waits does not."""
    outbox.add(text_to())
    assert redis.pttl(keys.outbox(TEXT)) == -1
    outbox.sent(outbox.begin(TEXT, NOW), "SM1", NOW)
    assert redis.pttl(keys.outbox(TEXT)) > 0


def test_a_persons_messages_are_listed(outbox: Outbox) -> None:
    """An officer sees what was sent and what became of it, oldest first."""
    outbox.add(text_to())
    outbox.add(text_to(entry_id="text2"))
    assert outbox.add(text_to()) is False
    outbox.sent(outbox.begin(TEXT, NOW), "SM1", NOW)
    assert [(v.id, v.state) for v in outbox.of_person(person_of())] == [
        (TEXT, "sent"),
        ("text2", "pending"),
    ]


@pytest.mark.parametrize("attempts", [1, 2, 5, 50])
def test_waits_are_bounded_and_spread(attempts: int) -> None:
    """Not the same moment for all, and never longer than a minute or so."""
    waits = {delivery.wait(attempts, f"id{n}") for n in range(20)}
    assert len(waits) > 10
    assert max(waits) <= delivery.LONGEST_WAIT * 1.11


def test_a_code_without_advice_is_final() -> None:
    """What Twilio refused for good is not tried again."""
    refused = SendFailed(21211, retryable=False, outcome_unknown=False)
    move = delivery.refused("text", 1, TEXT, refused)
    assert (move.to, move.again, move.opted_out) == ("failed", None, False)
