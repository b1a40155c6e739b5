"""Putting a caller through: phones ring, hear their whisper, are answered or are not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.practice.conftest import CALLER_ID, THEIRS, Practice
from tests.practice.service import Service

ADMISSIONS = "+441134960100"
OTHER = "+441134960101"
SCREEN = '<Gather action="/pressed" numDigits="1"><Say>Press 1 to take it</Say></Gather><Hangup/>'


def dial(inside: str = f"<Number>{ADMISSIONS}</Number>", attributes: str = "") -> str:
    """A Dial with an action, and something after it that must not be played."""
    return f'<Dial action="/after" {attributes}>{inside}</Dial><Say>Not reached</Say>'


def dialling(practice: Practice, service: Service, twiml: str) -> tuple[Any, list[Any]]:
    """A call that dials, and the phones that ring."""
    service.answers("/twilio/voice", twiml)
    service.answers("/after", "<Say>After</Say>")
    call = practice.ring()
    return call, practice.ringing()


def test_answered_and_put_through(practice: Practice, service: Service) -> None:
    """An answered phone is put through; when it hangs up the action is told, and plays."""
    call, rings = dialling(practice, service, dial(attributes=f'callerId="{CALLER_ID}"'))
    assert call["waiting"] == {
        "for": "dial",
        "ringing": [{"sid": rings[0]["sid"], "to": ADMISSIONS}],
    }
    assert (rings[0]["from"], rings[0]["to"], rings[0]["parent"]) == (
        *(CALLER_ID, ADMISSIONS),
        call["sid"],
    )
    through = practice.does(rings[0], "answer")
    assert through["waiting"] == {"for": "bridge", "with": call["sid"]}
    assert practice.look(call)["waiting"] == {"for": "bridge", "with": rings[0]["sid"]}
    practice.does(rings[0], "hangup")
    told = service.at("/after")[0]

    assert practice.look(call)["heard"] == ["After"]
    assert told.genuine
    assert told.fields["DialCallStatus"] == "completed"
    assert told.fields["DialCallSid"] == rings[0]["sid"]
    assert told.fields["DialBridged"] == "true"
    assert told.fields["DialCallDuration"].isdecimal()
    assert told.fields["CallSid"] == call["sid"]


@pytest.mark.parametrize(("deed", "status"), [("busy", "busy"), ("ignore", "no-answer")])
def test_not_answered(practice: Practice, service: Service, deed: str, status: str) -> None:
    """A phone that is busy or rings out is told of, and the call goes on with the action."""
    call, rings = dialling(practice, service, dial())
    practice.does(rings[0], deed)
    told = service.at("/after")[0]

    assert practice.look(call)["heard"] == ["After"]
    assert told.fields["DialCallStatus"] == status
    assert "DialCallDuration" not in told.fields
    assert practice.ringing() == []


def test_silence_lets_it_ring_out(practice: Practice, service: Service) -> None:
    """For a caller who waits, silence is the ring running out."""
    call, _ = dialling(practice, service, dial())

    assert practice.does(call, "silence")["heard"] == ["After"]
    assert service.at("/after")[0].fields["DialCallStatus"] == "no-answer"


def test_it_rings_out_by_itself(practice: Practice, service: Service) -> None:
    """Nobody has to do anything: after its timeout the phone stops ringing."""
    call, _ = dialling(practice, service, dial(attributes='timeout="1"'))
    deadline = time.monotonic() + 5
    while not practice.look(call)["ended"] and time.monotonic() < deadline:
        time.sleep(0.05)

    assert practice.look(call)["heard"] == ["After"]


def test_without_an_action_the_next_verb_plays(practice: Practice, service: Service) -> None:
    """A Dial without an action leads to what stands after it."""
    service.answers("/twilio/voice", f"<Dial>{ADMISSIONS}</Dial><Say>Next</Say>")
    call = practice.ring()
    practice.does(practice.ringing()[0], "busy")

    assert practice.look(call)["heard"] == ["Next"]


def test_the_whisper_is_heard_before_anybody_is_put_through(
    practice: Practice, service: Service
) -> None:
    """The person who answers hears the whisper and accepts; the caller hears none of it."""
    number = f'<Number url="/screen">{ADMISSIONS}</Number>'
    call, rings = dialling(practice, service, dial(number))
    service.answers("/screen", SCREEN)
    service.answers("/pressed", "")
    answered = practice.does(rings[0], "answer")
    assert answered["heard"] == ["Press 1 to take it"]
    assert practice.look(call)["waiting"]["for"] == "dial"
    accepted = practice.does(rings[0], "keys", digits="1")
    told = service.at("/screen")[0]

    assert accepted["waiting"]["for"] == "bridge"
    assert practice.look(call)["heard"] == []
    assert told.genuine
    assert (told.fields["Direction"], told.fields["ParentCallSid"]) == (
        "outbound-dial",
        call["sid"],
    )
    assert told.fields["CallStatus"] == "in-progress"


@pytest.mark.parametrize("deed", ["silence", "hangup"])
def test_a_whisper_that_is_not_accepted(practice: Practice, service: Service, deed: str) -> None:
    """A voicemail, or a person who does not press, has not answered."""
    number = f'<Number url="/screen">{ADMISSIONS}</Number>'
    call, rings = dialling(practice, service, dial(number))
    service.answers("/screen", SCREEN)
    practice.does(rings[0], "answer", by="machine_start")
    practice.does(rings[0], deed)

    assert practice.look(call)["heard"] == ["After"]
    assert service.at("/after")[0].fields["DialCallStatus"] == "no-answer"
    assert service.at("/after")[0].fields["DialBridged"] == "false"


def test_the_first_to_accept_gets_the_call(practice: Practice, service: Service) -> None:
    """Several phones ring at once; when one is put through the others stop."""
    both = f"<Number>{ADMISSIONS}</Number><Number>{OTHER}</Number>"
    _, rings = dialling(practice, service, dial(both))
    assert [r["to"] for r in rings] == [ADMISSIONS, OTHER]
    practice.does(rings[1], "answer")

    assert practice.look(rings[0])["status"] == "canceled"
    assert practice.look(rings[1])["waiting"]["for"] == "bridge"


def test_every_phone_has_to_fail(practice: Practice, service: Service) -> None:
    """One busy phone does not end the ringing of another."""
    both = f"<Number>{ADMISSIONS}</Number><Number>{OTHER}</Number>"
    call, rings = dialling(practice, service, dial(both))
    practice.does(rings[0], "busy")
    assert practice.look(call)["waiting"]["for"] == "dial"
    practice.does(rings[1], "busy")

    assert service.at("/after")[0].fields["DialCallStatus"] == "busy"


def test_the_caller_hangs_up_while_it_rings(practice: Practice, service: Service) -> None:
    """The phone stops ringing; the action is told, and what it answers is heard by nobody."""
    call, rings = dialling(practice, service, dial())
    ended = practice.does(call, "hangup")
    told = service.at("/after")[0]

    assert ended["heard"] == []
    assert practice.look(rings[0])["status"] == "canceled"
    assert (told.fields["DialCallStatus"], told.fields["CallStatus"]) == ("canceled", "completed")
    assert [t.fields["CallSid"] for t in service.at("/twilio/status/call")] == [call["sid"]]


def test_the_caller_hangs_up_in_the_conversation(practice: Practice, service: Service) -> None:
    """Both legs end, and the conversation counts as completed."""
    call, rings = dialling(practice, service, dial())
    practice.does(rings[0], "answer")
    practice.does(call, "hangup")

    assert practice.look(rings[0])["status"] == "completed"
    assert service.at("/after")[0].fields["DialCallStatus"] == "completed"


@pytest.mark.parametrize(("attributes", "leaves"), [('hangupOnStar="true"', True), ("", False)])
def test_the_star_key(practice: Practice, service: Service, attributes: str, leaves: bool) -> None:
    """With hangupOnStar the caller leaves the conversation by *, and the call goes on."""
    call, rings = dialling(practice, service, dial(attributes=attributes))
    practice.does(rings[0], "answer")
    call = practice.does(call, "keys", digits="*")

    assert (call["heard"] == ["After"]) is leaves
    assert practice.look(rings[0])["ended"] is leaves


def test_a_conversation_has_its_longest_time(practice: Practice, service: Service) -> None:
    """timeLimit ends the conversation, and the call goes on."""
    call, rings = dialling(practice, service, dial(attributes='timeLimit="1"'))
    practice.does(rings[0], "answer")
    deadline = time.monotonic() + 5
    while not practice.look(call)["ended"] and time.monotonic() < deadline:
        time.sleep(0.05)

    assert practice.look(call)["heard"] == ["After"]
    assert practice.look(rings[0])["status"] == "completed"


@pytest.mark.parametrize(
    ("attributes", "status"), [('answerOnBridge="true"', "ringing"), ("", "in-progress")]
)
def test_when_the_caller_counts_as_answered(
    practice: Practice, service: Service, attributes: str, status: str
) -> None:
    """With answerOnBridge the caller's leg rings until somebody is put through."""
    call, rings = dialling(practice, service, dial(attributes=attributes))
    assert call["status"] == status
    practice.does(rings[0], "answer")

    assert practice.look(call)["status"] == "in-progress"


def test_the_two_hear_each_other(practice: Practice, service: Service) -> None:
    """What is said in the conversation is heard at the other end."""
    call, rings = dialling(practice, service, dial())
    practice.does(rings[0], "answer")
    practice.does(rings[0], "say", speech="Hello, admissions")
    practice.does(call, "say", speech="I wanted to ask")

    assert practice.look(call)["heard"] == ["Hello, admissions"]
    assert practice.look(rings[0])["heard"] == ["I wanted to ask"]


def test_the_progress_of_a_number(practice: Practice, service: Service) -> None:
    """A Number tells of the events that it was asked to tell of."""
    events = "initiated ringing answered completed"
    number = f'<Number statusCallback="/leg" statusCallbackEvent="{events}">{ADMISSIONS}</Number>'
    _, rings = dialling(practice, service, dial(number))
    practice.does(rings[0], "answer")
    practice.does(rings[0], "hangup")

    assert [t.fields["CallStatus"] for t in service.at("/leg")] == [
        *("initiated", "ringing", "in-progress", "completed")
    ]
    assert all(t.genuine for t in service.at("/leg"))


def test_what_answered_a_dialled_number(practice: Practice, service: Service) -> None:
    """Machine detection of a Number is told beside the call."""
    detection = 'machineDetection="Enable" amdStatusCallback="/amd"'
    _, rings = dialling(practice, service, dial(f"<Number {detection}>{ADMISSIONS}</Number>"))
    practice.does(rings[0], "answer", by="machine_start")

    assert [t.fields["AnsweredBy"] for t in service.at("/amd")] == ["machine_start"]


def test_only_a_ringing_phone_can_be_answered(practice: Practice, service: Service) -> None:
    """Answering what does not ring is refused in words."""
    call, _ = dialling(practice, service, dial())

    with pytest.raises(Exception, match="409"):
        practice.does(call, "answer")
    assert call["from"] == THEIRS


UNRINGABLE = {
    "half a number": (dial("<Number>08082502196</Number>"), 13224),
    "nine nine nine": (dial("<Number>999</Number>"), 13224),
    "another's number shown": (dial(attributes='callerId="+441134960999"'), 13214),
}


@pytest.mark.parametrize(("twiml", "code"), UNRINGABLE.values(), ids=UNRINGABLE.keys())
def test_what_cannot_be_rung(practice: Practice, service: Service, twiml: str, code: int) -> None:
    """A number that cannot be rung, or shown, fails at once and the call goes on."""
    call, rings = dialling(practice, service, twiml)

    assert (call["heard"], rings) == (["After"], [])
    assert service.at("/after")[0].fields["DialCallStatus"] == "failed"
    assert practice.codes() == [code]


def test_a_withheld_caller_can_be_put_through(practice: Practice, service: Service) -> None:
    """Without a callerId the caller's own number is shown, whatever it is."""
    service.answers("/twilio/voice", dial())
    practice.ring(**{"from": "withheld"})

    assert [r["from"] for r in practice.ringing()] == ["anonymous"]
