"""The action holds as well as the label: what triage calls red is answered and queued as red.

Every urgent message of the corpus comes in through a signed webhook and a real Redis: a third as a
first word, a third in the middle of a question, a third from somebody who had texted STOP.  Texts
come as texts, transcripts of speech as speech in a call.  Without `--full` every fifth message is
sent.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from flows.events import Door
from flows.levels import Level
from flows.triage import assess
from flows.triage.corpus_files import corpus_rows
from flows.triage.model import model
from tests.intake.house import House, build, settings_for
from tests.support.tried import Size

URGENT = ("overdose", "self_harm")
SITUATIONS = ("first", "mid_question", "after_stop")
NUMBERS = 1_000  # 07700 900xxx: after these everybody is forgotten and the numbers begin again
FLOOR = {"quiet": 0.8, "watchful": 0.95}[model().point]  # of messages the model was trained on
_ACTION = re.compile(r'<Gather[^>]* action="([^"]+)"')


@dataclass(frozen=True)
class Case:
    """One message of the corpus, and where in a conversation it comes."""

    id: str
    door: Door
    text: str
    situation: str


@dataclass(frozen=True)
class Came:
    """What came of it: whether 999 was in the same answer, and what level the callback has."""

    said_999: bool
    level: Level | None


@pytest.fixture(name="house")
def _house(redis_url: str, tmp_path: Path) -> House:
    return build(settings_for(redis_url, tmp_path))


def test_the_action_holds_as_well_as_the_label(house: House, redis: Redis, size: Size) -> None:
    """No message that triage calls red goes without 999 in the same answer and a red callback in
    the queue, wherever in a conversation it comes; and of all urgent ones at least the floor."""
    cases = list(_cases())[:: size(1, 5)]
    missed, held = [], 0
    for n, case in enumerate(cases):
        if n % NUMBERS == 0:
            redis.flushall()
        came = _sent(house, case, f"+447700900{n % NUMBERS:03}", n)
        whole = came.said_999 and came.level is Level.RED
        held += whole
        if not whole and assess(case.text, channel=case.door).level is Level.RED:
            missed.append((case, came))

    assert missed == []
    assert held / len(cases) >= FLOOR, f"{held} of {len(cases)}"


def _cases() -> Iterator[Case]:
    urgent = (row for row in corpus_rows() if row.label in URGENT)
    for n, row in enumerate(urgent):
        door: Door = "voice" if row.channel == "speech" else "sms"
        yield Case(row.id, door, row.text, SITUATIONS[n % len(SITUATIONS)])


def _sent(house: House, case: Case, number: str, n: int) -> Came:
    if case.situation == "after_stop":
        house.text("STOP", number=number)
    send = _texted if case.door == "sms" else _spoken
    answer = html.unescape(send(house, case, number, n))
    house.runtime.drainer.drain()  # a machine that is busy may have made it wait on disk
    person = house.runtime.parts.vault.person(number)
    callback = house.runtime.parts.store.open_turn("none", person).callback
    waiting = callback is not None and callback.state == "waiting"
    return Came("999" in answer, callback.level if callback and waiting else None)


def _texted(house: House, case: Case, number: str, _: int) -> str:
    if case.situation == "mid_question":
        house.text("CALL", number=number)
    return house.text(case.text, number=number)


def _spoken(house: House, case: Case, number: str, n: int) -> str:
    call = f"CA{n:032}"
    heard = house.call(call, From=number)
    if case.situation == "mid_question":
        heard = house.call(call, _onward(heard), From=number, Digits="3")
    return house.call(call, _onward(heard), From=number, SpeechResult=case.text)


def _onward(twiml: str) -> str:
    found = _ACTION.search(twiml)
    assert found is not None, twiml
    return html.unescape(found[1])
