"""Twilio is busy, fails, times out after it has accepted, refuses, and tells us late, twice, in the
wrong order or never: as its documentation says what each means, nothing is doubled that might be,
and every message ends in a state that has a name."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
import requests
import structlog
from redis import Redis
from werkzeug.serving import make_server

from intake.runtime import gateway_of
from tests.intake.house import House, build, settings_for
from tests.support.ports import free_port
from tests.support.practising import Practising, practising
from tests.support.redis_server import RedisServer
from tests.support.running import eventually
from tests.support.tried import Tried
from workers import keys
from workers.gateway import TwilioGateway
from workers.outbox import Outbox, OutboxEntry, OutboxView
from workers.sending import send

SOMEBODY, ON_DUTY = "+447700900123", "+447700900999"
REFERENCE = "H7K-4RM"


@dataclass
class Line:
    """Our side and Twilio's, over HTTP."""

    house: House
    desk: Practising
    gateway: TwilioGateway

    @property
    def outbox(self) -> Outbox:
        """Ours."""
        return self.house.runtime.parts.outbox

    @property
    def person(self) -> str:
        """Whom the texts are for."""
        return self.house.runtime.parts.vault.person(SOMEBODY)

    def view(self, entry_id: str) -> OutboxView:
        """How it stands."""
        found = self.outbox.get(entry_id)
        assert found is not None
        return found

    def outgoing(self, what: str) -> list[Any]:
        """What Twilio took."""
        found: list[Any] = requests.get(f"{self.desk.url}/phone/outgoing", timeout=30).json()[what]
        return found


@pytest.fixture(name="standing", scope="module")
def _standing(
    redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Line]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with practising(base) as desk:
        settings = settings_for(
            redis_server.url, tmp_path_factory.mktemp("line"), public_base_url=base,
            twilio_api_url=desk.url, alert_numbers=ON_DUTY,
        )  # fmt: skip
        house = build(settings)
        server = make_server("127.0.0.1", port, house.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield Line(house, desk, gateway_of(settings))
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture(name="line")
def _line(standing: Line, redis: Redis) -> Line:
    """With nothing in it, and nothing that happened yet."""
    assert redis.dbsize() == 0
    standing.desk.post("/reset")
    return standing


@dataclass(frozen=True)
class Case:
    """A misfortune, and how it must end: the state, how many texts Twilio has, what is known."""

    name: str
    faults: tuple[dict[str, Any], ...]
    state: str
    texts: int = 1
    error: str = ""
    stopped: bool = False
    attempts: int = 1
    more: dict[str, Any] = field(default_factory=dict)


def on(what: str = "Messages", **fault: Any) -> dict[str, Any]:
    """A fault as practice is told of it."""
    return {"on": what, **fault}


CASES = (
    Case("nothing wrong", (), "delivered"),
    Case("429 twice", (on(code=20429, times=2),), "delivered", attempts=3),
    Case("500", (on(http=500),), "delivered", attempts=2),
    Case("503", (on(code=20503),), "delivered", attempts=2),
    Case(
        "timeout before it was taken", (on(timeout="before", seconds=0.1),), "delivered", attempts=2
    ),
    Case("timeout, but taken", (on(timeout="after", seconds=0.1),), "delivered"),
    Case("21610 at once", (on(code=21610),), "failed", 0, "21610", stopped=True),
    Case("21610 later", (on(code=21610, later=True),), "failed", 1, "21610", stopped=True),
    Case("21211", (on(code=21211),), "failed", 0, "21211"),
    Case("21408 no permission", (on(code=21408),), "failed", 0, "21408"),
    Case("30003 once", (on(code=30003),), "delivered", 2, attempts=2),
    Case("30003 twice", (on(code=30003, times=2),), "failed", 2, "30003", attempts=2),
    Case("30005", (on(code=30005),), "failed", 1, "30005"),
    Case("30006 a landline", (on(code=30006),), "failed", 1, "30006"),
    Case("30007 filtered", (on(code=30007),), "failed", 1, "30007"),
    Case("told nothing", (on("StatusCallback", lose=True, times=9),), "sent"),
    Case("told twice", (on("StatusCallback", twice=True, times=9),), "delivered"),
    Case("told in the wrong order", (on("StatusCallback", late=True),), "delivered"),
    Case("sent is the last that is told", (on(status="sent"),), "sent"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_text_ends_in_a_state_that_has_a_name(line: Line, case: Case, tried: Tried) -> None:
    """Nothing that Twilio may have taken is sent again before it was looked for there."""
    for fault in case.faults:
        line.desk.post("/faults", **fault)
    now = line.house.clock()
    line.outbox.add(OutboxEntry("e1", "text", SOMEBODY, "You asked for this.", now, line.person))
    for _ in range(14):
        send(line.outbox, line.gateway, "e1", line.house.clock())
        if case.state != "sent":  # what Twilio tells us comes a moment later
            eventually(lambda: line.view("e1").state, lambda state: state != "sent", 2)
        if line.view("e1").state == case.state:
            break
        line.house.clock.pass_time(timedelta(minutes=1))
    for _ in range(5):  # and nothing comes of it any more
        line.house.clock.pass_time(timedelta(minutes=6))
        send(line.outbox, line.gateway, "e1", line.house.clock())
    view = eventually(lambda: line.view("e1"), lambda v: v.state == case.state, 2)
    sent = [m for m in line.outgoing("messages") if m["to"] == SOMEBODY]
    stopped = bool(line.house.runtime.parts.redis.exists(keys.texts_stopped(line.person)))

    assert (view.state, view.attempts, view.error if case.error else "") == (
        case.state, case.attempts, case.error,
    )  # fmt: skip
    assert len(sent) == case.texts
    assert stopped is case.stopped
    tried(f"Twilio: {case.name}", 1, f"{case.state}, {case.texts} at Twilio")


@pytest.mark.parametrize(
    ("code", "level"), [(21408, "error"), (20003, "error"), (21610, "warning")]
)
def test_a_set_up_that_is_wrong_is_an_error_in_the_log(line: Line, code: int, level: str) -> None:
    """No permission for a country, wrong credentials: somebody must be woken, and nobody's number
    is said."""
    line.desk.post("/faults", **on(code=code))
    now = line.house.clock()
    line.outbox.add(OutboxEntry("e1", "text", SOMEBODY, "You asked for this.", now, line.person))
    with structlog.testing.capture_logs() as logged:
        send(line.outbox, line.gateway, "e1", now)
    (refused,) = [entry for entry in logged if entry["event"] == "outbox.refused"]

    assert (refused["log_level"], refused["code"]) == (level, code)
    assert SOMEBODY not in str(logged)


CALLS = (
    Case("nothing wrong", (), "", 1),
    Case("429", (on("Calls", code=20429),), "", 1),
    Case("500", (on("Calls", http=500),), "", 0),
    Case("timeout, but taken", (on("Calls", timeout="after", seconds=0.1),), "", 1),
    Case("timeout, not taken", (on("Calls", timeout="before", seconds=0.1),), "", 0),
    Case("busy", (on("Calls", status="busy"),), "failed", 1),
    Case("no answer", (on("Calls", status="no-answer"),), "failed", 1),
)


@pytest.mark.parametrize("case", CALLS, ids=lambda case: case.name)
def test_a_call_is_never_placed_twice(line: Line, case: Case, redis: Redis, tried: Tried) -> None:
    """Whatever came back: at most one rings, and the entry ends in a state that has a name."""
    redis.hset(keys.callback(REFERENCE), "alert", "climbing")
    for fault in case.faults:
        line.desk.post("/faults", **fault)
    now = line.house.clock()
    entry = OutboxEntry("c1", "call", ON_DUTY, REFERENCE, now, "")
    line.outbox.add(replace(entry, reference=REFERENCE))
    for _ in range(9):
        send(line.outbox, line.gateway, "c1", line.house.clock())
        line.house.clock.pass_time(timedelta(minutes=1))
    view = line.view("c1")
    rung = [c for c in line.outgoing("calls") if c["to"] == ON_DUTY]

    assert len(rung) == case.texts
    assert view.state in ("sent", "delivered", "failed"), view.state
    assert not case.state or eventually(lambda: line.view("c1").state, lambda s: s == case.state, 5)
    tried(f"Twilio, a call: {case.name}", 1, f"{view.state}, {case.texts} rung")
