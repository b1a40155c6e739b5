"""What a texter, a caller or an officer writes stays words: in pages, TwiML, texts, files, logs and
the names of keys."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from redis import Redis

from intake import logs
from intake.console.sheets import sheet
from tests.intake.console.office import Desk
from tests.intake.house import NUMBER, House
from tests.support.tried import Size, Tried

PASSWORD = "a long enough password"
PAYLOADS = (
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "</textarea><b>x", '" onfocus="x',
    "' autofocus onfocus='x", "javascript:alert(1)", "{{7*7}}", "{{config}}", "{% raw %}",
    "${7*7}", "{reference}", "{0}", "%(name)s", "%s%s", "</Message><Message>x", "<Dial>999</Dial>",
    "]]><Hangup/>", "&lt;b&gt;", "&#60;b&#62;", "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1",
    "=cmd|'/C calc'!A0", "../../etc/passwd", "..%2f..%2f", "\x00x", "\x1b[31mx", "a\r\nInjected: x",
    'x"},{"event":"forged"', "\u2028x", "\u202ex", "*\r\n$3\r\nDEL", "hi:queue:ready", "x' OR 1=1",
)  # fmt: skip


class Tags(HTMLParser):
    """What elements a page has, and which of their attributes run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts_without_nonce = 0
        self.running: list[str] = []
        self.sources: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        given = {name: value or "" for name, value in attrs}
        self.scripts_without_nonce += tag == "script" and "nonce" not in given
        self.running += [name for name in given if name.startswith("on") or name == "autofocus"]
        led = [given[name] for name in ("href", "src", "action", "formaction") if name in given]
        self.running += [where for where in led if where.strip().lower().startswith("javascript:")]
        self.sources += [given["src"]] if "src" in given else []


@pytest.fixture(name="lines")
def _lines() -> Iterator[io.StringIO]:
    """Everything that is logged, as it would stand in the log."""
    stream = io.StringIO()
    import structlog

    before = structlog.get_config()
    logs.configure(stream)
    yield stream
    structlog.configure(**before)


def chosen(size: Size) -> tuple[str, ...]:
    """All of them, or every third."""
    return PAYLOADS[:: size(1, 3)]


def lead(house: House) -> Desk:
    """Somebody who may read everything, signed in to the same application."""
    house.runtime.parts.staff.add("lee", "lead", PASSWORD)
    desk = Desk(house.app.test_client())
    desk.sign_in("lee", PASSWORD)
    return desk


def clean(page: str, what: str) -> None:
    """No element, attribute or script that we did not write."""
    tags = Tags(page)
    assert tags.scripts_without_nonce == 0, what
    assert tags.running == [], what
    assert all(source.startswith(("/console/static/", "data:image")) for source in tags.sources), (
        what
    )


def elements(twiml: str) -> set[str]:
    """The names of all elements of TwiML that is well-formed."""
    return {found.tag for found in ElementTree.fromstring(twiml).iter()}  # noqa: S314 - ours


def keys_are_plain(redis: Redis) -> None:
    """No key holds anything but our own prefixes, ids, references and hashes."""
    found: Any = redis.keys("*")
    for key in found:
        assert re.fullmatch(rb"(hi|rq):[A-Za-z0-9:._-]+", key), key


def everything_stored(redis: Redis) -> bytes:
    """All keys and values of Redis, one after the other."""
    found: Any = redis.keys("*")
    return b"\n".join(key + b" " + (redis.dump(key) or b"") for key in found)  # type: ignore[operator]


def test_what_a_texter_writes_stays_words(
    house: House, redis: Redis, lines: io.StringIO, size: Size, tried: Tried
) -> None:
    """As a first text, as a name, as a time, after danger; read in TwiML, on every page an officer
    sees, in the log and in Redis."""
    desk = lead(house)
    for n, payload in enumerate(chosen(size)):
        number = f"+447700900{n:03}"
        said = [house.text(payload, number=number)]
        said += [house.text(word, number=number) for word in ("CALL", payload, payload, payload)]
        said.append(house.text(f"my mate wont wake up {payload}", number=number, MediaUrl0=payload))
        for twiml in said:
            assert elements(twiml) <= {"Response", "Message"}, payload
        callback = house.runtime.parts.queue.open_callbacks(house.clock(), 500)[-1]
        for page in ("/console/", f"/console/callbacks/{callback.reference}", "/console/desk/list"):
            desk.get(page)
            assert desk.status == 200, (page, payload)
            clean(desk.page, payload)
    _nothing_leaked(redis, lines)
    tried("payloads texted as words, names, times", len(chosen(size)) * 6, "only ever words")


def test_what_a_caller_says_stays_words(
    house: House, redis: Redis, lines: io.StringIO, size: Size, tried: Tried
) -> None:
    """Speech, keys, statuses and the query of a step: the TwiML has our verbs and our addresses."""
    allowed = {"Response", "Say", "Gather", "Pause", "Redirect", "Dial", "Number", "Hangup"}
    desk = lead(house)
    for n, payload in enumerate(chosen(size)):
        call, number = f"CA{n:032}", f"+447700900{n:03}"
        heard = [house.call(call, From=number)]
        for step, fields in {
            "answer?at=menu&turn=1": {"SpeechResult": payload},
            "answer?at=menu&turn=2": {"Digits": payload},
            "answer?at=call_number&turn=3": {"SpeechResult": f"wont wake up {payload}"},
            "admissions?at=menu&turn=4": {"DialCallStatus": payload},
            "silence?at=menu&turn=5": {"CallerName": payload, "FromCity": payload},
        }.items():
            heard.append(house.call(call, f"/twilio/voice/{step}", From=number, **fields))
        for twiml in heard:
            inside = {name for name in elements(twiml) if name[0].isupper()}
            assert inside <= allowed, payload
            for address in re.findall(r'(?:action|url)="([^"]*)"', twiml):
                assert address.startswith("https://line.example/twilio/"), payload
            assert not re.search(r"<Dial[^>]*>\s*999", twiml)
    for callback in house.runtime.parts.queue.open_callbacks(house.clock(), 500):
        clean(desk.get(f"/console/callbacks/{callback.reference}"), callback.reference)
    _nothing_leaked(redis, lines)
    tried("payloads said, keyed, in a step's address", len(chosen(size)) * 6, "only ever words")


def _nothing_leaked(redis: Redis, lines: io.StringIO) -> None:
    keys_are_plain(redis)
    stored, logged = everything_stored(redis), lines.getvalue()
    for payload in (p for p in PAYLOADS if len(p) > 8):
        assert payload.encode() not in stored or payload == "hi:queue:ready", payload
        assert payload not in logged
    assert "7700900" not in logged
    for line in logged.splitlines():
        assert json.loads(line)["event"] != "forged"


def test_what_an_officer_writes_stays_words(
    house: House, redis: Redis, size: Size, tried: Tried
) -> None:
    """Notes, searches, names at the door: shown again as they were written, and as nothing else."""
    house.text("my mate wont wake up")
    (callback,) = house.runtime.parts.queue.open_callbacks(house.clock())
    desk = lead(house)
    page = f"/console/callbacks/{callback.reference}"
    desk.get(page)
    desk.step(callback.reference, "claim")
    for payload in chosen(size):
        desk.get(page)
        desk.step(callback.reference, "note", note=payload)
        clean(desk.get(page), payload)
        desk.get("/console/search")
        clean(desk.post("/console/search", wanted=payload), payload)
        desk.get("/console/accounts")
        clean(desk.post("/console/accounts", name=payload, role=payload, password="x"), payload)
        stranger = Desk(house.app.test_client())
        stranger.get(f"/console/sign-in?next={payload}")
        clean(stranger.page, payload)
        stranger.post("/console/sign-in", name=payload, password=payload, next=payload)
        clean(stranger.page, payload)
    keys_are_plain(redis)
    tried("payloads written by officers", len(chosen(size)) * 5, "only ever words")


def test_a_file_holds_no_formula(house: House) -> None:
    """Whatever begins like a formula is written so that a spreadsheet reads words."""
    answer = sheet("x", ("a",), [(payload,) for payload in PAYLOADS])
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))

    assert len(rows) == len(PAYLOADS) + 1
    for (cell,) in rows[1:]:
        assert cell.lstrip(" ")[:1] not in ("=", "+", "-", "@", "\t", "\r"), cell


def test_nothing_is_fetched_that_a_texter_names(house: House, tried: Tried) -> None:
    """Media, add-ons and links in a text are never asked for: no request leaves the house."""
    with listening() as (port, asked):
        named = f"http://127.0.0.1:{port}/secret"
        house.text(
            f"call me {named}", NumMedia="1", MediaUrl0=named, AddOns=json.dumps({"u": named})
        )
        house.call("CA1", From=NUMBER, RecordingUrl=named, StatusCallback=named)
        house.runtime.drainer.drain()
    assert asked == []
    tried("addresses in media, add-ons, words", 5, "never fetched")


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """A port, and who came to it."""
    asked: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        ended = threading.Event()

        def wait() -> None:
            while not ended.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                connection.close()
                asked.append(peer)

        thread = threading.Thread(target=wait)
        thread.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            ended.set()
            thread.join()


AWAY = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil",
    "/console/..//evil.example", "/console/%2f%2fevil.example", "https:evil.example",
    "/console/@evil.example", "javascript:alert(1)", "data:text/html,x", "/console/\tx",
    "/console/\r\nLocation: https://evil.example", "\x00/console/", "/%5cevil.example",
)  # fmt: skip


def test_signing_in_never_leads_elsewhere(house: House, tried: Tried) -> None:
    """Whatever the address asks for, the way back stays on this console."""
    house.runtime.parts.staff.add("lee", "lead", PASSWORD)
    for asked in AWAY:
        desk = Desk(house.app.test_client())
        desk.get("/console/sign-in")
        answer = desk.client.post(
            "/console/sign-in",
            data={"csrf": desk.token(), "name": "lee", "password": PASSWORD, "next": asked},
            base_url="https://desk.example",
            headers={"Host": "desk.example", "X-Forwarded-Host": "evil.example"},
        )
        where = answer.headers["Location"]

        assert answer.status_code == 303
        assert re.match(r"/console/(?!/)", where), (asked, where)
        assert "\n" not in where
        assert "//" not in where
    tried("ways back that lead to another site", len(AWAY), "never followed")


def test_no_address_is_made_from_the_host_header(house: House) -> None:
    """Whatever the Host says, redirects are relative and call steps go to the base URL."""
    for host in ("evil.example", "line.example:1", "x" * 300, "a\tb", "127.0.0.1"):
        told = {"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"}
        answer = house.app.test_client().get("/console/", headers=told)
        heard = house.call("CA1")

        assert answer.status_code in (303, 400)
        assert host not in answer.headers.get("Location", "")
        assert "https://line.example/twilio/" in heard


NOWHERE = (
    "/console/static/../guard.py", "/console/static/..%2fguard.py", "/console/static//etc/passwd",
    "/console/static/%2e%2e/%2e%2e/settings.py", "/console/static/vendor/../../guard.py",
    "/console/callbacks/..%2f..%2fetc", "/console/callbacks/%00", "/console/static/",
    "/console/callbacks/" + "x" * 3000, "/.env", "/static/console.css", "/twilio/../console/",
)  # fmt: skip


def test_no_file_but_the_static_ones_is_served(house: House, tried: Tried) -> None:
    """Up and out of a folder leads nowhere."""
    for path in NOWHERE:
        answer = house.app.test_client().get(path, base_url="https://desk.example")

        assert answer.status_code in (303, 404), path
        assert "SECRET" not in answer.text
        assert "import" not in answer.text
    tried("paths that climb out of a folder", len(NOWHERE), "no file, no key")
