"""What Twilio's REST API is asked, and what its answers and silences mean."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.queueing import NUMBER
from workers.gateway import SendFailed, TwilioGateway

ACCOUNT = "AC" + "0" * 32
MESSAGE = {"sid": "SM1", "body": "hello", "to": NUMBER, "status": "queued"}


class Twilio(ThreadingHTTPServer):
    """Answers as it is told, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.answer: tuple[int, dict[str, object]] = (201, dict(MESSAGE))
        self.slow = 0.0
        self.cut = False
        self.asked: list[tuple[str, str, dict[str, list[str]], str]] = []


class Answers(BaseHTTPRequestHandler):
    """One request."""

    server: Twilio

    def do_POST(self) -> None:
        """Remember it, and answer."""
        self._taken()

    do_GET = do_POST  # noqa: N815
    do_DELETE = do_POST  # noqa: N815

    def _taken(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        form = parse_qs(self.rfile.read(length).decode())
        auth = self.headers.get("Authorization", "")
        self.server.asked.append((self.command, self.path, form, auth))
        if self.server.cut:
            self.connection.close()
            return
        time.sleep(self.server.slow)
        status, body = self.server.answer
        written = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def handle_one_request(self) -> None:
        """Whoever asked may have gone."""
        with suppress(BrokenPipeError):
            super().handle_one_request()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(name="twilio")
def _twilio() -> Iterator[Twilio]:
    with Twilio() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(name="gateway")
def _gateway(twilio: Twilio) -> TwilioGateway:
    return gateway_at(f"http://127.0.0.1:{twilio.server_address[1]}")


def gateway_at(url: str, timeout: float = 0.5) -> TwilioGateway:
    """A gateway to what stands there."""
    return TwilioGateway(
        ACCOUNT,
        "SKkey",
        "secret",
        api_url=url,
        from_sms="60777",
        caller_id="+441134960000",
        base_url="https://line.example/",
        timeout=timeout,
    )


def test_a_text_is_asked_for_rightly(twilio: Twilio, gateway: TwilioGateway) -> None:
    """Our key, our number, a short validity, and the entry's id in the callback address."""
    assert gateway.send_text(NUMBER, "hello", "text1_1") == "SM1"
    method, path, form, auth = twilio.asked[0]
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert form["To"] == [NUMBER]
    assert form["From"] == ["60777"]
    assert form["Body"] == ["hello"]
    assert int(form["ValidityPeriod"][0]) <= 3600
    assert form["StatusCallback"] == ["https://line.example/twilio/status/message?id=text1_1"]
    assert auth.startswith("Basic ")


def test_a_call_is_asked_for_rightly(twilio: Twilio, gateway: TwilioGateway) -> None:
    """From our caller id, with our words, ringing shorter than a voicemail needs."""
    twilio.answer = (201, {"sid": "CA1"})
    where = ("/twilio/voice/alert", {"id": "R-123"})
    assert gateway.place_call(NUMBER, *where, status="/twilio/status/alert") == "CA1"
    _, path, form, _ = twilio.asked[0]
    assert path.endswith("/Calls.json")
    assert form["From"] == ["+441134960000"]
    assert form["Url"] == ["https://line.example/twilio/voice/alert?id=R-123"]
    assert form["StatusCallback"] == ["https://line.example/twilio/status/alert?id=R-123"]
    assert int(form["Timeout"][0]) <= 20


@pytest.mark.parametrize(
    ("status", "code", "retryable", "unknown"),
    [
        (400, 21610, False, False),
        (400, 21211, False, False),
        (401, 20003, True, False),
        (404, 20404, False, False),
        (429, 20429, True, False),
        (500, 20500, False, True),
        (503, 20503, False, True),
    ],
)
def test_what_an_answer_means(
    twilio: Twilio, gateway: TwilioGateway, status: int, code: int, retryable: bool, unknown: bool
) -> None:
    """Only 429 and what is ours to mend may be tried again; after 5xx nobody knows."""
    twilio.answer = (status, {"code": code, "message": f"about {NUMBER}", "status": status})
    with pytest.raises(SendFailed) as failed:
        gateway.send_text(NUMBER, "hello", "text1_1")
    found = failed.value
    assert (found.code, found.retryable, found.outcome_unknown) == (code, retryable, unknown)
    assert NUMBER not in repr(found) + str(found)
    assert found.__suppress_context__


def test_silence_is_not_a_no(twilio: Twilio, gateway: TwilioGateway) -> None:
    """A timeout, or a line that is cut, may come after the text was taken; it is asked once."""
    twilio.slow = 1.0
    with pytest.raises(SendFailed) as slow:
        gateway.send_text(NUMBER, "hello", "text1_1")
    twilio.slow, twilio.cut = 0, True
    with pytest.raises(SendFailed) as cut:
        gateway.send_text(NUMBER, "hello", "text1_1")
    assert [f.value.outcome_unknown for f in (slow, cut)] == [True, True]
    assert len(twilio.asked) == 2


def test_nobody_there_is_a_no() -> None:
    """A connection that never stood took nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(SendFailed) as failed:
        gateway_at(f"http://127.0.0.1:{port}").send_text(NUMBER, "hello", "text1_1")
    assert failed.value.retryable
    assert not failed.value.outcome_unknown


def test_a_text_is_looked_for(twilio: Twilio, gateway: TwilioGateway) -> None:
    """By number and words, since a little before; another's words are not ours."""
    since = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    twilio.answer = (200, {"messages": [dict(MESSAGE)], "next_page_uri": None})
    assert gateway.find_text(NUMBER, "hello", since) == "SM1"
    query = parse_qs(urlsplit(twilio.asked[0][1]).query)
    assert query["To"] == [NUMBER]
    assert any(name.startswith("DateSent") for name in query)
    assert gateway.find_text(NUMBER, "something else", since) is None


def test_a_text_is_forgotten_there(twilio: Twilio, gateway: TwilioGateway) -> None:
    """Twilio deletes what we no longer keep."""
    twilio.answer = (204, {})
    gateway.forget_text("SM1")
    assert twilio.asked[0][:2] == (
        "DELETE", f"/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1.json",
    )  # fmt: skip


def test_no_number_and_no_word_reaches_a_log(
    twilio: Twilio, gateway: TwilioGateway, caplog: pytest.LogCaptureFixture
) -> None:
    """Twilio's own client logs addresses and forms; ours does not let it."""
    caplog.set_level(logging.DEBUG)
    gateway.send_text(NUMBER, "hello", "text1_1")
    twilio.answer = (200, {"messages": [], "next_page_uri": None})
    gateway.find_text(NUMBER, "hello", datetime(2026, 11, 23, tzinfo=UTC))
    lines = [record.getMessage() for record in caplog.records]
    assert not any(NUMBER[1:] in line or "hello" in line for line in lines)
