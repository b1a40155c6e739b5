"""The desk: the queue at a glance, in its own order, without a number or a word of anybody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from flows.levels import Kind, Level
from tests.intake.console.office import BLADDER, MATE, MOTHER, Desk, Office, Person
from tests.support.round_trips import Counted

NUMBERS = ("7700", "0113 496", "1134960103", "900101")


def references(page: str) -> list[str]:
    """The rows of the list, in the order in which they stand."""
    return re.findall(r'id="row-([A-Z0-9-]+)"', page)


def news(desk: Desk, seen: str, known: str = "") -> str:
    """What a page that has seen so much is told."""
    return desk.get(f"/console/desk/news?seen={seen}&known={known}", HX_Request="true")


def seen_by(page: str) -> str:
    """How far the open page has seen."""
    found = re.search(r"news\?seen=([\d.]+)", page)
    assert found is not None
    return found[1]


def test_the_list_stands_in_take_next_order(office: Office, pat: Desk) -> None:
    """Red first, then the earliest promise; what is for later stands apart, after them."""
    for person in (MOTHER, BLADDER, MATE):
        office.arrives(person)
    pat.get("/console/")

    assert references(pat.page) == ["H7K-4RM", "F4T-7WY", "C3D-9PX"]
    assert pat.page.index('id="later-heading"') < pat.page.index('id="row-C3D-9PX"')


def test_nobody_can_be_recognised_on_the_desk(office: Office, pat: Desk) -> None:
    """No number, no name, no word that they wrote: a desk may stand in an open room."""
    for person in (MOTHER, BLADDER, MATE):
        office.arrives(person)
    pat.get("/console/")

    assert not any(number in pat.page for number in NUMBERS)
    assert "Sam" not in pat.page
    assert "wont wake up" not in pat.page


def test_a_row_says_what_an_officer_must_know(office: Office, pat: Desk) -> None:
    """Level in words, what was asked for and when, not before when, and how to ring safely."""
    office.arrives(MOTHER)
    office.arrives(MATE)
    pat.get("/console/")
    for words in (
        "Red: overdose",
        "Not a call: we saw danger",
        "At once",
        "A call today between 5pm and 9pm",
        "Not before 5.00pm",
        "Shared phone · Leave no message",
    ):
        assert words in pat.page, words


def test_the_strip_counts(office: Office, pat: Desk) -> None:
    """Waiting by level, overdue, and the longest wait in words."""
    office.arrives(BLADDER)
    office.clock.on(minutes=47)
    office.arrives(MATE)
    pat.get("/console/")
    figures = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", pat.page))

    assert figures == {
        "Red": "1",
        "Amber": "1",
        "Ordinary": "0",
        "To ring now": "2",
        "Overdue": "1",
        "Longest wait": "47 minutes",
        "On duty": "Nobody",
    }
    assert "<title>(1 red) Desk" in pat.page
    assert "Overdue by 17 minutes" in pat.page


def test_taking_the_next_one_opens_it(office: Office, pat: Desk) -> None:
    """The queue chooses; the officer's account is who has it."""
    office.arrives(BLADDER)
    office.arrives(MATE)
    pat.get("/console/")
    pat.post("/console/take-next")

    assert pat.at == "/console/callbacks/H7K-4RM"
    assert office.callback("H7K-4RM").officer == "pat"


def test_what_i_have_stands_first(office: Office, pat: Desk) -> None:
    """Under its own heading, and what somebody else has says who."""
    office.arrives(MATE)
    office.arrives(BLADDER)
    office.queue.claim("H7K-4RM", "kim", office.clock())
    office.queue.claim("F4T-7WY", "pat", office.clock())
    pat.get("/console/")

    assert references(pat.page) == ["F4T-7WY", "H7K-4RM"]
    assert "You have it" in pat.page
    assert "kim has it" in pat.page


def test_an_empty_queue_says_so(pat: Desk) -> None:
    """Both on the desk and after asking for the next one."""
    pat.get("/console/")
    empty = pat.page
    pat.post("/console/take-next")

    assert "Nobody is waiting to be rung now" in empty
    assert "Nobody is to be rung now" in pat.page
    assert pat.at == "/console/"


def test_a_poll_that_has_nothing_new_is_empty(office: Office, pat: Desk) -> None:
    """204, and nothing is drawn, as long as nothing changed within the minute."""
    office.arrives(MATE)
    pat.get("/console/")
    news(pat, seen_by(pat.page))

    assert pat.status == 204


def test_a_poll_that_has_nothing_new_is_one_round_trip(office: Office, pat: Desk) -> None:
    """Who is signed in and whether anything changed are asked together, however many wait."""
    a_long_list(office)
    pat.get("/console/")
    seen = seen_by(pat.page)
    office.redis.connection_pool.reset()
    office.redis.connection_pool.connection_class = Counted
    news(pat, seen)  # the connection is made anew
    Counted.trips = 0
    news(pat, seen)

    assert (pat.status, Counted.trips) == (204, 1)


def test_news_changes_words_but_never_the_list(office: Office, pat: Desk) -> None:
    """A row that stands is told who has it; a new one is counted and not put in."""
    office.arrives(BLADDER)
    pat.get("/console/")
    seen = seen_by(pat.page)
    office.queue.claim("F4T-7WY", "kim", office.clock())
    office.arrives(MATE)
    found = news(pat, seen, known="F4T-7WY")

    assert pat.status == 200
    assert '<span id="who-F4T-7WY" hx-swap-oob="true">kim has it</span>' in found
    assert "1 new, red: show" in found
    assert "row-" not in found
    assert "<title>(1 red) (1 new) Desk" in found


def test_a_row_whose_callback_is_gone_says_so(office: Office, pat: Desk) -> None:
    """It stays where it is until the officer asks for the list anew."""
    held = office.arrives(BLADDER)
    pat.get("/console/")
    seen = seen_by(pat.page)
    held = office.queue.claim(held.reference, "kim", office.clock())
    office.queue.close(held.reference, held.fence, "kim", "reached", office.clock())

    assert '<span id="who-F4T-7WY" hx-swap-oob="true">Closed</span>' in news(pat, seen, "F4T-7WY")


def test_news_of_a_closing_comes_to_its_notice(office: Office, pat: Desk) -> None:
    """That it took effect, or that it did not since they were in touch again; nothing moves."""
    for person in (MATE, BLADDER):
        held = office.queue.claim(office.arrives(person).reference, "pat", office.clock())
        office.queue.close_soon(held.reference, held.fence, "pat", "reached", office.clock())
    pat.get("/console/")
    seen, known = seen_by(pat.page), pat.hidden("known")
    office.a_minute_later("H7K-4RM")
    office.arrives(BLADDER)
    found = news(pat, seen, known)

    assert known == "closing.H7K-4RM closing.F4T-7WY"
    assert "H7K-4RM is closed." in found
    assert "F4T-7WY is not closed:" in found
    assert "1 new: show" in found


def test_news_of_made_up_references_shows_nothing_foreign(pat: Desk) -> None:
    """What a page claims to know is only ever shown escaped."""
    found = news(pat, "0", known="<script>")

    assert "<script>" not in found


def test_waiting_times_go_on_without_a_change(office: Office, pat: Desk) -> None:
    """A minute later the words in the rows are new though nothing happened."""
    office.arrives(BLADDER)
    pat.get("/console/")
    seen = seen_by(pat.page)
    office.clock.on(minutes=25)

    assert "By 4.00pm, in 5 minutes" in news(pat, seen, "F4T-7WY")


def a_long_list(office: Office, count: int = 63) -> None:
    """So many people wait to be rung now, and a dozen for later."""
    for n in range(count):
        office.arrives(Person(f"P{n:03}-AAA", number=f"+4477009{n:05}"))
    for n in range(12):
        later = timedelta(hours=2)
        office.arrives(Person(f"L{n:03}-AAA", number=f"+4477008{n:05}", not_before=later))


def test_a_long_list_is_cut_and_says_how_many_there_are(office: Office, pat: Desk) -> None:
    """The page stays quick with thousands waiting; all of them are a link away, page by page."""
    a_long_list(office)
    pat.get("/console/")
    desk = pat.page
    pat.get("/console/desk/all/ready")
    first = references(pat.page)
    pat.get("/console/desk/all/ready?skip=50")
    second = references(pat.page)

    assert references(desk) == [
        *(f"P{n:03}-AAA" for n in range(20)), *(f"L{n:03}-AAA" for n in range(10)),
    ]  # fmt: skip
    assert "The first of 63." in desk
    assert "The first of 12." in desk
    assert [*first, *second] == [f"P{n:03}-AAA" for n in range(63)]
    assert "51 to 63, as they stood at 3.30pm" in pat.page


def test_what_is_mine_is_never_cut_off(office: Office, pat: Desk) -> None:
    """However many more urgent ones wait."""
    a_long_list(office)
    office.queue.claim("P062-AAA", "pat", office.clock())
    pat.get("/console/")

    assert references(pat.page)[0] == "P062-AAA"


@pytest.mark.parametrize("which", ["ready", "held", "later"])
def test_every_list_has_its_page(office: Office, pat: Desk, which: str) -> None:
    """An empty one says so, and a made-up page of it does no harm."""
    office.arrives(BLADDER)
    office.arrives(MOTHER)
    office.arrives(MATE)
    office.queue.claim("F4T-7WY", "kim", office.clock())
    pat.get(f"/console/desk/all/{which}")
    found = references(pat.page)
    pat.get(f"/console/desk/all/{which}?skip=99999999999999")

    assert found == {"ready": ["H7K-4RM"], "held": ["F4T-7WY"], "later": ["C3D-9PX"]}[which]
    assert "None here." in pat.page


def test_who_moves_up_a_long_list_is_not_called_new(office: Office, pat: Desk) -> None:
    """The list has moved on; new is who came, or who is red."""
    a_long_list(office, 25)
    office.clock.on(seconds=1)
    pat.get("/console/")
    seen, known, drawn = seen_by(pat.page), pat.hidden("known"), pat.hidden("drawn")
    for n in range(3):
        held = office.queue.claim(f"P{n:03}-AAA", "kim", office.clock())
        office.queue.close(held.reference, held.fence, "kim", "reached", office.clock())
    moved = news(pat, seen, f"{known}&drawn={drawn}")
    office.arrives(MATE)
    red = news(pat, seen, f"{known}&drawn={drawn}")

    assert "The list has moved on: show" in moved
    assert " new" not in moved.split("</title>")[0]
    assert "1 new, red: show" in red


def test_without_javascript_one_chooses_to_refresh(pat: Desk) -> None:
    """The page does not reload under somebody who did not ask for it."""
    pat.get("/console/")
    plain = pat.page
    pat.get("/console/?refresh=30")

    assert "http-equiv" not in plain
    assert '<meta http-equiv="refresh" content="30">' in pat.page


def test_an_auditor_sees_the_queue_and_opens_nothing(office: Office) -> None:
    """No link to a callback and no button to take one."""
    office.arrives(MATE)
    desk = office.at_desk("aud", "auditor")
    desk.get("/console/")

    assert "H7K-4RM" in desk.page
    assert "/console/callbacks/" not in desk.page
    assert "take-next" not in desk.page


def test_a_check_says_that_it_is_to_be_read(office: Office, pat: Desk) -> None:
    """A doubtful sign of somebody who asked for nothing is read before anybody rings."""
    office.arrives(Person("X4A-7CC", Level.AMBER, Kind.UNCLEAR, asked=False))
    pat.get("/console/")

    assert "Amber: to check" in pat.page
    assert "Not a call: read what they wrote" in pat.page


def test_who_wants_no_call_is_marked(office: Office, pat: Desk) -> None:
    """What they said to it themselves is seen before it is taken."""
    office.arrives(Person("X4A-7CC", Level.RED, Kind.SELF_HARM, requests=("no_call", "delete_me")))
    pat.get("/console/")

    assert "Says: do not ring" in pat.page
    assert "Asked to be deleted" in pat.page
