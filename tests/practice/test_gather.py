"""A question on the phone: what is heard, and what the service is told."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.practice.conftest import THEIRS, Practice
from tests.practice.service import Service

AFTER = "<Say>After</Say>"


@dataclass(frozen=True)
class Case:
    """A document, what is done, and what comes of it.

    `posted` is what the action is told (None: it is not asked), `heard` what is heard after.
    """

    gather: str
    deeds: tuple[tuple[str, str], ...]
    posted: dict[str, str] | None
    heard: tuple[str, ...] = ("Done",)
    waits: bool = False
    still: dict[str, object] = field(default_factory=dict)


def keys(*pressed: str) -> tuple[tuple[str, str], ...]:
    """Keys pressed, one request after the other."""
    return tuple(("keys", one) for one in pressed)


def said(words: str) -> tuple[tuple[str, str], ...]:
    """Something said."""
    return (("say", words),)


SILENCE = (("silence", ""),)
BOTH = 'input="dtmf speech"'
CASES = {
    "one key": Case('numDigits="1"', keys("1"), {"Digits": "1", "FinishedOnKey": ""}),
    "as many as asked for": Case('numDigits="3"', keys("1", "23"), {"Digits": "123"}),
    "more than asked for are lost": Case('numDigits="1"', keys("12"), {"Digits": "1"}),
    "the finishing key": Case("", keys("12#"), {"Digits": "12", "FinishedOnKey": "#"}),
    "another finishing key": Case('finishOnKey="*"', keys("1#*"), {"Digits": "1#"}),
    "no finishing key": Case('finishOnKey="" numDigits="2"', keys("#1"), {"Digits": "#1"}),
    "the timeout ends keys": Case("", (*keys("07"), *SILENCE), {"Digits": "07"}),
    "still listening": Case("", keys("07"), None, (), waits=True, still={"pressed": "07"}),
    "finishing key first": Case("", keys("#"), None, ("After",)),
    "finishing key first, acting": Case(
        'actionOnEmptyResult="true"', keys("#"), {"Digits": "", "FinishedOnKey": "#"}
    ),
    "silence": Case("", SILENCE, None, ("After",)),
    "silence, acting": Case('actionOnEmptyResult="true"', SILENCE, {"Digits": ""}),
    "silence where only speech is heard, acting": Case(
        'input="speech" actionOnEmptyResult="true"', SILENCE, {"SpeechResult": ""}
    ),
    "speech": Case(
        f'{BOTH} language="en-GB"',
        said("my mate wont wake up"),
        {"SpeechResult": "my mate wont wake up", "Confidence": "0.9", "Language": "en-GB"},
    ),
    "speech to a deaf question": Case("", said("hello"), None, (), waits=True),
    "a key to a question for speech": Case('input="speech"', keys("1"), None, (), waits=True),
    "nothing said": Case(BOTH, said("  "), None, ("After",)),
    "a key comes before speech": Case(BOTH, (*keys("1"), *said("two"), *SILENCE), {"Digits": "1"}),
    "masked": Case(BOTH, said("fucking ket"), {"SpeechResult": "f****** ket"}),
    "not masked": Case(
        f'{BOTH} profanityFilter="false"', said("fucking ket"), {"SpeechResult": "fucking ket"}
    ),
    "letters are no keys": Case('numDigits="1"', keys("x"), None, (), waits=True),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_question(practice: Practice, service: Service, case: Case) -> None:
    """Keys, speech and silence do what the platform says they do."""
    asked = f'<Gather action="/done" {case.gather}><Say>Ask</Say></Gather>{AFTER}'
    service.answers("/twilio/voice", asked)
    service.answers("/done", "<Say>Done</Say>")
    call = practice.ring()
    assert call["heard"] == ["Ask"]
    for deed, what in case.deeds:
        call = practice.does(call, deed, digits=what, speech=what)
    told = service.at("/done")

    assert tuple(call["heard"][1:]) == case.heard
    assert call["ended"] is not case.waits
    assert len(told) == (case.posted is not None)
    if case.posted is not None:
        assert told[0].genuine
        assert {name: told[0].fields[name] for name in case.posted} == case.posted
        assert told[0].fields["CallStatus"] == "in-progress"
    if case.waits:
        assert call["waiting"] == call["waiting"] | case.still


def test_what_the_first_request_carries(practice: Practice, service: Service) -> None:
    """The first request of a call: ringing, inbound, every field, signed."""
    service.answers("/twilio/voice", "<Say>Hello</Say>")
    call = practice.ring(to="0808 250 2196")
    told = service.at("/twilio/voice")[0]
    wanted = {
        "CallSid": call["sid"],
        "CallStatus": "ringing",
        "Direction": "inbound",
        "From": THEIRS,
        "Caller": THEIRS,
        "To": "+448082502196",
        "Called": "+448082502196",
        "CallerCity": "",
        "FromZip": "",
        "ToState": "",
        "CalledCountry": "GB",
    }

    assert told.genuine
    assert told.fields == told.fields | wanted
    assert told.fields["CallToken"]


def test_a_withheld_number(practice: Practice, service: Service) -> None:
    """A withheld number is spelt as the platform spells it; any other spelling goes as it is."""
    service.answers("/twilio/voice", "<Say>Hello</Say>")
    for number in ("withheld", "+266696687", ""):
        practice.ring(**{"from": number})

    assert [t.fields["From"] for t in service.at("/twilio/voice")] == [
        "anonymous",
        "+266696687",
        "",
    ]


def test_without_an_action_the_same_address_is_asked(practice: Practice, service: Service) -> None:
    """A Gather without an action asks the current URL again, query and all."""
    service.answers("/twilio/voice", "<Redirect>/step?at=a%2Fb</Redirect>")
    service.answers("/step", '<Gather numDigits="1"/>', "<Say>Again</Say>")
    call = practice.does(practice.ring(), "keys", digits="1")

    assert call["heard"] == ["Again"]
    assert [t.target for t in service.at("/step")] == ["/step?at=a%2Fb"] * 2
    assert all(t.genuine for t in service.told)


def test_what_is_waited_for_is_shown(practice: Practice, service: Service) -> None:
    """The phone shows what the line listens for, so that a page can keep its time."""
    service.answers(
        "/twilio/voice",
        f'<Gather {BOTH} timeout="7" speechTimeout="auto" numDigits="1" hints="yes, no"/>',
    )

    assert practice.ring()["waiting"] == {
        "for": "gather",
        "input": "dtmf speech",
        "hints": "yes, no",
        "language": "en-US",
        "timeout": 7,
        "speech_timeout": "auto",
        "digits": 1,
        "finish_on_key": "#",
        "pressed": "",
    }


WARNED = {
    "an attribute that is none": ('<Gather numberDigits="1"/>', 12200),
    "a timeout of nothing": ('<Gather timeout="0"/>', 13313),
    "digits that are none": ('<Gather numDigits="one"/>', 13314),
    "two finishing keys": ('<Gather finishOnKey="##"/>', 13311),
    "a strange speech timeout": ('<Gather speechTimeout="soon"/>', 13327),
    "a list written as Python does": ("<Gather input=\"['dtmf', 'speech']\"/>", 12200),
    "a language that is none": ('<Gather language="British"/>', 13331),
    "a voice that is none": ('<Gather><Say voice="Polly.Nobody-Loud">x</Say></Gather>', 13511),
    "a voice of another language": (
        '<Gather><Say voice="Polly.Joanna" language="en-GB">x</Say></Gather>',
        13511,
    ),
    "nothing to say": ("<Gather><Say> </Say></Gather>", 13520),
    "something not played": ('<Gather bargeIn="false"/>', "not played"),
}


@pytest.mark.parametrize(("twiml", "code"), WARNED.values(), ids=WARNED.keys())
def test_what_is_passed_over_is_warned_of(
    practice: Practice, service: Service, twiml: str, code: object
) -> None:
    """An attribute that the platform would pass over is warned of, and the call goes on."""
    service.answers("/twilio/voice", twiml)
    call = practice.ring()

    assert call["waiting"]["for"] == "gather"
    assert practice.codes("warning") == [code]
