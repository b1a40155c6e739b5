"""Prepared texts, duplicates, a number that several share, and numbers that a lead blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.conversation import Wishes
from tests.intake.console.office import BLADDER, MATE, Desk, Office, Person

SAM = Person("X4A-7CC", wishes=Wishes(name="Sam", may_text=True, shared_phone=False))
ADDRESS = "/console/callbacks/X4A-7CC"


@pytest.fixture(name="holding")
def _holding(office: Office, pat: Desk) -> Desk:
    """Pat holds Sam, who may be texted."""
    office.arrives(SAM)
    pat.get(ADDRESS)
    pat.step("X4A-7CC", "claim")
    return pat


def test_a_prepared_text_is_sent_and_stands_on_the_page(office: Office, holding: Desk) -> None:
    """The pack's words and no others, with how it went; sending twice is once."""
    for _ in range(2):
        holding.step("X4A-7CC", "text", line="neutral_missed")
    sent = office.door.outbox.of_person(office.vault.person(SAM.number))

    assert [view.body for view in sent] == [
        "Hi, sorry we missed you. We will try again. No need to reply."
    ]
    assert "The text is on its way." in holding.page
    assert "Waiting to be sent. “Hi, sorry we missed you." in holding.page
    assert "Sent a prepared text" in holding.page


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        (Wishes(may_text=False), "they said no to texts"),
        (Wishes(), "they did not say yes to texts"),
    ],
)
def test_who_did_not_allow_texts_gets_none(
    office: Office, pat: Desk, wishes: Wishes, why: str
) -> None:
    """The page says why instead, and a form from elsewhere is refused."""
    office.arrives(replace(SAM, wishes=wishes))
    pat.get(ADDRESS)
    pat.step("X4A-7CC", "claim")
    shown = pat.page
    pat.step("X4A-7CC", "text", line="neutral_missed")

    assert f"They are not to be texted: {why}." in shown
    assert "Send this text" not in shown
    assert pat.status == 409
    assert office.door.outbox.of_person(office.vault.person(SAM.number)) == ()


@pytest.mark.parametrize("line", ["welcome", "blocked", "nothing_of_ours"])
def test_only_prepared_lines_can_be_sent(office: Office, holding: Desk, line: str) -> None:
    """Whatever a form says."""
    holding.step("X4A-7CC", "text", line=line)

    assert holding.status == 409
    assert "The text was not sent" in holding.page
    assert office.door.outbox.of_person(office.vault.person(SAM.number)) == ()


def test_no_text_chosen_is_said(holding: Desk) -> None:
    """With a link to where it is chosen."""
    holding.step("X4A-7CC", "text")

    assert holding.status == 422
    assert 'href="#line"' in holding.page


def test_a_duplicate_names_the_one_that_stays(office: Office, holding: Desk) -> None:
    """Closed, it links there; the one that stays says so in its history."""
    office.arrives(MATE)
    holding.step("X4A-7CC", "close", outcome="duplicate", duplicate_of="h7k 4rm")
    closed = office.a_minute_later("X4A-7CC")
    holding.get(ADDRESS)
    gone = holding.page
    holding.get("/console/callbacks/H7K-4RM")

    assert (closed.outcome, closed.duplicate_of) == ("duplicate", "H7K-4RM")
    assert 'of another callback: <a href="/console/callbacks/H7K-4RM">H7K-4RM</a>' in gone
    assert "Another one was a duplicate of it: X4A-7CC" in holding.page


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "Write the reference of the callback that stays"),
        ("the other", "Write the reference of the callback that stays"),
        ("X4A-7CC", "That is this callback"),
        ("ZZZ-999", "There is no callback of that reference"),
    ],
)
def test_a_duplicate_of_nothing_is_asked_again(
    office: Office, holding: Desk, written: str, told: str
) -> None:
    """What was typed is still there, and nothing closes."""
    holding.step("X4A-7CC", "close", outcome="duplicate", duplicate_of=written)

    assert holding.status == 422
    assert told in holding.page
    assert f'name="duplicate_of" type="text" value="{written}"' in holding.page or not written
    assert office.callback("X4A-7CC").closing == ""


def test_a_shared_number_is_split(office: Office, holding: Desk) -> None:
    """The other one waits at the same place, by name; each page leads to the other."""
    holding.step("X4A-7CC", "split", who="Alex")
    (other,) = [c for c in office.queue.open_callbacks(office.clock()) if c.reference != "X4A-7CC"]
    shown = holding.page
    holding.get(f"/console/callbacks/{other.reference}")

    assert (other.personal.wishes.name, other.state) == ("Alex", "waiting")
    assert f'/console/callbacks/{other.reference}">' in shown
    assert "Others on the same number" in holding.page
    assert "X4A-7CC" in holding.page
    assert "Yes: somebody else may pick up" in holding.page


def test_splitting_wants_a_name(office: Office, holding: Desk) -> None:
    """Otherwise nobody knows whom to ask for."""
    holding.step("X4A-7CC", "split")

    assert holding.status == 422
    assert "Write who else uses this number" in holding.page
    assert len(office.queue.open_callbacks(office.clock())) == 1


@pytest.fixture(name="lead")
def _lead(office: Office) -> Desk:
    """A lead, with somebody waiting."""
    office.arrives(SAM)
    desk = office.at_desk("lee", "lead")
    desk.get(ADDRESS)
    return desk


def test_a_lead_blocks_a_number_with_a_reason_and_an_end(office: Office, lead: Desk) -> None:
    """From the callback, which stays as it is; the list shows it, and lifting it lets them in."""
    lead.step("X4A-7CC", "block", reason="rings forty times a night", until="2026-11-30")
    blocked = lead.page
    (block,) = office.door.blocks.list(office.clock())
    lead.get("/console/blocked")
    listed = lead.page
    lead.post(f"/console/blocked/{block.person}/lift")

    assert "This number is blocked until Mon 30 Nov at 11.59pm." in blocked
    assert (block.by, block.until.isoformat()) == ("lee", "2026-12-01T00:00:00+00:00")
    assert "07700 900123" in listed
    assert "rings forty times a night" in listed
    assert office.door.blocks.list(office.clock()) == ()
    assert "They are let in again." in lead.page
    assert office.callback("X4A-7CC").state == "waiting"


def test_any_number_can_be_blocked_from_the_list(office: Office, lead: Desk) -> None:
    """As it is written here, and what was typed stays when something is missing."""
    lead.get("/console/blocked")
    lead.post("/console/blocked", number="020 7946 0111", reason="", until="2026-11-30")
    missing = lead.page
    lead.post("/console/blocked", number="020 7946 0111", reason="abuse", until="2026-11-30")

    assert "Write why" in missing
    assert 'value="020 7946 0111"' in missing
    assert [b.number for b in office.door.blocks.list(office.clock())] == ["+442079460111"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"number": "", "reason": "x", "until": "2026-11-30"}, "number"),
        ({"number": "999", "reason": "x", "until": "2026-11-30"}, "number"),
        ({"number": "020 7946 0111", "reason": "x", "until": "soon"}, "until"),
        ({"number": "020 7946 0111", "reason": "x", "until": "2026-11-01"}, "until"),
        ({"number": "020 7946 0111", "reason": "x", "until": "2031-11-01"}, "until"),
        ({"number": "020 7946 0111", "reason": "x", "until": "0001-01-01"}, "until"),
    ],
)
def test_a_block_that_cannot_be_is_said(
    office: Office, lead: Desk, fields: dict[str, str], where: str
) -> None:
    """At the field that is wrong; nothing is blocked."""
    lead.get("/console/blocked")
    lead.post("/console/blocked", **fields)

    assert lead.status == 422
    assert f'href="#{where}"' in lead.page
    assert office.door.blocks.list(office.clock()) == ()


def test_seeing_blocking_and_lifting_are_on_record(office: Office, lead: Desk) -> None:
    """By whom, without the number."""
    lead.step("X4A-7CC", "block", reason="abuse", until="2026-11-30")
    lead.get("/console/blocked")
    (block,) = office.door.blocks.list(office.clock())
    lead.post(f"/console/blocked/{block.person}/lift")
    lines = office.door.audit.latest(10)

    assert {"block", "blocked_seen", "lift"} <= {line.what for line in lines if line.by == "lee"}
    assert not any("7700" in f"{line.about}{line.word}" for line in lines)


@pytest.mark.parametrize("role", ["officer", "auditor", "admin"])
def test_only_a_lead_blocks(office: Office, role: str) -> None:
    """Neither the list nor a step, nor the form on a callback's page."""
    office.arrives(SAM)
    desk = office.at_desk("somebody", role)
    desk.get(ADDRESS)
    shown = desk.page
    desk.step("X4A-7CC", "block", fence="1", reason="x", until="2026-11-30")
    refused = desk.status
    desk.get("/console/blocked")

    assert "Block this number" not in shown
    assert (refused, desk.status) == (403, 403)
    assert office.door.blocks.list(office.clock()) == ()


def test_an_ended_block_is_gone(office: Office, lead: Desk) -> None:
    """By itself, and lifting what is not there is a plain page."""
    lead.step("X4A-7CC", "block", reason="abuse", until="2026-11-24")
    (block,) = office.door.blocks.list(office.clock())
    lead.get("/console/blocked")
    token = lead.token()
    office.clock.at += timedelta(days=2)
    lead = office.at_desk("lee", "lead")
    lead.get("/console/blocked")
    shown = lead.page
    office.door.blocks.lift(block.person)
    lead.post(f"/console/blocked/{block.person}/lift")

    assert token
    assert "No number is blocked." in shown
    assert lead.status == 404


def test_what_to_say_is_the_packs(office: Office, pat: Desk) -> None:
    """In danger, at first, to somebody else; and to a voicemail only where it was allowed."""
    office.arrives(MATE)
    office.arrives(BLADDER)
    pat.get("/console/callbacks/H7K-4RM")
    red = pat.page
    pat.get("/console/callbacks/F4T-7WY")
    words = office.door.pack.lines

    assert words["officer_danger"].sms.split("{")[0] in red.replace("&#39;", "'")
    assert words["officer_greeting"].sms in red
    assert words["officer_somebody_else"].sms in red
    assert words["neutral_voicemail"].voice not in red
    assert words["neutral_voicemail"].voice in pat.page
    assert "Ask for Jo." in pat.page
