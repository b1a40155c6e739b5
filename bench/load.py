"""Drives a webhook with signed requests over kept-alive sockets, and times each answer.

Requests are signed and laid out before the clock starts, so that the driver costs little of the
two cores that it shares with the server.  Each socket takes the next request that waits: which
worker a socket falls to is chance, and a busy worker's sockets shall not keep the others waiting.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run came to: requests a second, and milliseconds at the middle and the far end."""

    per_second: float
    p50: float
    p99: float
    wrong: int


def signed(base_url: str, token: str, fields: dict[str, str]) -> bytes:
    """One whole HTTP request for /twilio/sms, signed as Twilio signs."""
    url = f"{base_url}/twilio/sms"
    body = urlencode(fields).encode()
    head = [
        "POST /twilio/sms HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"X-Twilio-Signature: {RequestValidator(token).compute_signature(url, fields)}",
        "Connection: keep-alive",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def drive(
    port: int, requests: Sequence[bytes], connections: int, good: Callable[[bytes], bool]
) -> Figures:
    """Send every request once, over `connections` sockets, and say what came of it."""
    waiting = iter(requests)
    taken: list[list[float]] = [[] for _ in range(connections)]
    wrong = [0] * connections

    def work(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (request := next(waiting, None)) is not None:
                began = perf_counter()
                wire.sendall(request)
                answer = _answer(wire)
                taken[number].append(perf_counter() - began)
                wrong[number] += not good(answer)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(connections)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - began
    times = sorted(time for each in taken for time in each)
    return Figures(
        per_second=len(times) / seconds,
        p50=times[len(times) // 2] * 1000,
        p99=times[int(len(times) * 0.99)] * 1000,
        wrong=sum(wrong),
    )


def _answer(wire: socket.socket) -> bytes:
    """One HTTP response with a Content-Length, whole."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _some(wire)
    head, _, body = got.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 204"):
        return head + b"\r\n\r\n"
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += _some(wire)
    return head + b"\r\n\r\n" + body


def _some(wire: socket.socket) -> bytes:
    part = wire.recv(65536)
    if not part:
        raise ConnectionError("the server closed the connection")
    return part
