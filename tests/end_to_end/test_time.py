"""Days in seconds: what the clock does by itself, on a service whose clock is moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.support.forms import Officer
from tests.support.running import ON_DUTY, Running, eventually, opened, running


@pytest.fixture(name="moved", scope="module")
def _moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose clock may be moved."""
    with running(tmp_path_factory.mktemp("moved")) as service:
        yield service


@pytest.fixture(name="officer")
def _officer(moved: Running) -> Iterator[Officer]:
    """The account that was printed, signed in."""
    officer = Officer(moved.console_url, moved.account, moved.password)
    yield officer
    officer.leave()


def _kept(service: Running, reference: str) -> dict[str, object]:
    return next(c for c in service.queue() if c["ref"] == reference)


def _told(service: Running, reference: str) -> list[str]:
    return [text for text in service.received(ON_DUTY) if reference in text]


def test_a_conversation_left_alone_ends(moved: Running) -> None:
    """Hours later MORE no longer means the page they were on: they are greeted as at first."""
    people = [f"+4477009006{n:02}" for n in range(12)]
    first = [moved.texts(number, "KET", "2") for number in people]
    moved.pass_time(timedelta(hours=3))
    left = iter(people)

    def hours_later() -> str:
        return moved.texts(next(left), "MORE")

    assert all("bladder" in page for page in first)
    assert "999" in eventually(hours_later, lambda answer: "999" in answer, within=20, every=2)


def test_a_lease_that_ends_gives_the_callback_back(moved: Running, officer: Officer) -> None:
    """An officer takes it and goes away: after a quarter of an hour it waits in its old place."""
    with opened(moved) as asked:
        moved.texts("+447700900621", "call me", "skip", "now")
    officer.go(f"/console/callbacks/{asked.reference}")
    officer.send("/claim")
    held = _kept(moved, asked.reference)
    moved.pass_time(timedelta(minutes=20))
    back = eventually(lambda: _kept(moved, asked.reference), lambda c: c["state"] == "waiting")

    assert held["state"] == "claimed"
    assert (back["state"], back["waiting_since"]) == ("waiting", asked.callback["waiting_since"])


def test_later_becomes_now_when_it_has_come(moved: Running, officer: Officer) -> None:
    """Asked for tomorrow evening, it is handed to nobody before, and to somebody then."""
    number = "+447700900631"
    with opened(moved) as asked:
        moved.texts(number, "CALL", "Sam", "tomorrow evening", "no", "no", "yes")
    wanted = datetime.fromisoformat(str(asked.callback["not_before"]))
    early = _everybody_who_can_be_rung(officer)
    moved.pass_time(wanted - moved.now + timedelta(minutes=1))

    assert asked.reference not in early
    assert asked.reference in eventually(
        lambda: _everybody_who_can_be_rung(officer), lambda found: asked.reference in found
    )


def test_people_on_duty_are_told_again_until_one_of_us_has_it(
    moved: Running, officer: Officer
) -> None:
    """The alert for a red one comes again as time passes, and stops when an officer takes it."""
    with opened(moved) as red:
        moved.text("+447700900641", "hes had a fit and he isnt waking up")
    counts = [len(eventually(lambda: _told(moved, red.reference), bool))]
    for _ in range(3):
        moved.pass_time(timedelta(minutes=6))
        told = eventually(
            lambda: _told(moved, red.reference), lambda found: len(found) > counts[-1]
        )
        counts.append(len(told))
    officer.go(f"/console/callbacks/{red.reference}")
    officer.send("/claim")
    moved.pass_time(timedelta(minutes=12))
    with opened(moved) as another:  # its alert shows that the clock has gone past that time
        moved.text("+447700900642", "my girlfriend is unconscious")
    eventually(lambda: _told(moved, another.reference), bool)

    assert counts == sorted(set(counts))
    assert len(_told(moved, red.reference)) == counts[-1]


def _everybody_who_can_be_rung(officer: Officer) -> list[str]:
    """Take everybody there is to be rung, then give all of them back."""
    taken = []
    while reference := officer.take_next():
        taken.append(reference)
    for reference in taken:
        officer.go(f"/console/callbacks/{reference}")
        officer.send("/release")
    return taken
