"""Who may what: each line of the table, and each page held to it."""

from __future__ import annotations

import pytest
from flask import Flask

from intake.console.roles import MAY, ROLES, Right, may
from tests.intake.console.office import MATE, Office

TABLE = """
                officer lead auditor admin
    NOTHING     yes     yes  yes     yes
    SIGNED_IN   yes     yes  yes     yes
    DESK        yes     yes  yes     no
    READ        yes     yes  no      no
    WORK        yes     yes  no      no
    LOWER       yes     yes  no      no
    BLOCK       no      yes  no      no
    SEARCH      yes     yes  no      no
    REPORTS     no      yes  yes     no
    AUDIT       no      yes  yes     no
    ROTA        no      yes  no      no
    ACCOUNTS    no      yes  no      yes
    BANNER      no      yes  no      no
    STATUS      yes     yes  yes     yes
    WORDS       yes     yes  yes     yes
"""
LINES = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (role, right, answer == "yes")
    for right, *answers in LINES[1:]
    for role, answer in zip(LINES[0], answers, strict=True)
]


@pytest.mark.parametrize(("role", "right", "allowed"), CELLS)
def test_every_line_of_the_table(role: str, right: str, allowed: bool) -> None:
    """Each role has the rights written here, one by one, and no other."""
    assert may(role, Right[right]) is allowed


def test_the_table_is_whole() -> None:
    """Every right and every role is in the table above, and in the code."""
    assert {right for right, *_ in LINES[1:]} == {right.name for right in Right}
    assert tuple(LINES[0]) == ROLES
    assert set(MAY) == set(Right)


def test_an_unknown_role_may_nothing() -> None:
    """A role nobody has heard of has no right."""
    assert not any(may("visitor", right) for right in Right)


@pytest.mark.parametrize("role", ROLES)
def test_each_page_asks_for_its_right(office: Office, role: str) -> None:
    """An account that lacks the right gets a plain 403, one that has it the page."""
    office.arrives(MATE)
    desk = office.at_desk("somebody", role)
    pages = {
        "/console/desk/list": Right.DESK,
        "/console/callbacks/H7K-4RM": Right.READ,
        "/console/search": Right.SEARCH,
        "/console/audit": Right.AUDIT,
        "/console/audit.csv": Right.AUDIT,
        "/console/audit/check": Right.AUDIT,
        "/console/rota": Right.ROTA,
        "/console/accounts": Right.ACCOUNTS,
        "/console/accounts/somebody": Right.ACCOUNTS,
        "/console/status": Right.STATUS,
        "/console/words": Right.WORDS,
        "/console/you": Right.SIGNED_IN,
    }
    for address, right in pages.items():
        desk.get(address)

        assert desk.status == (200 if may(role, right) else 403), address


def test_everybody_begins_where_they_may_be(office: Office) -> None:
    """An administrator has no desk and is led to the accounts instead of a refusal."""
    desk = office.at_desk("boss", "admin")

    assert (desk.status, desk.at) == (200, "/console/accounts")


@pytest.mark.parametrize("role", ["auditor", "admin"])
def test_who_may_not_work_changes_nothing(office: Office, role: str) -> None:
    """A step by somebody without the right is refused and leaves the queue as it was."""
    before = office.arrives(MATE)
    desk = office.at_desk("somebody", role)
    desk.get("/console/sign-in")
    for step in (
        "claim",
        "release",
        "note",
        "attempt",
        "close",
        "undo",
        "lower",
        "renew",
        "still-here",
    ):
        desk.step(before.reference, step, fence="1", note="x", outcome="reached")

        assert desk.status == 403, step
    desk.post("/console/take-next")

    assert desk.status == 403
    assert office.callback(before.reference) == before


def test_every_page_has_named_its_right(office: Office) -> None:
    """No page of the console is open because somebody forgot to say who may see it."""
    client = office.app.test_client()
    for rule in _rules(office.app):
        address = rule.replace("<reference>", "H7K-4RM").replace("<path:_nowhere>", "nowhere")
        answer = client.get(address, base_url="https://desk.example")
        turned_away = answer.status_code == 303 and "/console/sign-in" in answer.headers["Location"]

        assert turned_away or answer.status_code == 405, address


def _rules(app: Flask) -> list[str]:
    open_to_all = {"console.static", "console.sign_in_page", "console.sign_in"}
    open_to_all |= {"console.code_page", "console.code"}  # these want the password before
    open_to_all |= {"console.watch"}  # says how many, to the browser of a desk that was locked
    return [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint not in open_to_all]
