"""The page of one callback: how to ring safely first, and the number for whoever holds it."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Wishes
from flows.levels import Finding, Kind, Level
from tests.intake.console.office import BLADDER, MATE, MOTHER, Desk, Office, Person
from workers.callbacks import LEASE

ADDRESS = "/console/callbacks/H7K-4RM"


def shown(office: Office, reference: str) -> list[str]:
    """By whom the number was seen, as history has it."""
    return [line.by for line in office.queue.history(reference) if line.what == "number_shown"]


def test_the_number_is_shown_to_the_holder_alone(office: Office, pat: Desk) -> None:
    """A colleague reads everything else, and sees who has it."""
    office.arrives(MATE)
    pat.get("/console/")
    pat.post("/console/take-next")
    kim = office.at_desk("kim")
    kim.get(ADDRESS)

    assert "07700 900101" in pat.page
    assert "900101" not in kim.page
    assert "pat has it" in kim.page
    assert "wont wake up" in kim.page


def test_before_it_is_taken_nobody_sees_the_number(office: Office, pat: Desk) -> None:
    """There is a button to take it instead."""
    office.arrives(MATE)
    pat.get(ADDRESS)

    assert "900101" not in pat.page
    assert "Take this one" in pat.page


def test_seeing_the_number_is_on_record_once_for_each_time_it_is_taken(
    office: Office, pat: Desk
) -> None:
    """Reloading adds nothing; taking it again does."""
    office.arrives(MATE)
    pat.get(ADDRESS)
    pat.step("H7K-4RM", "claim")
    pat.get(ADDRESS)
    first = shown(office, "H7K-4RM")
    pat.step("H7K-4RM", "release")
    pat.get(ADDRESS)
    pat.step("H7K-4RM", "claim")

    assert first == ["pat"]
    assert shown(office, "H7K-4RM") == ["pat", "pat"]
    assert "Number shown" in pat.page


def test_when_the_lease_has_ended_the_number_is_gone(office: Office, pat: Desk) -> None:
    """Even while the queue has not yet taken it back."""
    office.arrives(MATE)
    pat.get(ADDRESS)
    pat.step("H7K-4RM", "claim")
    office.clock.at += LEASE
    pat.get(ADDRESS)

    assert "900101" not in pat.page
    assert "Take this one" in pat.page


def test_how_to_ring_safely_stands_before_the_number(office: Office, pat: Desk) -> None:
    """Nobody can dial before they have passed it."""
    office.arrives(replace(MOTHER, wishes=replace(MOTHER.wishes, other_number="+442079460999")))
    pat.get("/console/callbacks/C3D-9PX")
    pat.step("C3D-9PX", "claim")
    order = [
        pat.page.index(words)
        for words in (
            "How to ring safely",
            "Yes: somebody else may pick up",
            "020 7946 0999",
            "07700 900102",
        )
    ]

    assert order == sorted(order)
    assert "Sam" in pat.page


def test_no_answer_is_not_a_yes(office: Office, pat: Desk) -> None:
    """What they were not asked or did not answer is shown as a no."""
    office.arrives(replace(BLADDER, wishes=Wishes()))
    pat.get("/console/callbacks/F4T-7WY")

    assert pat.page.count("No: they did not say yes") == 2
    assert "Not known: take it as shared" in pat.page


def test_not_before_is_said_where_it_is_taken(office: Office, pat: Desk) -> None:
    """One may take it all the same, knowing."""
    office.arrives(MOTHER)
    pat.get("/console/callbacks/C3D-9PX")

    assert "Not to be rung before 5.00pm." in pat.page
    assert "Take this one all the same" in pat.page


def test_the_words_that_counted_are_marked_in_their_place(office: Office, pat: Desk) -> None:
    """And the reason stands beside them."""
    office.arrives(MATE)
    pat.get(ADDRESS)

    mark = '<mark class="console-mark console-mark--red">wont wake up</mark>'
    assert f"we did ket and my mate {mark}" in pat.page
    assert "not waking" in pat.page


def test_what_they_wrote_is_never_markup(office: Office, pat: Desk) -> None:
    """A message with tags in it is shown as it was written."""
    hostile = "<script>alert(1)</script> & <b>wont wake up"
    office.arrives(
        replace(
            MATE,
            said=(("sms", "they", hostile),),
            findings=(Finding("not_waking", "<b>wont wake up", 28, 43, Level.RED),),
            wishes=Wishes(name="<i>Sam"),
        )
    )
    pat.get(ADDRESS)

    assert "<script>alert" not in pat.page
    assert "<b>" not in pat.page
    assert "<i>" not in pat.page
    assert "&lt;b&gt;wont wake up</mark>" in pat.page


def test_the_whole_conversation_is_there_by_both_doors(office: Office, pat: Desk) -> None:
    """In one thread, each line with its door and speaker."""
    office.arrives(MATE)
    office.clock.on(minutes=2)
    again = (("voice", "they", "please hurry"), ("voice", "we", "Ring 999 now."))
    office.arrives(replace(MATE, said=again, door="voice", findings=()))
    pat.get(ADDRESS)
    order = [
        pat.page.index(words)
        for words in ("Text, 3.30pm", "Call 999 now.", "Phone, 3.32pm", "Ring 999 now.")
    ]

    assert order == sorted(order)


def test_a_withheld_number_is_said(office: Office, pat: Desk) -> None:
    """There is nobody to ring, and the page says so rather than show nothing."""
    office.arrives(replace(MATE, number="", door="voice"))
    pat.get(ADDRESS)
    pat.step("H7K-4RM", "claim")

    assert "They withheld their number" in pat.page


def test_what_they_said_to_it_themselves_comes_first(office: Office, pat: Desk) -> None:
    """No call, delete me: read before anything else."""
    office.arrives(replace(MATE, requests=("no_call", "delete_me")))
    pat.get(ADDRESS)

    assert "They asked not to be rung" in pat.page
    assert "They asked to be deleted" in pat.page
    assert pat.page.index("They asked to be deleted") < pat.page.index("Asked to be rung")


def test_an_open_check_is_explained(office: Office, pat: Desk) -> None:
    """What an officer does with it, and that it may end as read."""
    office.arrives(Person("X4A-7CC", Level.AMBER, Kind.UNCLEAR, asked=False))
    pat.get("/console/callbacks/X4A-7CC")
    pat.step("X4A-7CC", "claim")

    assert "They have not answered whether anybody is in danger" in pat.page
    assert 'value="safe"' in pat.page


def test_red_offers_no_end_that_red_may_not_have(office: Office, pat: Desk) -> None:
    """Neither out of tries nor just read."""
    office.arrives(MATE)
    pat.get(ADDRESS)
    pat.step("H7K-4RM", "claim")

    assert 'value="reached"' in pat.page
    assert 'value="safe"' not in pat.page
    assert 'value="exhausted"' not in pat.page


def test_each_result_says_what_follows_from_it(office: Office, pat: Desk) -> None:
    """By the plan, at this moment."""
    office.arrives(MATE)
    pat.get(ADDRESS)
    pat.step("H7K-4RM", "claim")

    assert "We try again from 3.35pm" in pat.page
    assert "We try again from 3.33pm" in pat.page


def test_topics_notes_history_and_earlier_callbacks(office: Office, pat: Desk) -> None:
    """Everything that was known before is on the one page."""
    office.arrives(MOTHER)
    held = office.queue.claim("C3D-9PX", "kim", office.clock())
    office.queue.note("C3D-9PX", "kim", "son is 19, lives at home", office.clock())
    office.queue.close("C3D-9PX", held.fence, "kim", "elsewhere", office.clock())
    office.clock.on(days=1)
    office.arrives(replace(MOTHER, reference="D6E-3HJ"))
    pat.get("/console/callbacks/D6E-3HJ")

    assert "They read about: " in pat.page
    assert "/console/callbacks/C3D-9PX" in pat.page
    assert "Closed yesterday at 3.30pm: They have help elsewhere" in pat.page
    pat.get("/console/callbacks/C3D-9PX")

    assert "son is 19, lives at home" in pat.page
    assert "Closed: They have help elsewhere" in pat.page
    assert "900102" not in pat.page


def test_the_page_learns_that_it_is_out_of_date(office: Office, pat: Desk) -> None:
    """A further message or somebody's step is announced; nothing typed is swept away."""
    before = office.arrives(MATE)
    news = f"{ADDRESS}/news?version={before.version}"
    pat.get(news)
    quiet = pat.status
    office.arrives(MATE)
    pat.get(news)

    assert quiet == 204
    assert "This callback has changed" in pat.page


def test_there_is_no_such_callback(pat: Desk) -> None:
    """A plain page that says what to do."""
    pat.get("/console/callbacks/ZZZ-ZZZ")

    assert pat.status == 404
    assert "Go to the desk" in pat.page


def test_no_address_on_a_page_carries_a_number(office: Office, pat: Desk) -> None:
    """But the link that dials: nothing that a server or a browser history would keep."""
    office.arrives(MATE)
    pat.get(ADDRESS)
    pat.step("H7K-4RM", "claim")

    assert "900101" not in pat.page.replace('"tel:+447700900101"', "").replace("07700 900101", "")
