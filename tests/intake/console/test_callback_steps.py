"""Every step on a callback: what it does, and what is said when it may not be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.levels import Kind, Level
from tests.intake.console.office import BLADDER, MATE, MOTHER, Desk, Office, Person
from workers.callbacks import LEASE


@pytest.fixture(name="holding")
def _holding(office: Office, pat: Desk) -> Desk:
    """Pat has the red one open, and a medical one waits."""
    office.arrives(MATE)
    office.arrives(BLADDER)
    pat.get("/console/")
    pat.post("/console/take-next")
    return pat


def words_kept(office: Office, reference: str) -> list[tuple[str, str]]:
    """The notes, and who wrote them."""
    return [(e.by, e.detail) for e in office.queue.history(reference) if e.what == "note"]


def test_closing_with_an_outcome_and_a_note(office: Office, holding: Desk) -> None:
    """In a minute it is closed by this officer's name; until then the desk offers to undo it."""
    holding.step("H7K-4RM", "close", outcome="reached", note="awake, ambulance there")
    soon = office.callback("H7K-4RM")
    closed = office.a_minute_later("H7K-4RM")

    assert (soon.state, soon.closing) == ("claimed", "reached")
    assert (closed.state, closed.outcome) == ("closed", "reached")
    assert words_kept(office, "H7K-4RM") == [("pat", "awake, ambulance there")]
    assert holding.at == "/console/"
    assert "H7K-4RM closes at 3.31pm." in holding.page
    assert "Undo the closing" in holding.page


@pytest.mark.parametrize("where", ["/console/", "/console/callbacks/H7K-4RM"])
def test_a_closing_is_undone_where_it_is_announced(
    office: Office, holding: Desk, where: str
) -> None:
    """From the desk and from its page: theirs as before, and nothing closes."""
    holding.step("H7K-4RM", "close", outcome="reached")
    holding.get(where)
    holding.step("H7K-4RM", "undo")
    after = office.a_minute_later("H7K-4RM")

    assert "The closing is undone." in holding.page
    assert "07700 900101" in holding.page
    assert (after.state, after.officer, after.closing) == ("claimed", "pat", "")
    assert "Closing: Reached: we spoke to them" in holding.page
    assert "Closing undone" in holding.page


def test_what_closes_is_not_worked_on(office: Office, holding: Desk) -> None:
    """No number, no second form to close it; a colleague sees who closes it and cannot undo it."""
    holding.step("H7K-4RM", "close", outcome="reached")
    holding.get("/console/callbacks/H7K-4RM")
    kim = office.at_desk("kim")
    kim.get("/console/callbacks/H7K-4RM")

    assert "900101" not in holding.page
    assert 'id="outcome"' not in holding.page
    assert "You are closing it" in holding.page
    assert "pat is closing it" in kim.page
    assert "Undo the closing" not in kim.page


def test_undone_too_late_is_said(office: Office, holding: Desk) -> None:
    """A minute is a minute; the callback stays closed."""
    holding.step("H7K-4RM", "close", outcome="reached")
    page, fence = holding.page, holding.hidden("fence")
    office.a_minute_later("H7K-4RM")
    holding.page = page
    holding.step("H7K-4RM", "undo", fence=fence)

    assert holding.status == 409
    assert "This callback is closed already" in holding.page
    assert office.callback("H7K-4RM").state == "closed"


def test_who_writes_again_undoes_the_closing(office: Office, holding: Desk) -> None:
    """Pressing undo then finds it done, and the officer has it."""
    holding.step("H7K-4RM", "close", outcome="reached")
    office.arrives(MATE)
    holding.step("H7K-4RM", "undo")

    assert "The closing is undone." in holding.page
    assert "07700 900101" in holding.page


def test_closing_erases_who_asked_to_be_deleted(office: Office, pat: Desk) -> None:
    """And no note is kept of them either."""
    office.arrives(replace(MATE, requests=("delete_me",)))
    pat.get("/console/")
    pat.post("/console/take-next")
    pat.step("H7K-4RM", "close", outcome="reached", note="spoke to Sam")
    office.a_minute_later("H7K-4RM")

    assert office.callback("H7K-4RM").personal.number == ""
    assert words_kept(office, "H7K-4RM") == []


def test_a_try_brings_it_back_by_the_plan(office: Office, holding: Desk) -> None:
    """It waits again, with one try more, and says when."""
    holding.step("H7K-4RM", "attempt", result="no_answer", note="rang out")
    after = office.callback("H7K-4RM")

    assert (after.state, after.attempts) == ("waiting", 1)
    assert after.not_before == office.clock() + timedelta(minutes=5)
    assert words_kept(office, "H7K-4RM") == [("pat", "rang out")]


def test_later_takes_the_time_in_their_words(office: Office, pat: Desk) -> None:
    """Tomorrow after five is tomorrow at five, here."""
    office.arrives(BLADDER)
    pat.get("/console/")
    pat.post("/console/take-next")
    pat.step("F4T-7WY", "attempt", result="later", later_when="tomorrow after 5pm")

    assert office.callback("F4T-7WY").not_before == datetime(2026, 11, 24, 17, tzinfo=UTC)


def test_a_time_that_cannot_be_read_is_asked_for_again(office: Office, holding: Desk) -> None:
    """With what was written still in the field, and nothing recorded."""
    holding.step("H7K-4RM", "attempt", result="later", later_when="when the cows", note="so so")

    assert holding.status == 422
    assert "Write the time as they said it" in holding.page
    assert 'value="when the cows"' in holding.page
    assert ">so so</textarea>" in holding.page
    assert office.callback("H7K-4RM").attempts == 0


@pytest.mark.parametrize(
    ("step", "fields", "told"),
    [
        ("attempt", {}, "Say what came of the call"),
        ("attempt", {"result": "reached"}, "Say what came of the call"),
        ("close", {}, "Say how it ended"),
        ("close", {"outcome": "no_answer"}, "Say how it ended"),
        ("note", {"note": "  "}, "Write the note first"),
        ("lower", {"note": "calm now"}, "Say what the level is"),
        ("lower", {"level": "red:overdose", "note": "no"}, "Say what the level is"),
        ("lower", {"level": "none:"}, "Say why you lower it"),
    ],
)
def test_a_form_that_lacks_something_says_what(
    office: Office, holding: Desk, step: str, fields: dict[str, str], told: str
) -> None:
    """At the top with a link to the field, and nothing is changed."""
    before = office.callback("H7K-4RM")
    holding.step("H7K-4RM", step, **fields)

    assert holding.status == 422
    assert told in holding.page
    assert "Something is missing" in holding.page
    assert office.callback("H7K-4RM") == before


def test_giving_it_back_keeps_its_place(office: Office, holding: Desk) -> None:
    """Waiting as before, with its first waiting time."""
    holding.step("H7K-4RM", "release")
    after = office.callback("H7K-4RM")

    assert (after.state, after.waiting_since) == ("waiting", after.due_at)
    assert "Given back" in holding.page


def test_lowering_wants_a_reason_and_keeps_it(office: Office, holding: Desk) -> None:
    """A named person says what it is and why."""
    holding.step("H7K-4RM", "lower", level="amber:medical", note="she is awake and talking")
    after = office.callback("H7K-4RM")

    assert (after.level, after.kind) == (Level.AMBER, Kind.MEDICAL)
    assert words_kept(office, "H7K-4RM") == [("pat", "she is awake and talking")]
    assert "Lowered: Amber" in holding.page


def test_the_second_is_told_kindly_who_has_it(office: Office, holding: Desk) -> None:
    """And can go on with the next one at once."""
    kim = office.at_desk("kim")
    kim.get("/console/")
    kim.step("H7K-4RM", "claim")

    assert kim.status == 409
    assert "pat has this callback" in kim.page
    assert "Take the next one" in kim.page
    assert office.callback("H7K-4RM").officer == "pat"


def test_claiming_twice_is_claiming_once(office: Office, holding: Desk) -> None:
    """Going back and pressing again does no harm."""
    fence = office.callback("H7K-4RM").fence
    holding.step("H7K-4RM", "claim")

    assert holding.status == 200
    assert office.callback("H7K-4RM").fence == fence


def test_a_lost_lease_keeps_what_was_typed(office: Office, holding: Desk) -> None:
    """Somebody took it when the time ended: nothing is recorded, and the words are still there."""
    office.clock.at += LEASE + timedelta(minutes=1)
    office.queue.take_next("kim", office.clock())
    holding.step("H7K-4RM", "close", outcome="reached", note="he woke up")

    assert holding.status == 409
    assert "This callback is not yours any more" in holding.page
    assert ">he woke up</textarea>" in holding.page
    assert office.callback("H7K-4RM").officer == "kim"
    assert words_kept(office, "H7K-4RM") == []


def test_a_late_report_counts_when_nobody_took_it(office: Office, holding: Desk) -> None:
    """A long call does not cost the officer their outcome."""
    office.clock.at += LEASE * 3
    office.queue.return_ended_leases(office.clock())
    holding.step("H7K-4RM", "close", outcome="reached")

    assert office.a_minute_later("H7K-4RM").state == "closed"


def test_closed_already_is_said(office: Office, holding: Desk) -> None:
    """Pressing close in a window that is a minute old changes nothing."""
    fence = holding.hidden("fence")
    holding.step("H7K-4RM", "close", outcome="reached")
    office.a_minute_later("H7K-4RM")
    holding.get("/console/callbacks/H7K-4RM")
    holding.step("H7K-4RM", "close", outcome="wrong_number", fence=fence)

    assert holding.status == 409
    assert "This callback is closed already" in holding.page
    assert office.callback("H7K-4RM").outcome == "reached"


def test_an_outcome_that_red_may_not_have_is_refused(office: Office, holding: Desk) -> None:
    """Though the page never offers it."""
    holding.step("H7K-4RM", "close", outcome="safe")

    assert holding.status == 409
    assert office.callback("H7K-4RM").state == "claimed"


def test_the_last_try_says_that_it_closed(office: Office, pat: Desk) -> None:
    """By the plan, and the officer hears of it."""
    office.arrives(Person("X4A-7CC"))
    for _ in range(5):
        pat.get("/console/")
        pat.post("/console/take-next")
        pat.step("X4A-7CC", "attempt", result="no_answer")
        office.clock.on(days=4)

    assert office.callback("X4A-7CC").outcome == "exhausted"
    assert "That was the last try" in pat.page


def test_a_note_needs_no_claim(office: Office, pat: Desk) -> None:
    """A colleague who knows something writes it down."""
    office.arrives(MOTHER)
    pat.get("/console/callbacks/C3D-9PX")
    pat.step("C3D-9PX", "note", note="rang us too\nwill be home at six")

    assert words_kept(office, "C3D-9PX") == [("pat", "rang us too\nwill be home at six")]
    assert "Your note is kept." in pat.page


def test_the_page_keeps_what_is_held(office: Office, holding: Desk) -> None:
    """While somebody is there the lease is renewed, with or without JavaScript."""
    office.clock.on(minutes=10)
    holding.step("H7K-4RM", "still-here")
    by_itself = office.callback("H7K-4RM").lease_until
    office.clock.on(minutes=10)
    holding.get("/console/callbacks/H7K-4RM")
    holding.step("H7K-4RM", "renew")

    assert by_itself == office.clock() - timedelta(minutes=10) + LEASE
    assert office.callback("H7K-4RM").lease_until == office.clock() + LEASE
    assert "It is yours for another 15 minutes." in holding.page


def test_the_page_is_told_that_it_lost_it(office: Office, holding: Desk) -> None:
    """In its place, without taking away what is being written."""
    fence = holding.hidden("fence")
    office.clock.at += LEASE + timedelta(minutes=1)
    office.queue.take_next("kim", office.clock())
    holding.step("H7K-4RM", "still-here", fence=fence)

    assert "kim has it now" in holding.page
    assert "still-here" not in holding.page


@pytest.mark.parametrize("fence", ["", "x", "-1", "9" * 30])
def test_a_made_up_fence_is_refused(office: Office, holding: Desk, fence: str) -> None:
    """A step without the right to it changes nothing."""
    holding.step("H7K-4RM", "close", outcome="reached", fence=fence)

    assert holding.status == 400
    assert office.callback("H7K-4RM").state == "claimed"


@pytest.mark.parametrize("step", ["claim", "note", "attempt", "close", "undo", "lower", "release"])
def test_a_step_on_nothing_is_a_plain_page(pat: Desk, step: str) -> None:
    """The callback was erased meanwhile, or never was; what was typed comes back."""
    pat.get("/console/")
    pat.step(
        "ZZZ-ZZZ", step, fence="1", note="kept words", result="busy", outcome="reached",
        level="none:",
    )  # fmt: skip

    assert pat.status == 404
    assert "kept words" in pat.page
