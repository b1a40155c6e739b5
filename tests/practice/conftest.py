"""A practice server and a scripted service, for each test its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from practice.clock import WallClock
from practice.server import make_practice
from practice.settings import Settings
from tests.practice.service import TOKEN, Service

ACCOUNT = "AC" + "1" * 32
KEY = ("SK" + "2" * 32, "a-secret-of-the-tests")
SMS_NUMBER = "66777"
CALLER_ID = "+441134960001"
THEIRS = "+447700900123"


@dataclass
class Practice:
    """The control interface, for tests."""

    url: str
    service: Service

    def post(self, path: str, **body: Any) -> Any:
        """POST a JSON object; the JSON that comes back."""
        answer = requests.post(self.url + path, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        """GET some JSON."""
        answer = requests.get(self.url + path, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def text(self, body: str, **more: str) -> Any:
        """Send a text."""
        return self.post("/phone/texts", body=body, **{"from": THEIRS, **more})

    def ring(self, **more: str) -> Any:
        """Ring the helpline."""
        return self.post("/phone/calls", **{"from": THEIRS, **more})

    def does(self, call: Any, deed: str, **more: str) -> Any:
        """Do something on a call."""
        return self.post(f"/phone/calls/{call['sid']}/{deed}", **more)

    def look(self, call: Any) -> Any:
        """How a call stands."""
        return self.get(f"/phone/calls/{call['sid']}")

    def ringing(self) -> list[Any]:
        """The phones that ring."""
        calls: list[Any] = self.get("/phone/ringing")["calls"]
        return calls

    def codes(self, level: str = "error") -> list[Any]:
        """The codes in the debugger."""
        return [n["code"] for n in self.get("/notices")["notices"] if n["level"] == level]

    def rest(self, method: str, path: str, auth: tuple[str, str] = KEY, **form: Any) -> Any:
        """A request to the REST API; the whole answer."""
        url = f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/{path}"
        return requests.request(method, url, data=form, auth=auth, timeout=30)


@pytest.fixture(scope="session")
def serving() -> Iterator[Service]:
    """The scripted service's server, one for all tests."""
    with Service() as service:
        yield service


@pytest.fixture(scope="session")
def standing(serving: Service) -> Iterator[Practice]:
    """Practice, pointed at that service, one for all tests."""
    settings = Settings(
        port=0,
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        key_sid=KEY[0],
        key_secret=KEY[1],
        base_url=serving.url,
        sms_number=SMS_NUMBER,
        caller_id=CALLER_ID,
    )
    server = make_practice(settings, WallClock())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield Practice(f"http://127.0.0.1:{server.server_port}", serving)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def service(serving: Service) -> Service:
    """The scripted service, with nothing to answer yet."""
    serving.forget()
    return serving


@pytest.fixture
def practice(standing: Practice, service: Service) -> Iterator[Practice]:
    """Practice with an empty desk."""
    assert standing.service is service
    yield standing
    standing.post("/reset")
