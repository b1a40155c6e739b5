"""The webhooks over a real application: signed or 403, and signed always gets words that help."""

from __future__ import annotations

import re

import pytest
from werkzeug.routing import Rule

from flows.levels import Level
from intake.twilio import webhooks
from tests.intake.house import NUMBER, House
from workers import keys
from workers.callbacks import Callback

RED = "my mate wont wake up"


def open_callbacks(house: House) -> tuple[Callback, ...]:
    """What admissions would see."""
    return house.runtime.parts.queue.open_callbacks(house.clock())


def action(twiml: str, what: str = "answer") -> str:
    """Where the call goes on, out of the TwiML."""
    found = re.search(rf'"(https://line\.example/twilio/voice/{what}[^"]*)"', twiml)
    assert found is not None, twiml
    return found[1].replace("&amp;", "&")


def twilio_rules(house: House) -> list[Rule]:
    """Every route below /twilio."""
    return [rule for rule in house.app.url_map.iter_rules() if rule.rule.startswith("/twilio")]


def test_every_route_refuses_what_twilio_did_not_sign(house: House) -> None:
    """Unsigned and forged requests get 403 on every route there is, by every method it takes."""
    rules = twilio_rules(house)

    assert len(rules) >= 7
    for rule in rules:
        for token in (None, "a forger's guess"):
            answer = house.post(rule.rule, {"MessageSid": "SM1", "CallSid": "CA1"}, token)
            assert answer.status_code == 403, rule.rule
            assert answer.text == ""
        assert house.app.test_client().get(rule.rule).status_code == 403, rule.rule
    assert open_callbacks(house) == ()


def test_a_request_too_large_is_refused(house: House) -> None:
    """Nobody makes us read more than a text or a call step can hold."""
    answer = house.post("/twilio/sms", {"Body": "x" * (webhooks.LARGEST_BODY + 1)})

    assert answer.status_code == 413


def test_a_red_text_is_answered_and_queued_in_one_request(house: House) -> None:
    """The advice to ring 999 is in the answer, and the callback exists when it is given."""
    answer = house.text(RED)
    (callback,) = open_callbacks(house)

    assert "999" in answer
    assert (callback.level, callback.asked, callback.alert) == (Level.RED, False, "climbing")
    assert callback.personal.number == NUMBER


def test_ten_of_the_same_delivery_change_nothing(house: House) -> None:
    """The same delivery again gets the same answer, and one callback exists."""
    answers = {house.text(RED, sid="SM" + "1" * 32) for _ in range(10)}

    assert len(answers) == 1
    assert len(open_callbacks(house)) == 1
    (callback,) = open_callbacks(house)
    assert callback.version == 1


def test_both_doors_are_one_person(house: House) -> None:
    """Somebody who texts and then rings has one callback."""
    house.text("call me")
    house.text("Sam")
    welcome = house.call("CA1")
    house.call("CA1", action(welcome), Digits="1")

    (callback,) = open_callbacks(house)
    assert callback.level is Level.RED


def test_a_call_goes_by_its_own_address(house: House) -> None:
    """Each step's address carries the step in letters, digits, _ and - alone."""
    menu = house.call("CA1")
    step = house.call("CA1", action(menu), Digits="3")
    query = action(step).partition("?")[2]

    assert re.fullmatch(r"([a-z]+=[A-Za-z0-9_-]+&?)+", query)
    assert "turn=2" in query


def test_silence_and_nonsense_are_answered(house: House) -> None:
    """Nothing pressed and nothing said is answered, and so is what we cannot use."""
    menu = house.call("CA1")
    silent = house.call("CA1", action(menu))
    nonsense = house.call("CA1", action(silent), SpeechResult="flibbertigibbet")

    for twiml in (silent, nonsense):
        assert "<Say" in twiml
        assert "<Gather" in twiml


def test_a_hash_alone_where_a_number_is_keyed_is_a_key(house: House) -> None:
    """The key that ends a number, pressed with no number before it, skips the question."""
    step = house.call("CA1", action(house.call("CA1")), Digits="3")
    asked = house.call("CA1", action(step), Digits="2")
    skipped = house.call("CA1", action(asked), Digits="", FinishedOnKey="#")

    assert "key in the number" in asked
    assert "When shall we call?" in skipped


def test_nine_is_danger_where_a_number_is_keyed_too(house: House) -> None:
    """One key means danger at every wait; what it brings is advice and a red callback."""
    step = house.call("CA1", action(house.call("CA1")), Digits="3")
    asked = house.call("CA1", action(step), Digits="2")
    answered = house.call("CA1", action(asked), Digits="9", FinishedOnKey="#")

    assert "999" in answered
    assert open_callbacks(house)[0].level is Level.RED


def test_the_end_of_a_call_is_told_with_204(house: House) -> None:
    """A call that has ended changes where it stands, and is answered with nothing."""
    topics = house.call("CA1", action(house.call("CA1")), Digits="2")
    house.call("CA1", action(topics), Digits="1")
    fields = {"CallSid": "CA1", "From": NUMBER, "CallStatus": "completed"}

    assert house.post("/twilio/status/call", fields).status_code == 204
    opened = house.runtime.parts.store.open_turn(
        "CA1.none", house.runtime.parts.vault.person(NUMBER)
    )
    assert opened.conversation is not None
    assert opened.conversation.called is None


@pytest.mark.parametrize("keys_pressed", [[], ["2"], ["2", "8"]])
def test_a_call_that_drops_before_they_asked_leaves_nothing(
    house: House, keys_pressed: list[str]
) -> None:
    """Whoever only heard a menu leaves no record, whenever word of the end comes."""
    step = house.call("CA1")
    for pressed in keys_pressed:
        step = house.call("CA1", action(step), Digits=pressed)
    ended = {"CallSid": "CA1", "From": NUMBER, "CallStatus": "completed"}
    house.post("/twilio/status/call", ended)
    parts = house.runtime.parts
    person = parts.vault.person(NUMBER)

    assert parts.store.open_turn("CA1.none", person).conversation is None
    assert parts.store.transcript(person) == ()
    assert [k for k in parts.redis.scan_iter("*") if person.encode() in k] == []


def test_a_dropped_call_takes_nothing_of_what_was_there(house: House) -> None:
    """Who texted before, or asked for a text in the call, keeps what they have with us."""
    house.text("bladder")
    house.call("CA1")
    house.post("/twilio/status/call", {"CallSid": "CA1", "From": NUMBER, "CallStatus": "completed"})
    other = "+447700900456"
    menu = house.call("CA2", From=other)
    house.call("CA2", action(menu), Digits="5", From=other)
    house.post("/twilio/status/call", {"CallSid": "CA2", "From": other, "CallStatus": "completed"})
    parts = house.runtime.parts

    for number in (NUMBER, other):
        person = parts.vault.person(number)
        assert parts.store.open_turn("CA.none", person).conversation is not None, number
        assert parts.store.transcript(person) != ()


def test_a_status_of_a_message_we_do_not_know_does_no_harm(house: House) -> None:
    """Late, doubled or unknown statuses are taken without a word."""
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered"}

    assert house.post("/twilio/status/message?id=nothing_1", fields).status_code == 204


def test_a_text_that_twilio_answered_itself_is_not_answered_again(house: House) -> None:
    """After STOP, which the platform answers, we stay silent and remember; red is never silent."""
    assert "<Message>" not in house.text("STOP", OptOutType="STOP")
    assert "999" in house.text(RED, OptOutType="HELP")


def test_the_number_we_call_from_answers_neutrally(house: House) -> None:
    """Whoever rings it back hears neither what we are nor what it is about; nothing is kept."""
    heard = house.call("CA1", To="+441134960000")
    ended = {"CallSid": "CA1", "From": NUMBER, "To": "+441134960000", "CallStatus": "completed"}
    house.post("/twilio/status/call", ended)
    opened = house.runtime.parts.store.open_turn("x", house.runtime.parts.vault.person(NUMBER))

    assert "<Hangup" in heard
    assert not re.search(r"(?i)ketamine|helpline|drug|admissions|0808", heard)
    assert opened.conversation is None


def test_a_text_to_the_number_we_call_from_is_screened_and_answered_neutrally(house: House) -> None:
    """Who writes to it reads as little as who rings it; danger is answered there as everywhere."""
    harmless = house.text("who is this", To="+441134960000")
    person = house.runtime.parts.vault.person(NUMBER)
    before = house.runtime.parts.store.open_turn("x", person)
    danger = house.text(RED, To="+441134960000")
    after = house.runtime.parts.store.open_turn("y", person)

    assert "<Message>" in harmless
    assert not re.search(r"(?i)ketamine|helpline|drug|admissions|0808", harmless)
    assert before.conversation is None
    assert "999" in danger
    assert after.callback is not None
    assert after.callback.level is Level.RED


def test_a_call_that_we_made_is_nobodys_conversation(house: House) -> None:
    """What became of a call to somebody on duty does not make a person of our own number."""
    ours = {"CallSid": "CA2", "From": "+441134960000", "To": NUMBER, "CallStatus": "busy"}

    assert house.post("/twilio/status/call", ours).status_code == 204
    assert house.runtime.twilio.turns.spool.waiting() == 0


def test_a_request_without_what_makes_it_one_still_gets_safe_words(house: House) -> None:
    """A signed request that does not say which delivery it is is answered with the last words."""
    answer = house.post("/twilio/sms", {"Body": "hello"})

    assert answer.status_code == 200
    assert "999" in answer.text


def test_our_own_fault_gives_safe_words_and_loses_nothing(house: House) -> None:
    """Whatever breaks in here, the person reads 999, and what they sent waits on disk."""
    turns = house.runtime.twilio.turns

    def broken(_: str) -> str:
        raise RuntimeError("07700 900123 wrote something")

    object.__setattr__(turns, "person", broken)
    answer = house.text("hello")

    assert "999" in answer
    assert turns.spool.waiting() == 1


def test_a_store_that_fails_is_as_good_as_away(house: House) -> None:
    """A record that cannot be read must not stand between a person and the advice they need."""
    person = house.runtime.parts.vault.person(NUMBER)
    house.runtime.parts.redis.hset(keys.conversation(person), "state", b"damaged")
    answer = house.text(RED)

    assert "on their side" in answer
    assert house.runtime.twilio.turns.spool.waiting() == 1


@pytest.mark.parametrize(("body", "expected"), [(RED, "999"), ("bladder", "bladder")])
def test_without_redis_a_text_is_answered(house_alone: House, body: str, expected: str) -> None:
    """Redis away: the words come all the same, and the request waits on disk."""
    assert expected in house_alone.text(body)
    assert house_alone.runtime.twilio.turns.spool.waiting() == 1


def test_without_redis_a_call_goes_on_from_step_to_step(house_alone: House) -> None:
    """Redis away: the address alone carries a caller from the menu through the questions."""
    menu = house_alone.call("CA1")
    first = house_alone.call("CA1", action(menu), Digits="3")
    second = house_alone.call("CA1", action(first), Digits="1")

    assert "at=call_number" in action(first)
    assert "at=call_number" not in action(second)
    assert house_alone.runtime.twilio.turns.spool.waiting() == 3


def test_without_redis_danger_by_keypad_is_advised_at_once(house_alone: House) -> None:
    """The red path of a call never needs the store."""
    menu = house_alone.call("CA1")

    assert "9 9 9" in house_alone.call("CA1", action(menu), Digits="1").replace("999", "9 9 9")


def test_what_waited_on_disk_becomes_a_callback_once(house: House, house_alone: House) -> None:
    """Redis back: the spooled red text opens one callback, however often it is drained."""
    house_alone.text(RED, sid="SM" + "7" * 32)

    assert house.runtime.drainer.drain() == 1
    assert house.runtime.drainer.drain() == 0
    (callback,) = open_callbacks(house)
    assert callback.level is Level.RED
    assert house.text(RED, sid="SM" + "7" * 32)
    assert len(open_callbacks(house)) == 1
