"""Calls that the service makes: the phone rings, is answered, and plays the service's document."""

from __future__ import annotations

import time
from typing import Any

import pytest
from twilio.rest import Client

from tests.practice.conftest import ACCOUNT, CALLER_ID, KEY, Practice
from tests.practice.service import TOKEN, Service

ON_DUTY = "+447700900111"


def place(practice: Practice, service: Service, **more: Any) -> Any:
    """Ask for a call, and give the phone that rings."""
    wanted = {"To": ON_DUTY, "From": CALLER_ID, "Url": f"{service.url}/alert", **more}
    answer = practice.rest("POST", "Calls.json", **wanted)
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "queued"
    return practice.look(answer.json())


def test_a_phone_rings_and_plays(practice: Practice, service: Service) -> None:
    """The document is fetched once the phone is answered, and played to whoever answered."""
    service.answers("/alert", '<Gather numDigits="1" action="/taken"><Say>Press 1</Say></Gather>')
    service.answers("/taken", "<Say>Thank you</Say>")
    call = place(practice, service)
    assert [(c["sid"], c["to"], c["from"]) for c in practice.ringing()] == [
        (call["sid"], ON_DUTY, CALLER_ID)
    ]
    assert service.told == []
    assert practice.does(call, "answer")["heard"] == ["Press 1"]
    assert practice.does(call, "keys", digits="1")["heard"] == ["Press 1", "Thank you"]
    told = service.at("/alert")[0]

    assert told.genuine
    assert (told.fields["CallStatus"], told.fields["Direction"]) == ("in-progress", "outbound-api")
    assert (told.fields["To"], told.fields["From"]) == (ON_DUTY, CALLER_ID)
    assert "AnsweredBy" not in told.fields


@pytest.mark.parametrize(
    ("deed", "status"), [("busy", "busy"), ("ignore", "no-answer"), ("silence", "no-answer")]
)
def test_not_answered(practice: Practice, service: Service, deed: str, status: str) -> None:
    """What was not answered never asks for its document, and says what became of it."""
    call = place(practice, service, StatusCallback=f"{service.url}/status?id=a1")
    practice.does(call, deed)

    assert practice.look(call)["status"] == status
    told = service.at("/status")
    assert [t.fields["CallStatus"] for t in told] == [status]
    assert (told[0].fields["CallDuration"], told[0].fields["Duration"]) == ("0", "0")
    assert told[0].fields["SipResponseCode"] == ("486" if status == "busy" else "487")
    assert service.at("/alert") == []


def test_the_events_asked_for(practice: Practice, service: Service) -> None:
    """Each event that was asked for is told, in order, numbered from nought, signed."""
    service.answers("/alert", "<Say>Hello</Say>")
    call = place(
        practice,
        service,
        StatusCallback=f"{service.url}/status?id=a1",
        StatusCallbackEvent=["initiated", "ringing", "answered", "completed"],
    )
    practice.does(call, "answer")
    told = service.at("/status")

    assert [(t.fields["SequenceNumber"], t.fields["CallStatus"]) for t in told] == [
        *(("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed"))
    ]
    assert all(t.genuine and t.target == "/status?id=a1" for t in told)


@pytest.mark.parametrize("by", ["human", "machine_start", "fax"])
def test_who_answered_is_told_when_asked_for(practice: Practice, service: Service, by: str) -> None:
    """With machine detection the document is asked for with what answered."""
    service.answers("/alert", "<Say>Hello</Say>")
    call = place(practice, service, MachineDetection="Enable")
    practice.does(call, "answer", by=by)

    assert service.at("/alert")[0].fields["AnsweredBy"] == by


def test_who_answered_is_told_beside_the_call(practice: Practice, service: Service) -> None:
    """With AsyncAmd the document comes at once, and what answered is told on its own."""
    service.answers("/alert", "<Gather/>")
    asynchronous = {"MachineDetection": "Enable", "AsyncAmd": "true"}
    url = f"{service.url}/amd?id=a1"
    call = place(practice, service, **asynchronous, AsyncAmdStatusCallback=url)
    practice.does(call, "answer", by="machine_start")
    told = service.at("/amd")[0]

    assert "AnsweredBy" not in service.at("/alert")[0].fields
    assert (told.fields["AnsweredBy"], told.fields["CallSid"]) == ("machine_start", call["sid"])
    assert told.genuine
    wanted: dict[str, Any] = {"To": ON_DUTY, "From": CALLER_ID, "Url": url, **asynchronous}
    assert practice.rest("POST", "Calls.json", **wanted).json()["code"] == 21262


def test_an_inline_document(practice: Practice, service: Service) -> None:
    """A document may come with the request."""
    answer = practice.rest(
        "POST",
        "Calls.json",
        To=ON_DUTY,
        From=CALLER_ID,
        Twiml="<Response><Say>Hello</Say></Response>",
    )

    assert practice.does(answer.json(), "answer")["heard"] == ["Hello"]
    assert service.told == []


def test_it_rings_out_by_itself(practice: Practice, service: Service) -> None:
    """After its Timeout the phone stops ringing."""
    call = place(practice, service, Timeout=1)
    deadline = time.monotonic() + 5
    while not practice.look(call)["ended"] and time.monotonic() < deadline:
        time.sleep(0.05)

    assert practice.look(call)["status"] == "no-answer"


def test_officer_first_then_the_person(practice: Practice, service: Service) -> None:
    """An officer is rung, presses 1, and the person is rung and put through to them."""
    screen = '<Gather numDigits="1" action="/go"><Say>Press 1</Say></Gather><Hangup/>'
    service.answers("/alert", screen)
    service.answers("/go", f'<Dial callerId="{CALLER_ID}">+447700900123</Dial>')
    call = place(practice, service)
    practice.does(call, "answer")
    practice.does(call, "keys", digits="1")
    theirs = practice.ringing()[0]
    assert (theirs["to"], theirs["from"]) == ("+447700900123", CALLER_ID)
    practice.does(theirs, "answer")
    assert practice.look(call)["waiting"] == {"for": "bridge", "with": theirs["sid"]}
    practice.does(theirs, "hangup")

    assert practice.look(call)["ended"]


def test_a_fallback_of_its_own(practice: Practice, service: Service) -> None:
    """A call of ours has the fallback that was given with it."""
    service.answers("/safe", "<Say>Safe</Say>")
    call = place(practice, service, FallbackUrl=f"{service.url}/safe")

    assert practice.does(call, "answer")["heard"] == ["Safe"]
    assert service.at("/safe")[0].fields["ErrorCode"] == "11200"


REFUSED = {
    21201: {"To": ""},
    21213: {"From": ""},
    21217: {"To": "07700900111"},
    21210: {"From": "+441134960999"},
    21205: {"Url": "not an address"},
    32018: {"Url": "", "Twiml": "x" * 4001},
}


@pytest.mark.parametrize(("code", "more"), REFUSED.items())
def test_what_the_api_refuses(
    practice: Practice, service: Service, code: int, more: dict[str, str]
) -> None:
    """A request that cannot be carried out gets the API's own error."""
    wanted: dict[str, Any] = {"To": ON_DUTY, "From": CALLER_ID, "Url": f"{service.url}/a"} | more
    answer = practice.rest("POST", "Calls.json", **wanted)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_a_call_that_never_rings(practice: Practice, service: Service, status: str) -> None:
    """A fault can end a call before it rings at anybody's ear."""
    practice.post("/faults", on="Calls", status=status)
    call = place(practice, service, StatusCallback=f"{service.url}/status")
    practice.post("/phone/calls/" + call["sid"] + "/silence")

    assert call["status"] == status
    assert [t.fields["CallStatus"] for t in service.at("/status")] == [status]


def test_the_service_changes_a_call(practice: Practice, service: Service) -> None:
    """A running call is given another document, and is ended."""
    service.answers("/alert", "<Gather/>")
    call = place(practice, service)
    path = f"Calls/{call['sid']}.json"
    early = practice.rest("POST", path, Twiml="<Response/>")
    practice.does(call, "answer")
    practice.rest("POST", path, Twiml="<Response><Say>Changed</Say><Gather/></Response>")
    changed = practice.look(call)
    practice.rest("POST", path, Status="completed")

    assert early.json()["code"] == 21220
    assert changed["heard"] == ["Changed"]
    assert practice.look(call)["status"] == "completed"


def test_twilios_own_client_works(practice: Practice, service: Service) -> None:
    """The official client makes, finds, reads and ends calls here, by key or by token."""
    for auth in (KEY, (ACCOUNT, TOKEN)):
        client = Client(auth[0], auth[1], ACCOUNT)
        client.api.base_url = practice.url
        made = client.calls.create(
            to=ON_DUTY,
            from_=CALLER_ID,
            url=f"{service.url}/alert",
            status_callback_event=["initiated", "completed"],
        )
        assert client.calls(made.sid).fetch().status == "ringing"
        assert [c.sid for c in client.calls.list(status="ringing")] == [made.sid]
        assert client.calls(made.sid).update(status="canceled").status == "canceled"
