"""Practice in this process, as the account that the tests' settings name."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import requests
from twilio.rest import Client

from practice.clock import WallClock
from practice.server import make_practice
from practice.settings import Settings
from tests.intake.house import SECRETS, TOKEN

PUBLIC_NUMBER: Final = "+441134960005"
ELSEWHERE: Final = "https://static.example/helpline"


class Practising:
    """What a test does with the desk: the phone's side, and the account as Twilio shows it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def post(self, path: str, **body: Any) -> Any:
        """POST a JSON object to the control interface."""
        answer = requests.post(self.url + path, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def text(self, number: str, body: str, **more: str) -> str:
        """A text; its sid."""
        sent = self.post("/phone/texts", body=body, **{"from": number, **more})
        return str(sent["sid"])

    def ring(self, number: str, **more: str) -> str:
        """A call that is over at once; its sid."""
        call = self.post("/phone/calls", **{"from": number, **more})
        if not call["ended"]:
            self.post(f"/phone/calls/{call['sid']}/hangup")
        return str(call["sid"])

    def client(self) -> Client:
        """Twilio's own client, as the account."""
        made = Client(SECRETS["twilio_account_sid"], TOKEN)
        made.api.base_url = self.url
        return made

    def points(self, number: str) -> dict[str, str]:
        """Where a number of the account points."""
        lines = requests.get(self.url + "/lines", timeout=30).json()["lines"]
        found: dict[str, str] = next(line for line in lines if line["number"] == number)
        return found


@contextmanager
def practising(base_url: str) -> Iterator[Practising]:
    """Practice that rings the service at `base_url`."""
    settings = Settings(
        port=0,
        account_sid=SECRETS["twilio_account_sid"],
        auth_token=TOKEN,
        key_sid=SECRETS["twilio_api_key_sid"],
        key_secret=SECRETS["twilio_api_key_secret"],
        base_url=base_url,
        sms_number=SECRETS["sms_number"],
        helpline_number=PUBLIC_NUMBER,
        caller_id=SECRETS["caller_id"],
    )
    server = make_practice(settings, WallClock())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield Practising(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
