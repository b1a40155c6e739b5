"""People who text and ring while parts of the service die, and what each of them was promised.

Each person has a number of their own, of those that Ofcom keeps for stories.  A text that was not
answered is sent again with the same id, as somebody does who asks Twilio what came in meanwhile.
"""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import requests

from tests.support.roles import House

PREFIXES: Final = (
    "+447700900", "+442079460", "+441134960", "+441144960", "+441154960", "+441164960",
    "+441174960", "+441184960", "+441214960", "+441314960", "+441414960", "+441514960",
)  # fmt: skip
PATIENCE: Final = 60.0  # what a client waits here; how long it took is in the table
AT_ONCE: Final = 6
_ACTION: Final = re.compile(r'action="([^"]+)"')


def number(n: int) -> str:
    """The `n`-th of twelve thousand numbers that belong to nobody."""
    return f"{PREFIXES[n // 1000 % len(PREFIXES)]}{n % 1000:03}"


@dataclass
class Stream:
    """Deliveries one after the other, by several hands; `promised` are those answered with 2xx."""

    house: House
    promised: dict[str, list[str]] = field(default_factory=dict)
    unanswered: int = 0
    deliveries: int = 0
    refused: list[int] = field(default_factory=list)
    urls: tuple[str, ...] = ()
    slowest: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, people: range) -> None:
        """Everybody once.  Returns when each was answered, however often they had to ask."""
        with ThreadPoolExecutor(AT_ONCE) as hands:
            list(hands.map(self._person, people))

    def _person(self, n: int) -> None:
        if n % 10 < 7:
            self._text(n, "can you call me back please")
        elif n % 10 == 7:
            self._text(n, "my mate wont wake up")
        else:
            self._call(n)

    def _text(self, n: int, body: str) -> None:
        fields = {"MessageSid": f"SM{n:032}", "From": number(n), "To": "66777", "Body": body}
        self._insist("/twilio/sms", fields | {"NumMedia": "0"}, body)

    def _call(self, n: int) -> None:
        """They ring, and press the key for danger."""
        fields = {"CallSid": f"CA{n:032}", "From": number(n), "To": "+448082502196"}
        heard = self._insist("/twilio/voice", fields | {"CallStatus": "ringing"}, "")
        found = _ACTION.search(heard)
        assert found is not None, heard
        onward = html.unescape(found[1]).removeprefix(self.house.url)
        self._insist(onward, fields | {"Digits": "1"}, "[pressed 1]")

    def _insist(self, target: str, fields: dict[str, str], said: str) -> str:
        """The answer; a call that is not answered is, in life, a fallback and another call."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            answer = self._ask(target, fields)
            if answer is not None:
                with self._lock:
                    self.deliveries += 1
                    self.promised.setdefault(fields["From"], []).extend([said] if said else [])
                return answer
            time.sleep(0.1)
        raise AssertionError("nobody answered for two minutes")

    def _ask(self, target: str, fields: dict[str, str]) -> str | None:
        for url in self._in_turn():
            began = time.monotonic()
            try:
                answer = self.house.post(target, fields, url=url, timeout=PATIENCE)
            except requests.RequestException:
                continue
            finally:
                self.slowest = max(self.slowest, time.monotonic() - began)
            if answer.status_code == 200:
                return answer.text
            self.refused.append(answer.status_code)
        with self._lock:
            self.unanswered += 1
        return None

    def _in_turn(self) -> Iterator[str]:
        yield from self.urls or ("",)


@dataclass(frozen=True)
class Found:
    """What stands in the queue afterwards, held to what was promised."""

    lost: list[str]
    doubled: list[str]
    said_twice: list[str]
    open: int


def look(house: House, stream: Stream) -> Found:
    """Who is not in the queue, who is twice, and whose words stand there more or less than once."""
    from datetime import datetime

    now = datetime.now().astimezone()  # noqa: TID251 - beside a service that lives by the real clock
    callbacks = house.queue.open_callbacks(now, 20_000)
    held: dict[str, int] = {}
    for callback in callbacks:
        held[callback.person] = held.get(callback.person, 0) + 1
    lost, doubled, said_twice = [], [], []
    for sender, said in stream.promised.items():
        person = house.vault.person(sender)
        times = held.get(person, 0)
        if times == 0:
            lost.append(sender)
        elif times > 1:
            doubled.append(sender)
        kept = [e.text for e in house.store.transcript(person) if e.who == "they"]
        heard = [text for text in kept if text != "[call]"]
        if sorted(heard) != sorted(said):
            said_twice.append(f"{sender}: {heard} for {said}")
    return Found(lost, doubled, said_twice, len(callbacks))
