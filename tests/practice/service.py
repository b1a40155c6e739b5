"""A service for practice to call: scripted, strict about signatures, and not ours.

It answers each path with what a test put there, and keeps every request as it came.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

TOKEN = "a-token-of-the-tests"


@dataclass(frozen=True)
class Told:
    """A request that came in."""

    method: str
    path: str
    target: str
    fields: dict[str, str]
    headers: dict[str, str]
    genuine: bool


@dataclass(frozen=True)
class Reply:
    """An answer to give."""

    body: str = ""
    status: int = 200
    content_type: str = "text/xml"
    location: str = ""
    after: float = 0.0


@dataclass
class Service:
    """The server; use it as a context."""

    told: list[Told] = field(default_factory=list)
    replies: dict[str, list[Reply]] = field(default_factory=lambda: defaultdict(list))

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it stands, without a path."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def forget(self) -> None:
        """Nothing was asked, and nothing is to be answered."""
        self.told.clear()
        self.replies.clear()

    def answers(self, path: str, *replies: Reply | str) -> None:
        """Give these answers at `path`, one after the other; the last of them from then on."""
        made = [Reply(f"<Response>{r}</Response>") if isinstance(r, str) else r for r in replies]
        self.replies[path] = made

    def at(self, path: str) -> list[Told]:
        """Every request to `path`."""
        return [told for told in self.told if told.path == path]

    def reply_to(self, told: Told) -> Reply:
        """The next answer at that path; 404 where nothing was put."""
        self.told.append(told)
        kept = self.replies[told.path]
        if not kept:
            return Reply(status=404)
        return kept.pop(0) if len(kept) > 1 else kept[0]


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    validator = RequestValidator(TOKEN)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._take("POST", self.rfile.read(length).decode())

        def do_GET(self) -> None:
            self._take("GET", "")

        def _take(self, method: str, body: str) -> None:
            fields = dict(parse_qsl(body, keep_blank_values=True))
            signed = self.headers.get("X-Twilio-Signature", "")
            told = Told(
                method=method,
                path=urlsplit(self.path).path,
                target=self.path,
                fields=fields,
                headers=dict(self.headers),
                genuine=validator.validate(service.url + self.path, fields, signed),
            )
            reply = service.reply_to(told)
            time.sleep(reply.after)
            with contextlib.suppress(ConnectionError):  # whoever asked has given up
                self._give(reply)

        def _give(self, reply: Reply) -> None:
            content = reply.body.encode()
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(content)))
            if reply.content_type:
                self.send_header("Content-Type", reply.content_type)
            if reply.location:
                self.send_header("Location", reply.location)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
