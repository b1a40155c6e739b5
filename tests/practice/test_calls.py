"""A call from the phone: documents that follow each other, how it ends, and who is told."""

from __future__ import annotations

import pytest

from practice.calls.player import APPLICATION_ERROR
from tests.practice.conftest import Practice
from tests.practice.service import Reply, Service

HEARD = {
    "words": ("<Say>Hello   there\n you</Say>", ["Hello there you"]),
    "speech marks": (
        '<Say>Ring <say-as interpret-as="telephone">999</say-as><break time="1s"/>now '
        '<sub alias="for example">e.g.</sub> <emphasis>today</emphasis></Say>',
        ["Ring 999 now for example today"],
    ),
    "paragraphs": ("<Say><p>One.</p><p>Two.</p></Say>", ["One. Two."]),
    "twice": ('<Say loop="2">Hello</Say>', ["Hello", "Hello"]),
    "in order": ("<Say>A</Say><Pause length='2'/><Say>B</Say>", ["A", "B"]),
    "hang up in the middle": ("<Say>A</Say><Hangup/><Say>B</Say>", ["A"]),
    "a redirect ends the document": ("<Say>A</Say><Redirect>/b</Redirect><Say>C</Say>", ["A", "B"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("twiml", "heard"), HEARD.values(), ids=HEARD.keys())
def test_what_is_heard(practice: Practice, service: Service, twiml: str, heard: list[str]) -> None:
    """Each verb is heard as it should be, and at the end of the last document the line is dead."""
    service.answers("/twilio/voice", twiml)
    service.answers("/b", "<Say>B</Say>")
    call = practice.ring()

    assert call["heard"] == heard
    assert (call["status"], call["ended"], call["waiting"]) == ("completed", True, None)
    assert practice.codes() == []


def test_a_recording_is_named(practice: Practice, service: Service) -> None:
    """A recording is heard by its address."""
    service.answers("/twilio/voice", "<Play>/a.mp3</Play>")

    assert practice.ring()["heard"] == [f"[recording {service.url}/a.mp3]"]


REJECTED = {"": "no-answer", 'reason="rejected"': "no-answer", 'reason="busy"': "busy"}


@pytest.mark.parametrize(("reason", "status"), REJECTED.items())
def test_a_call_that_is_not_taken(
    practice: Practice, service: Service, reason: str, status: str
) -> None:
    """A rejected call is never answered."""
    service.answers("/twilio/voice", f"<Reject {reason}/>")
    call = practice.ring()

    assert (call["heard"], call["status"], call["seconds"]) == ([], status, 0)


REFUSED = {
    "not xml": (Reply("Hello"), 12100),
    "nothing at all": (Reply(""), 12100),
    "words outside": (Reply("<Response>Hello</Response>"), 12200),
    "html": (Reply("<Response/>", content_type="text/html; charset=utf-8"), 12300),
    "plain": (Reply("Hello", content_type="text/plain"), 12300),
    "too large": (Reply(f"<Response><Say>{'x' * 66000}</Say></Response>"), 11750),
    "unknown": (Reply("<Response><say>x</say></Response>"), 12200),
    "unknown inside": (Reply("<Response><Say><b>x</b></Say></Response>"), 12200),
    "a verb in a question": (Reply("<Response><Gather><Hangup/></Gather></Response>"), 12200),
    "too many words": (Reply(f"<Response><Say>{'x' * 5000}</Say></Response>"), 13520),
    "forbidden": (Reply("", status=403), 11200),
    "broken": (Reply("", status=500), 11200),
    "dials nobody": (Reply("<Response><Dial/></Response>"), 12200),
}


@pytest.mark.parametrize(("reply", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_document_is_an_application_error(
    practice: Practice, service: Service, reply: Reply, code: int
) -> None:
    """The caller hears that an application error has occurred, and the call ends."""
    service.answers("/twilio/voice", reply)
    call = practice.ring()

    assert call["heard"] == [APPLICATION_ERROR]
    assert call["ended"]
    assert practice.codes() == [code]


@pytest.mark.parametrize("verb", ["Record", "Enqueue", "Connect", "Start"])
def test_what_is_not_played_is_said_loudly(practice: Practice, service: Service, verb: str) -> None:
    """A verb that practice does not play is refused by name, never passed over."""
    service.answers("/twilio/voice", f"<Say>Hello</Say><{verb}/><Say>More</Say>")

    assert practice.ring()["heard"] == [
        *("Hello", f"[practice does not play {verb}]", APPLICATION_ERROR)
    ]
    assert practice.codes() == ["not played"]


def test_the_fallback_takes_over_at_any_step(practice: Practice, service: Service) -> None:
    """An error in the middle of a call goes to the fallback, which hears what failed."""
    service.answers("/twilio/voice", '<Gather action="/next?a=1" numDigits="1"/>')
    service.answers("/next", Reply("", status=500))
    service.answers("/safe", "<Say>Ring 999 in danger</Say>")
    practice.post("/lines", voice_fallback_url=f"{service.url}/safe")
    call = practice.does(practice.ring(), "keys", digits="1")
    told = service.at("/safe")[0]

    assert call["heard"] == ["Ring 999 in danger"]
    assert told.genuine
    assert (told.fields["ErrorCode"], told.fields["ErrorUrl"]) == (
        "11200",
        f"{service.url}/next?a=1",
    )


def test_a_fallback_that_fails_ends_the_call(practice: Practice, service: Service) -> None:
    """There is no fallback for the fallback."""
    service.answers("/twilio/voice", Reply("", status=500))
    service.answers("/safe", Reply("", status=500))
    practice.post("/lines", voice_fallback_url=f"{service.url}/safe")

    assert practice.ring()["heard"] == [APPLICATION_ERROR]
    assert len(service.at("/safe")) == 1


def test_documents_without_end_are_stopped(practice: Practice, service: Service) -> None:
    """A document that leads to itself ends in an error, not in a hanging desk."""
    service.answers("/twilio/voice", "<Redirect>/twilio/voice</Redirect>")

    assert practice.ring()["heard"] == [APPLICATION_ERROR]


def test_the_end_of_a_call_is_told_once(practice: Practice, service: Service) -> None:
    """Whoever ends it, the status callback comes once, signed, with the length of the call."""
    service.answers("/twilio/voice", "<Gather/>")
    call = practice.ring()
    for _ in range(2):
        ended = practice.does(call, "hangup")
        assert (ended["status"], ended["ended"]) == ("completed", True)
    told = service.at("/twilio/status/call")

    assert len(told) == 1
    assert told[0].genuine
    assert told[0].fields["CallStatus"] == "completed"
    assert told[0].fields["CallSid"] == call["sid"]
    assert told[0].fields["SequenceNumber"] == "0"
    assert told[0].fields["CallDuration"].isdecimal()
    assert told[0].fields["CallbackSource"] == "call-progress-events"


def test_two_calls_at_once_do_not_wait_for_each_other(practice: Practice, service: Service) -> None:
    """Each call has a line of its own."""
    service.answers("/twilio/voice", '<Gather numDigits="1" action="/one"/>')
    service.answers("/one", "<Say>One</Say>")
    first, second = practice.ring(), practice.ring(**{"from": "+447700900124"})
    second = practice.does(second, "keys", digits="1")

    assert (practice.look(first)["heard"], second["heard"]) == ([], ["One"])


def test_a_reset_forgets_everything(practice: Practice, service: Service) -> None:
    """After a reset nothing has ever happened, and nobody is told of the end of anything."""
    service.answers("/twilio/voice", "<Gather/>")
    call = practice.ring()
    practice.post("/reset")

    assert practice.get("/phone/outgoing") == {"calls": [], "messages": []}
    assert service.at("/twilio/status/call") == []
    with pytest.raises(Exception, match="404"):
        practice.look(call)
