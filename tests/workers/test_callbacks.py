"""How a second contact changes the callback that is open: raised, never lowered, place kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conversation import Wishes
from flows.levels import Finding, Kind, Level
from flows.outcome import KeepCallback
from tests.support.queueing import MEDICAL, NOW, NUMBER, PLAIN, RED, UNCLEAR, keep
from workers.callbacks import (
    DELETE_ME,
    MOST_EVIDENCE,
    NO_CALL,
    Callback,
    check_closed,
    deleted,
    merged,
    requested,
    split,
    withdrawn,
)

MINUTE = timedelta(minutes=1)
WINDOW = (NOW + timedelta(hours=2), NOW + timedelta(hours=4))

contacts = st.lists(
    st.builds(
        lambda urgency, asked, after, minutes: (urgency, asked, after, minutes),
        st.sampled_from([PLAIN, MEDICAL, UNCLEAR, RED]),
        st.booleans(),
        st.integers(0, 600),
        st.integers(0, 300),
    ),
    min_size=1,
    max_size=12,
)


def contact(
    existing: Callback | None,
    kept: KeepCallback,
    now: datetime = NOW,
    *,
    number: str = NUMBER,
    findings: tuple[Finding, ...] = (),
) -> Callback:
    """The callback after this contact."""
    return merged(
        existing,
        kept,
        reference="R-1",
        person="p",
        number=number,
        channel="sms",
        findings=findings,
        now=now,
    )


def after_all(given_contacts: list[tuple[object, bool, int, int]]) -> list[Callback]:
    """The callback after each of these contacts."""
    now, found = NOW, []
    for urgency, asked, after, minutes in given_contacts:
        now += minutes * MINUTE
        kept = keep(urgency, now=now, asked=asked, after=after * MINUTE)  # type: ignore[arg-type]
        found.append(contact(found[-1] if found else None, kept, now))
    return found


@given(contacts)
def test_one_person_one_callback_and_its_place(given_contacts: list[object]) -> None:
    """Law 4: reference and first waiting time stay; level and promise only ever get better."""
    found = after_all(given_contacts)  # type: ignore[arg-type]
    for before, after in pairwise(found):
        assert (after.reference, after.waiting_since) == (before.reference, before.waiting_since)
        assert after.level.rank >= before.level.rank
        assert after.due_at <= before.due_at
        assert after.not_before <= before.not_before
        assert after.asked >= before.asked


@given(contacts)
def test_red_is_rung_at_once(given_contacts: list[object]) -> None:
    """Once red, it waits for no window, and its check is outgrown."""
    now = NOW
    for callback, (_, _, _, minutes) in zip(
        after_all(given_contacts),  # type: ignore[arg-type]
        given_contacts,  # type: ignore[arg-type]
        strict=True,
    ):
        now += minutes * MINUTE
        if callback.level is Level.RED:
            assert callback.not_before <= now
            assert callback.check == ""


def test_another_time_is_theirs_to_choose() -> None:
    """Who puts it off is rung then; a doubtful sign that nobody has read does not wait for it."""
    first = contact(None, keep(PLAIN))
    later = replace(keep(PLAIN), not_before=WINDOW[0], due_at=WINDOW[1], rescheduled=True)
    assert (contact(first, later).not_before, contact(first, later).due_at) == WINDOW
    doubtful = contact(first, keep(UNCLEAR, asked=False))
    assert contact(doubtful, later).due_at == doubtful.due_at


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (PLAIN, MEDICAL, Kind.MEDICAL),
        (UNCLEAR, MEDICAL, Kind.MEDICAL),
        (MEDICAL, UNCLEAR, Kind.MEDICAL),
        (MEDICAL, RED, Kind.OVERDOSE),
        (RED, MEDICAL, Kind.OVERDOSE),
        (RED, (Level.RED, Kind.SELF_HARM), Kind.OVERDOSE),
        (RED, PLAIN, Kind.OVERDOSE),
    ],
)
def test_what_was_found_stays_unless_it_is_graver_or_clearer(
    first: object, second: object, wanted: Kind
) -> None:
    """The officer reads of the worst there was."""
    before = contact(None, keep(first))  # type: ignore[arg-type]
    assert contact(before, keep(second)).kind is wanted  # type: ignore[arg-type]


def test_wishes_are_the_last_they_gave() -> None:
    """What they did not say again stays; no answer takes nothing back."""
    first = contact(None, replace(keep(), wishes=Wishes(name="Sam", may_text=True)))
    second = contact(first, replace(keep(), wishes=Wishes(may_text=False, shared_phone=True)))
    wishes = second.personal.wishes
    assert (wishes.name, wishes.may_text, wishes.shared_phone) == ("Sam", False, True)
    assert contact(second, keep(), number="").personal.number == NUMBER


@given(st.lists(st.tuples(st.sampled_from(list(Level)), st.integers(0, 99)), max_size=60))
def test_evidence_is_bounded_and_the_gravest_stays(found: list[tuple[Level, int]]) -> None:
    """However much they write: never more than fits, and no red goes before a lesser one."""
    findings = [Finding(f"rule{n}", "words", 0, 5, level) for level, n in found]
    callback = None
    for finding in findings or [Finding("none", "", 0, 0, Level.NONE)]:
        callback = contact(callback, keep(), findings=(finding,))
    assert callback is not None
    kept = callback.personal.evidence
    assert len(kept) == len(set(kept)) <= MOST_EVIDENCE
    reds = {f for f in findings if f.level is Level.RED}
    lost = set(findings) - set(kept)
    if lost & reds:
        assert all(f.level is Level.RED for f in kept)


@pytest.mark.parametrize("take_back", [withdrawn, deleted])
def test_taken_back_it_ends_unless_it_is_red_or_in_hand(take_back: object) -> None:
    """Law 5: only a named person closes red; what they said is recorded, once."""
    plain = contact(None, keep())
    ended = take_back(plain, NOW)  # type: ignore[operator]
    assert (ended.state, ended.outcome, ended.closed_at) == ("closed", "cancelled", NOW)
    said = NO_CALL if take_back is withdrawn else DELETE_ME
    for kept in (
        contact(None, keep(RED)),
        replace(plain, state="claimed"),
        replace(plain, state="calling"),
    ):
        once = take_back(kept, NOW)  # type: ignore[operator]
        twice = take_back(once, NOW)  # type: ignore[operator]
        assert once.state == kept.state
        assert twice.personal.requests == (said,)
        assert twice.personal.number == NUMBER


def test_asking_again_takes_a_no_back() -> None:
    """Who said no and then asks wants a call; the wish to be deleted stands."""
    red = requested(requested(contact(None, keep(RED)), NO_CALL), DELETE_ME)
    assert contact(red, keep()).personal.requests == (DELETE_ME,)
    assert contact(red, keep(asked=False)).personal.requests == (NO_CALL, DELETE_ME)


def test_a_clear_no_closes_the_check_and_keeps_what_was_asked_for() -> None:
    """It goes back to when they wished; red is not touched, nor what has no check."""
    wishes = Wishes(not_before=WINDOW[0], due_by=WINDOW[1])
    doubtful = contact(None, keep(UNCLEAR, asked=False))
    assert doubtful.check == "open"
    assert check_closed(doubtful).check == "closed"
    assert check_closed(doubtful).due_at == doubtful.due_at
    asked = contact(doubtful, replace(keep(), wishes=wishes))
    assert (check_closed(asked).not_before, check_closed(asked).due_at) == WINDOW
    for other in (contact(None, keep()), contact(doubtful, keep(RED))):
        assert check_closed(other) == other


def test_a_split_takes_the_place_and_no_permission() -> None:
    """What the one allowed the other did not: nothing is allowed to the one split off."""
    first = contact(None, replace(keep(MEDICAL), wishes=Wishes(name="Sam", may_text=True)))
    kept, other = split(first, "Mrs Hill", "R-2")
    assert kept.personal.wishes == Wishes(name="Sam", may_text=True, shared_phone=True)
    assert other.personal.wishes == Wishes(name="Mrs Hill", shared_phone=True)
    assert (other.level, other.due_at, other.fence) == (first.level, first.due_at, 0)
