"""Texts that the service sends: accepted, carried to a phone, told of, and going wrong."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from tests.practice.conftest import ACCOUNT, CALLER_ID, KEY, SMS_NUMBER, THEIRS, Practice
from tests.practice.service import TOKEN, Reply, Service


def client(practice: Practice, *auth: str) -> Client:
    """The official client, pointed at practice."""
    made = Client(*(auth or KEY), ACCOUNT)
    made.api.base_url = practice.url
    return made


def send(practice: Practice, service: Service, **more: Any) -> Any:
    """Send a text to the phone; the API's answer."""
    callback = f"{service.url}/status?id=o1"
    wanted: dict[str, Any] = {"To": THEIRS, "From": SMS_NUMBER, "Body": "Hello"}
    wanted |= {"StatusCallback": callback, **more}
    return practice.rest("POST", "Messages.json", **wanted)


def statuses(service: Service, how_many: int) -> list[tuple[str, str]]:
    """The statuses and error codes told, once there are so many."""
    deadline = time.monotonic() + 5
    while len(service.at("/status")) < how_many and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.1)
    return [
        (told.fields["MessageStatus"], told.fields.get("ErrorCode", ""))
        for told in service.at("/status")
    ]


def test_a_text_is_carried_to_the_phone(practice: Practice, service: Service) -> None:
    """It is accepted as queued, told of as sent and delivered, and stands in the thread."""
    service.answers("/status", Reply(status=204))
    answer = send(practice, service, ValidityPeriod="600")
    assert (answer.status_code, answer.json()["status"]) == (201, "queued")
    assert statuses(service, 2) == [("sent", ""), ("delivered", "")]
    told = service.at("/status")[1]
    thread = practice.get(f"/phone/threads/{THEIRS}")["messages"]

    assert told.genuine
    assert told.target == "/status?id=o1"
    assert told.fields["MessageSid"] == told.fields["SmsSid"] == answer.json()["sid"]
    assert told.fields["SmsStatus"] == "delivered"
    assert (told.fields["To"], told.fields["From"]) == (THEIRS, SMS_NUMBER)
    assert len(told.fields["RawDlrDoneDate"]) == len("2601312359")
    assert [(m["direction"], m["body"], m["status"]) for m in thread] == [
        ("outbound-api", "Hello", "delivered")
    ]


REFUSED = {
    21604: {"To": ""},
    21603: {"From": ""},
    21602: {"Body": ""},
    21211: {"To": "07700900123"},
    21265: {"To": "66778"},
    21606: {"From": "+441134960999"},
    21617: {"Body": "x" * 1601},
    21609: {"StatusCallback": "http://under_score/x"},
}


@pytest.mark.parametrize(("code", "more"), REFUSED.items())
def test_what_the_api_refuses(
    practice: Practice, service: Service, code: int, more: dict[str, str]
) -> None:
    """A text that cannot be sent gets the API's own error, and nothing is sent."""
    answer = send(practice, service, **more)

    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert answer.json()["code"] == code
    assert practice.get("/phone/outgoing")["messages"] == []


AT_ONCE = {
    21211: 400, 21408: 400, 21610: 400, 21611: 400, 21612: 400, 21614: 400,
    20429: 429, 20500: 500, 20503: 503,
}  # fmt: skip


@pytest.mark.parametrize(("code", "http"), AT_ONCE.items())
def test_a_fault_at_once(practice: Practice, service: Service, code: int, http: int) -> None:
    """A fault is the answer to one request, and the next one goes through."""
    practice.post("/faults", on="Messages", code=code)
    failed = send(practice, service)

    assert (failed.status_code, failed.json()["code"]) == (http, code)
    assert practice.get(f"/phone/threads/{THEIRS}")["messages"] == []
    assert send(practice, service).status_code == 201


LATER = {
    30003: "undelivered", 30005: "undelivered", 30006: "undelivered", 30007: "undelivered",
    30008: "undelivered", 30001: "failed", 30036: "failed",
}  # fmt: skip


@pytest.mark.parametrize(("code", "last"), LATER.items())
def test_a_fault_after_acceptance(
    practice: Practice, service: Service, code: int, last: str
) -> None:
    """A code from 30000 on comes by callback, after the text was accepted."""
    practice.post("/faults", on="Messages", code=code)
    assert send(practice, service).status_code == 201
    course = [(last, str(code))] if last == "failed" else [("sent", ""), (last, str(code))]

    assert statuses(service, len(course)) == course


def test_stopped_by_callback(practice: Practice, service: Service) -> None:
    """21610 can come after acceptance too."""
    practice.post("/faults", on="Messages", code=21610, later=True)
    assert send(practice, service).status_code == 201

    assert statuses(service, 1) == [("failed", "21610")]


def test_sent_may_be_the_last_word(practice: Practice, service: Service) -> None:
    """A carrier that sends no receipt leaves a text at sent."""
    practice.post("/faults", on="Messages", status="sent")
    send(practice, service)

    assert statuses(service, 1) == [("sent", "")]


@pytest.mark.parametrize(("timeout", "kept"), [("before", 0), ("after", 1)])
def test_no_answer_at_all(practice: Practice, service: Service, timeout: str, kept: int) -> None:
    """The line breaks before acceptance, or after it: the service cannot tell which."""
    practice.post("/faults", on="Messages", timeout=timeout)
    with pytest.raises(requests.ConnectionError):
        send(practice, service)

    assert len(practice.get(f"/phone/threads/{THEIRS}")["messages"]) == kept


def test_an_answer_that_takes_too_long(practice: Practice, service: Service) -> None:
    """The answer can keep the service waiting until it gives up."""
    practice.post("/faults", on="Messages", timeout="after", seconds=0.6)
    url = f"{practice.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    wanted = {"To": THEIRS, "From": SMS_NUMBER, "Body": "Hello"}
    with pytest.raises(requests.ReadTimeout):
        requests.post(url, data=wanted, auth=KEY, timeout=0.2)


def test_a_fault_is_for_one_number_and_so_many_times(practice: Practice, service: Service) -> None:
    """A fault waits for its number, and is used up."""
    practice.post("/faults", on="Messages", to="07700 900999", code=30006, times=2)
    practice.post("/faults", on="Messages", to=THEIRS, http=500, times=2)
    assert [send(practice, service).status_code for _ in range(3)] == [500, 500, 201]
    assert [f["times"] for f in practice.get("/faults")["faults"]] == [2]
    requests.delete(f"{practice.url}/faults", timeout=30)

    assert practice.get("/faults")["faults"] == []


@pytest.mark.parametrize("wanted", [{"on": "Everything"}, {"on": "Calls", "timeout": "soon"}])
def test_a_fault_that_is_none(practice: Practice, wanted: dict[str, str]) -> None:
    """A fault that cannot be made is refused in words."""
    answer = requests.post(f"{practice.url}/faults", json=wanted, timeout=30)

    assert answer.status_code == 400
    assert "must be" in answer.json()["error"]


def test_callbacks_are_lost_and_doubled(practice: Practice, service: Service) -> None:
    """Status callbacks can be lost, and can come twice."""
    practice.post("/faults", on="StatusCallback", lose=True)
    practice.post("/faults", on="StatusCallback", twice=True)
    send(practice, service)

    assert statuses(service, 2) == [("delivered", "")] * 2


def test_a_callback_comes_late(practice: Practice, service: Service) -> None:
    """Nothing guarantees the order of status callbacks."""
    practice.post("/faults", on="StatusCallback", late=True)
    send(practice, service)

    assert statuses(service, 2) == [("delivered", ""), ("sent", "")]


def test_a_text_that_reaches_no_webhook(practice: Practice, service: Service) -> None:
    """A text judged to come from a machine is found in the API alone."""
    practice.post("/faults", on="Inbound", lose=True)
    sent = practice.text("hi")
    found = client(practice).messages(sent["sid"]).fetch()

    assert (sent["status"], sent["replies"], service.told) == (0, [], [])
    assert (found.status, found.error_code, found.body) == ("failed", 30039, "hi")


def test_stop_does_nothing_by_itself(practice: Practice, service: Service) -> None:
    """A short code handles no STOP: the text arrives, and the next text to them is sent."""
    service.answers("/twilio/sms", "<Message>We will not text you again</Message>")

    assert practice.text("STOP")["replies"] == ["We will not text you again"]
    assert send(practice, service).status_code == 201


def test_twilios_own_client_works(practice: Practice, service: Service) -> None:
    """The official client sends, finds, reads, redacts and deletes texts here."""
    service.answers("/twilio/sms", Reply(status=503))
    lost = practice.text("nobody heard this")["sid"]
    api = client(practice)
    made = api.messages.create(to=THEIRS, from_=SMS_NUMBER, body="Hello", validity_period=600)
    since = api.messages(made.sid).fetch().date_created - timedelta(minutes=1)

    assert made.direction == "outbound-api"
    assert [m.sid for m in api.messages.list(to=SMS_NUMBER, date_sent_after=since)] == [lost]
    assert api.messages.list(to=SMS_NUMBER, date_sent_before=since) == []
    assert api.messages(lost).fetch().body == "nobody heard this"
    assert api.messages(lost).update(body="").body == ""
    assert api.messages(lost).delete()
    assert [m.sid for m in api.messages.list()] == [made.sid]
    with pytest.raises(TwilioRestException, match="404"):
        api.messages(lost).fetch()
    thread = practice.get(f"/phone/threads/{THEIRS}")["messages"]
    assert [m["body"] for m in thread] == ["nobody heard this", "Hello"]


def test_a_list_has_pages(practice: Practice, service: Service) -> None:
    """The official client walks through the pages, newest first."""
    for number in range(5):
        send(practice, service, Body=str(number))

    found = client(practice).messages.list(page_size=2)
    assert [m.body for m in found] == ["4", "3", "2", "1", "0"]


def test_the_account_s_numbers(practice: Practice, service: Service) -> None:
    """Numbers and short codes are found and pointed elsewhere, as the command line does."""
    service.answers("/new", "<Message>New</Message>")
    api = client(practice, ACCOUNT, TOKEN)
    code = api.api.v2010.accounts(ACCOUNT).short_codes.list(short_code=SMS_NUMBER)[0]
    code.update(sms_url=f"{service.url}/new")
    number = api.incoming_phone_numbers.list(phone_number="+441134960001")[0]
    number = number.update(voice_url=f"{service.url}/voice", status_callback="")

    assert practice.text("hi")["replies"] == ["New"]
    assert (number.voice_url, number.status_callback) == (f"{service.url}/voice", "")


def test_an_application_stands_before_the_url(practice: Practice, service: Service) -> None:
    """While a number has an application, nobody is asked at its URL; taken away, they are again."""
    service.answers("/twilio/sms", "<Message>Here</Message>")
    number = client(practice).incoming_phone_numbers.list(phone_number=CALLER_ID)[0]
    number.update(sms_application_sid="AP" + "1" * 32)

    assert practice.text("hi", to=CALLER_ID)["replies"] == []
    assert 11100 in practice.codes()
    number.update(sms_application_sid="")
    assert practice.text("hi", to=CALLER_ID)["replies"] == ["Here"]


def test_where_the_account_may_ring(practice: Practice) -> None:
    """The official client lists the countries, to whoever has a key."""
    api = client(practice)
    api.voice.base_url = practice.url
    listed = api.voice.v1.dialing_permissions.countries
    assert [c.iso_code for c in listed.list()] == ["GB"]
    practice.post("/countries", countries=["GB", "US"])
    assert [c.iso_code for c in listed.list(low_risk_numbers_enabled=True)] == ["GB", "US"]
    stranger = client(practice, "x", "y")
    stranger.voice.base_url = practice.url
    with pytest.raises(TwilioException, match="Unable to fetch"):
        stranger.voice.v1.dialing_permissions.countries.list()


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "Messages.json", {"ValidityPeriod": "soon"}),
        ("GET", "Messages.json?PageSize=many", {}),
        ("GET", "Messages.json?DateSent=yesterday", {}),
    ],
)
def test_what_the_api_does_not_understand(
    practice: Practice, method: str, path: str, more: dict[str, str]
) -> None:
    """A parameter that makes no sense is refused, never an error of our own."""
    practice.text("hi")
    wanted: dict[str, Any] = {"To": THEIRS, "From": SMS_NUMBER, "Body": "Hello", **more}
    answer = practice.rest(method, path, **wanted)

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


@pytest.mark.parametrize("auth", [("", ""), (KEY[0], "wrong"), (ACCOUNT, "wrong"), ("x", TOKEN)])
def test_nobody_else(practice: Practice, auth: tuple[str, str]) -> None:
    """Only the account's token or its key opens the API."""
    answer = practice.rest("GET", "Messages.json", auth=auth)

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_another_account(practice: Practice) -> None:
    """Another account is not found."""
    url = f"{practice.url}/2010-04-01/Accounts/AC{'9' * 32}/Messages.json"

    assert requests.get(url, auth=KEY, timeout=30).json()["code"] == 20404
