"""One HTTP request, with a time to connect, a time to answer, and a time for all of it."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from practice.overrides import Patience
from practice.twiml.document import LARGEST


class Unanswered(Exception):
    """No answer: the platform's code for it, and its kind (ct, rt, 4xx, 5xx or other)."""

    def __init__(self, code: int, kind: str, detail: str, status: int = 0) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.kind = kind
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    content_type: str
    location: str
    body: bytes


def request(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    patience: Patience,
    deadline: float,
) -> Answer:
    """Ask once; `deadline` is on the monotonic clock.  Raises Unanswered."""
    parts = urlsplit(url)
    connection = _connected(parts.scheme, parts.hostname or "", parts.port, patience, deadline)
    with contextlib.closing(connection):
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            _limit(connection, patience, deadline)
            connection.request(method, target, body or None, dict(headers))
            response = connection.getresponse()
            return Answer(
                response.status,
                response.headers.get("Content-Type", ""),
                response.headers.get("Location", ""),
                _body(connection, response, patience, deadline),
            )
        except TimeoutError:
            raise Unanswered(11200, "rt", "no answer in time") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unanswered(11200, "other", f"broken off: {type(error).__name__}") from None


def _connected(
    scheme: str, host: str, port: int | None, patience: Patience, deadline: float
) -> http.client.HTTPConnection:
    if scheme not in ("http", "https") or not host:
        raise Unanswered(11100, "other", "not an http address")
    wait = max(0.05, min(patience.connect, deadline - time.monotonic()))
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port, timeout=wait)
    try:
        connection.connect()
    except TimeoutError:
        raise Unanswered(11205, "ct", "no connection in time") from None
    except socket.gaierror:
        raise Unanswered(11210, "other", "no such host") from None
    except ssl.SSLError:
        raise Unanswered(11205, "other", "no trusted connection") from None
    except OSError as error:
        raise Unanswered(11205, "other", f"no connection: {type(error).__name__}") from None
    return connection


def _body(
    connection: http.client.HTTPConnection,
    response: http.client.HTTPResponse,
    patience: Patience,
    deadline: float,
) -> bytes:
    """At most a little more than the largest document that is played."""
    read = b""
    while len(read) <= LARGEST:
        _limit(connection, patience, deadline)
        part = response.read1(LARGEST)
        if not part:
            break
        read += part
    return read


def _limit(connection: http.client.HTTPConnection, patience: Patience, deadline: float) -> None:
    """Wait for the next packet no longer than it may take, nor longer than is left of the total."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:  # closed by http.client once the whole answer has been read
        connection.sock.settimeout(min(patience.read, left))
