"""Several things at once on one call: each is done once, and nothing waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import requests

from tests.practice.conftest import CALLER_ID, Practice
from tests.practice.service import Reply, Service

ADMISSIONS = "+441134960100"


def together(*deeds: Callable[[], Any]) -> None:
    """Do all of these at the same time, and wait for them."""
    gate = threading.Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> None:
        gate.wait(5)
        deed()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_both_ends_hang_up(practice: Practice, service: Service) -> None:
    """Both ends put the phone down at once: the action is asked once, each end is told once."""
    service.answers("/twilio/voice", f'<Dial action="/after">{ADMISSIONS}</Dial>')
    service.answers("/after", "")
    call = practice.ring()
    other = practice.does(practice.ringing()[0], "answer")
    together(lambda: practice.does(call, "hangup"), lambda: practice.does(other, "hangup"))

    assert practice.look(call)["ended"]
    assert practice.look(other)["ended"]
    assert len(service.at("/after")) == 1
    assert len(service.at("/twilio/status/call")) == 1


def test_several_phones_are_answered_at_once(practice: Practice, service: Service) -> None:
    """However many pick up, one of them has the call."""
    numbers = "".join(f"<Number>+44113496010{n}</Number>" for n in range(5))
    service.answers("/twilio/voice", f"<Dial>{numbers}</Dial>")
    call = practice.ring()
    rings = practice.ringing()
    url = f"{practice.url}/phone/calls"

    def answer(ring: Any) -> Callable[[], Any]:
        return lambda: requests.post(f"{url}/{ring['sid']}/answer", timeout=20)

    together(*(answer(ring) for ring in rings))
    states = [practice.look(ring)["waiting"] for ring in rings]

    assert [s["for"] for s in states if s] == ["bridge"]
    assert practice.look(call)["waiting"]["with"] in [ring["sid"] for ring in rings]


def test_a_key_pressed_ten_times_at_once(practice: Practice, service: Service) -> None:
    """One question takes one key; what comes while the answer is awaited goes to the next."""
    service.answers("/twilio/voice", '<Gather numDigits="1" action="/next"/>')
    service.answers("/next", '<Gather numDigits="1" action="/next"/>')
    call = practice.ring()
    together(*[lambda: practice.does(call, "keys", digits="1")] * 10)

    assert len(service.at("/next")) == 10
    assert practice.look(call)["waiting"]["for"] == "gather"


def test_the_caller_hangs_up_while_the_service_thinks(practice: Practice, service: Service) -> None:
    """A call can be put down while its webhook is being asked; the rest of it is not played."""
    service.answers("/twilio/voice", '<Gather numDigits="1" action="/slow"/>')
    service.answers("/slow", Reply("<Response><Gather/></Response>", after=0.4))
    call = practice.ring()
    together(
        lambda: practice.does(call, "keys", digits="1"),
        lambda: practice.does(call, "hangup"),
    )

    assert practice.look(call)["status"] == "completed"
    assert len(service.at("/twilio/status/call")) == 1


def test_the_service_ends_a_call_that_it_rang(practice: Practice, service: Service) -> None:
    """A call is cancelled over the API while the phone is being answered: it ends either way."""
    service.answers("/alert", "<Gather/>")
    wanted: dict[str, Any] = {"To": "+447700900111", "From": CALLER_ID}
    wanted |= {"Url": f"{service.url}/alert"}
    call = practice.rest("POST", "Calls.json", **wanted).json()
    url = f"{practice.url}/phone/calls/{call['sid']}/answer"
    together(
        lambda: practice.rest("POST", f"Calls/{call['sid']}.json", Status="completed"),
        lambda: requests.post(url, timeout=20),
    )

    assert practice.look(call)["status"] in ("completed", "canceled")
