"""One process's share of the flood, over an application and a Redis of its own.

Requests go straight to the application, for there are a hundred thousand of them; the server in
front of it has tests of its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from xml.etree import ElementTree

import structlog

from flows.triage import self_test
from tests.intake.house import BASE, TOKEN, House, build, settings_for
from tests.security.attacker import FORM
from tests.security.fuzzing import Fuzz, Sent
from tests.support.redis_server import RedisServer

LARGEST_ANSWER: Final = 64 * 1024
ANEW_AFTER: Final = 5_000


@dataclass
class Found:
    """What came of it.  `wrong` says what and with which request, so that it can be sent again."""

    sent: int = 0
    answered: int = 0
    refused: int = 0
    slowest: float = 0.0
    left_on_disk: int = 0
    wrong: list[str] = field(default_factory=list)


def flood(seed: int, times: int) -> Found:
    """Send `times` requests that follow from `seed`."""
    self_test()  # as every web process does before its first request
    found = Found()
    with RedisServer() as server, tempfile.TemporaryDirectory() as folder:
        house = build(settings_for(server.url, Path(folder)))
        fuzz = Fuzz(seed)
        with structlog.testing.capture_logs() as logged:
            for n, sent in enumerate(islice(fuzz, times)):
                if n % ANEW_AFTER == 0:
                    house.runtime.parts.redis.flushall()
                began = time.thread_time()
                status, words = answer_to(house, sent)
                found.slowest = max(found.slowest, time.thread_time() - began)
                fuzz.answered(sent, words)
                _note(found, status)
                for what in (*_unplayable(status, words), *_faults(logged)):
                    found.wrong.append(f"seed {seed}, request {n}: {what}: {sent!r:.500}")
                logged.clear()
            house.runtime.drainer.drain()  # a busy machine may have made some wait on disk
            found.wrong += _faults(logged)
        spool = house.runtime.twilio.turns.spool
        found.left_on_disk = spool.waiting() + spool.aside()
    return found


def answer_to(house: House, sent: Sent) -> tuple[int, str]:
    """The status and the words."""
    fields = [(n.encode(errors="replace"), v.encode(errors="replace")) for n, v in sent.fields]
    body = urlencode(fields).encode()
    path, _, query = sent.target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
        "RAW_URI": sent.target, "SERVER_NAME": "line.example", "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1", "CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_TWILIO_SIGNATURE": _signature(sent.target, fields),
        "wsgi.version": (1, 0), "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(), "wsgi.multithread": False, "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }  # fmt: skip
    answered: list[int] = []

    def start(status: str, _: Any, __: Any = None) -> Any:
        answered.append(int(status[:3]))

    words = b"".join(house.app.wsgi_app(environ, start))
    return answered[0], words.decode()


def _signature(target: str, fields: list[tuple[bytes, bytes]]) -> str:
    values: dict[str, set[str]] = {}
    for name, value in fields:
        values.setdefault(name.decode(), set()).add(value.decode())
    text = BASE + target + "".join(
        name + value for name in sorted(values) for value in sorted(values[name])
    )  # fmt: skip
    mac = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()


def _note(found: Found, status: int) -> None:
    found.sent += 1
    found.answered += status in (200, 204)
    found.refused += status in (403, 404, 413)


def _unplayable(status: int, words: str) -> Iterator[str]:
    if status not in (200, 204, 403, 404, 413):
        yield f"status {status}"
    if status != 200:
        return
    if len(words.encode()) > LARGEST_ANSWER:
        yield "an answer too large"
    try:
        if ElementTree.fromstring(words).tag != "Response":  # noqa: S314 - our own answer
            yield "no TwiML"
    except ElementTree.ParseError:
        yield "not well-formed"


def _faults(logged: Any) -> list[str]:
    """What went wrong in here, though whoever asked was answered.

    Screening that took too long is none: it is caught, and the text taken as doubtful.
    """
    return [
        f"{line['event']} {line.get('error')} {line.get('where')} {line.get('reason')}"
        for line in logged
        if (line["log_level"] == "error" and line.get("reason") != "too slow")
        or line["event"] == "turn.store_failed"
    ]
