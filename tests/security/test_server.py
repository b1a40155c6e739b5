"""The server in front of the application: bodies too large, too slow, cut off or badly framed, and
what stands in the request line.  A real one, on a real port."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests

from intake.patience import LONGEST_SECONDS
from intake.serving import THREADS
from tests.security.attacker import FIELDS, SIGNATURE, signed
from tests.support.roles import TOKEN, House
from tests.support.tried import Size, Tried

PATIENCE = 10.0
SLOW_ONES = 10  # more than one process has threads


@pytest.fixture(name="served", scope="module")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`helpline web` with the console, one process, over a Redis of its own."""
    with House(tmp_path_factory.mktemp("served")) as house:
        house.start("web")
        yield house


def raw(house: House, request: bytes, *, wait: float = PATIENCE) -> bytes:
    """What the server answers to these very bytes, until it ends the connection."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=wait) as connection:
        connection.sendall(request)
        connection.settimeout(wait)
        found = b""
        try:
            while more := connection.recv(65536):
                found += more
                if b"\r\n\r\n" in found:
                    break
        except (TimeoutError, ConnectionResetError):
            pass
        return found


def status(answer: bytes) -> int:
    """The status of the first answer; 0 when there was none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def test_a_body_too_large_is_refused_unread(served: House, tried: Tried) -> None:
    """By its length and without one: nobody makes us hold what no text can be."""
    url = f"{served.url}/twilio/sms"
    for kib in (65, 1024, 20_000):
        try:
            answer = requests.post(url, data={"Body": "x" * kib * 1024}, timeout=PATIENCE)
        except requests.ConnectionError:
            continue  # refused while it was still being sent
        assert answer.status_code in (403, 413)
    chunks = b"".join(b"2000\r\n" + b"x" * 0x2000 + b"\r\n" for _ in range(20)) + b"0\r\n\r\n"
    head = b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: AAAA\r\n\r\n"

    assert status(raw(served, head + kind + chunks)) in (0, 403, 413)
    assert served.well()
    tried("bodies too large, with a length and in chunks", 4, "refused, the next one answered")


def test_slow_bodies_keep_nobody_waiting(served: House, size: Size, tried: Tried) -> None:
    """More connections than there are threads send a byte now and then, without end: within their
    patience they are done with, and real texts are answered, all the same, well before Twilio
    gives up."""
    slow = size(14, SLOW_ONES)
    rounds = -(-slow // THREADS)  # how often all threads are taken, one after the other
    head = b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nX: "
    ended = threading.Event()
    connections = []
    for n in range(slow):
        connection = socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE)
        # half of them have not ended their headers, half have and owe their body
        connection.sendall(head + (b"y\r\n\r\nB" if n % 2 else b"y"))
        connections.append(connection)

    def drip() -> None:
        while not ended.wait(0.5):
            for connection in connections:
                try:
                    connection.sendall(b"y")
                except OSError:
                    continue

    dripping = threading.Thread(target=drip)
    dripping.start()
    time.sleep(0.5)
    took = []
    try:
        for n in range(3):
            began = time.monotonic()
            assert "999" in served.text("my mate wont wake up", f"+4477009000{n:02}")
            took.append(time.monotonic() - began)
    finally:
        ended.set()
        dripping.join()
        for connection in connections:
            connection.close()

    assert max(took) < LONGEST_SECONDS * rounds + 4.0, took
    assert min(took) < 2.0, took
    tried(
        "slow bodies and headers at once", slow, f"texts answered, the slowest in {max(took):.0f} s"
    )


@pytest.mark.parametrize(
    "request_line",
    [
        b"POST http://evil.example/twilio/sms HTTP/1.1", b"POST //evil.example/twilio/sms HTTP/1.1",
        b"POST /twilio/sms/ HTTP/1.1", b"POST /twilio/%73ms HTTP/1.1", b"POST * HTTP/1.1",
        b"POST /twilio/../twilio/sms HTTP/1.1", b"POST /twilio/sms;x HTTP/1.1",
        b"POST /twilio/sms%00 HTTP/1.1", b"POST /twilio/sms#x HTTP/1.1", b"CONNECT x:1 HTTP/1.1",
        b"POST /twilio/sms HTTP/9.9", b"POST /twilio/sms", b"\x16\x03\x01\x02\x00", b"",
    ],
)  # fmt: skip
def test_odd_request_lines_get_in_nowhere(served: House, request_line: bytes) -> None:
    """Absolute, doubled, dotted, encoded: never let in by the signature of the plain one, no 5xx
    of the application."""
    from urllib.parse import urlencode

    body = urlencode(FIELDS).encode()
    right = signed("/twilio/sms", FIELDS, TOKEN, base=served.url)
    head = (
        b"\r\nHost: evil.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        + f"{SIGNATURE}: {right}\r\nContent-Length: {len(body)}\r\n".encode()
        + b"Connection: close\r\n\r\n"
    )
    found = raw(served, request_line + head + body, wait=3)
    absolute = request_line.startswith(b"POST http")

    # an absolute target names a host, which counts for nothing: its path and query were signed
    assert status(found) in ((200,) if absolute else (0, 400, 403, 404, 405, 505, 501)), found[:80]


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nContent-Length: 50", b"Content-Length: -1", b"Content-Length: x",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked, identity",
        b"Transfer-Encoding: xchunked", b"Content-Length: 99999999999999999999",
        b"Transfer_Encoding: chunked\r\nContent-Length: 5",
    ],
)  # fmt: skip
def test_bodies_framed_in_two_ways_are_refused(served: House, framing: bytes) -> None:
    """What a proxy and we could read differently is not read at all."""
    head = b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\n" + framing + b"\r\n\r\n"
    inside = b"GET /console/accounts HTTP/1.1\r\nHost: x\r\n\r\n"
    found = raw(served, head + b"0\r\n\r\n" + inside, wait=2)

    assert status(found) in (0, 400, 403, 413, 501), found[:80]
    assert b"200 OK" not in found
    assert served.well()


def test_a_connection_cut_off_leaves_nothing(served: House) -> None:
    """Half a request is none: nothing is kept of it and nothing is stuck."""
    before = served.redis.dbsize()
    body = b"From=%2B447700900123&Body=call+me"
    head = b"POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
            connection.sendall(head + body)

    assert served.well()
    assert served.redis.dbsize() == before
