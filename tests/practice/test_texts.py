"""A text from the phone: what the service is told, and what the phone is sent back."""

from __future__ import annotations

import threading

import pytest

from tests.practice.conftest import ACCOUNT, SMS_NUMBER, THEIRS, Practice
from tests.practice.service import Reply, Service

BLANK = ("ToCity", "ToState", "ToZip", "FromCity", "FromState", "FromZip")


def test_a_text_is_told_with_every_field_and_signed(practice: Practice, service: Service) -> None:
    """The webhook carries what a real one carries, the blank fields too, and is signed."""
    service.answers("/twilio/sms", "")
    sent = practice.text("  KET \n£ 😢 ")
    told = service.at("/twilio/sms")[0]

    assert told.genuine
    assert told.headers["I-Twilio-Idempotency-Token"]
    assert told.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert {name: told.fields[name] for name in BLANK} == dict.fromkeys(BLANK, "")
    assert told.fields["Body"] == "  KET \n£ 😢 "
    assert told.fields["From"] == THEIRS
    assert told.fields["To"] == SMS_NUMBER
    assert told.fields["AccountSid"] == ACCOUNT
    assert (
        sent["sid"]
        == told.fields["MessageSid"]
        == told.fields["SmsSid"]
        == told.fields["SmsMessageSid"]
    )
    assert (told.fields["SmsStatus"], told.fields["NumMedia"]) == ("received", "0")
    assert told.fields["NumSegments"] == "1"
    assert (told.fields["FromCountry"], told.fields["ToCountry"]) == ("GB", "GB")


ANSWERS = {
    "one": ("<Message>Hello</Message>", ["Hello"]),
    "several": ("<Message>One</Message><Message>Two</Message>", ["One", "Two"]),
    "body": ("<Message><Body>Said &amp; done</Body></Message>", ["Said & done"]),
    "text and body": ("<Message>A<Body>B</Body></Message>", ["AB"]),
    "nothing": ("", []),
    "empty message": ("<Message/>", []),
    "lines": ("<Message>One\nTwo</Message>", ["One\nTwo"]),
}


@pytest.mark.parametrize(("twiml", "replies"), ANSWERS.values(), ids=ANSWERS.keys())
def test_what_the_phone_is_sent(
    practice: Practice, service: Service, twiml: str, replies: list[str]
) -> None:
    """Each <Message> is a text back, in order."""
    service.answers("/twilio/sms", twiml)

    assert practice.text("hi")["replies"] == replies


REFUSED = {
    "not xml": (Reply("<Response>"), 12100),
    "another root": (Reply("<Answer/>"), 12100),
    "a control character": (Reply("<Response><Message>\x0b</Message></Response>"), 12100),
    "a document type": (Reply("<!DOCTYPE x><Response/>"), 12100),
    "html": (Reply("<Response/>", content_type="text/html"), 12300),
    "no type": (Reply("<Response/>", content_type=""), 12300),
    "too large": (Reply("<Response>" + " " * 66000 + "</Response>"), 11750),
    "an unknown verb": (Reply("<Response><message>x</message></Response>"), 12200),
    "a server error": (Reply("sorry", status=500, content_type="text/plain"), 11200),
    "forbidden": (Reply("", status=403), 11200),
    "too busy": (Reply("", status=429), 11200),
}


@pytest.mark.parametrize(("reply", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_answer_sends_nothing_and_is_not_asked_again(
    practice: Practice, service: Service, reply: Reply, code: int
) -> None:
    """Without a fallback, a text whose answer failed is not delivered again."""
    service.answers("/twilio/sms", reply)
    sent = practice.text("hi")

    assert sent["replies"] == []
    assert sent["errors"] == [code]
    assert sent["status"] == reply.status
    assert len(service.at("/twilio/sms")) == 1


def test_plain_words_are_sent_as_they_are(practice: Practice, service: Service) -> None:
    """An answer of text/plain is a text to the person: why errors must never be plain text."""
    service.answers("/twilio/sms", Reply("Internal oops", content_type="text/plain"))

    assert practice.text("hi")["replies"] == ["Internal oops"]


def test_the_fallback_is_told_what_failed(practice: Practice, service: Service) -> None:
    """The fallback hears the same text, with the code and the address of what failed."""
    service.answers("/twilio/sms", Reply("", status=502))
    service.answers("/safe", "<Message>Ring 999 in danger</Message>")
    practice.post("/lines", sms_fallback_url=f"{service.url}/safe")
    sent = practice.text("hi")
    told = service.at("/safe")[0]

    assert sent["replies"] == ["Ring 999 in danger"]
    assert told.genuine
    assert told.fields["MessageSid"] == sent["sid"]
    assert told.fields["ErrorCode"] == "11200"
    assert told.fields["ErrorUrl"] == f"{service.url}/twilio/sms"


def test_the_same_text_ten_times_at_once(practice: Practice, service: Service) -> None:
    """A repeated delivery is the same request again, and is kept once."""
    service.answers("/twilio/sms", Reply("<Response/>", after=0.1))
    threads = [
        threading.Thread(target=practice.text, args=("hi",), kwargs={"sid": "SM" + "7" * 32})
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [t.fields["MessageSid"] for t in service.told] == ["SM" + "7" * 32] * 10
    assert len(practice.get(f"/phone/threads/{THEIRS}")["messages"]) == 1


def test_a_redirect_is_followed(practice: Practice, service: Service) -> None:
    """A messaging <Redirect> asks again with the same text."""
    service.answers("/twilio/sms", "<Redirect>/elsewhere?a=%2F</Redirect>")
    service.answers("/elsewhere", "<Message>Here</Message>")

    assert practice.text("hi")["replies"] == ["Here"]
    assert service.at("/elsewhere")[0].genuine
    assert service.at("/elsewhere")[0].fields["Body"] == "hi"


def test_an_http_redirect_loses_the_fields(practice: Practice, service: Service) -> None:
    """A 302 becomes a GET without parameters, as there."""
    service.answers("/twilio/sms", Reply(status=302, location="/other"))
    service.answers("/other", "<Message>Lost</Message>")
    practice.text("hi")

    assert [(t.method, t.fields) for t in service.at("/other")] == [("GET", {})]


def test_the_thread_shows_both_sides(practice: Practice, service: Service) -> None:
    """The thread of a number holds what it sent and what it was sent, however it is typed."""
    service.answers("/twilio/sms", "<Message>Hello</Message>")
    practice.text("hi", **{"from": "07700 900123"})
    thread = practice.get("/phone/threads/07700900123")

    assert thread["number"] == THEIRS
    assert [(m["direction"], m["body"]) for m in thread["messages"]] == [
        ("inbound", "hi"),
        ("outbound-reply", "Hello"),
    ]


def test_half_a_character(practice: Practice, service: Service) -> None:
    """Half of a surrogate pair is made sendable, as it is in transit."""
    service.answers("/twilio/sms", "")
    practice.text("a\ud83db")

    assert service.at("/twilio/sms")[0].fields["Body"] == "a?b"


def test_nobody_to_text(practice: Practice) -> None:
    """A text to a number that is none of the account's is refused in words."""
    with pytest.raises(Exception, match="422"):
        practice.text("hi", to="+447700900999")
