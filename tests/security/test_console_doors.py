"""Every page of the console, found in its map: without a session, with one that is over, with the
session of another role, with somebody else's, and without the form's token."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from redis import Redis

from intake.console.roles import ROLES, Right, may
from tests.intake.console.office import MATE, Desk, Office
from tests.security.console_map import Door, doors, mapped
from tests.support.tried import Tried

SESSION = "__Host-console_session"
HERE = "https://desk.example"


def closed(office: Office, *methods: str) -> list[Door]:
    """Every page there is that asks for a right."""
    there, asked = mapped(office.app), methods or ("GET", "POST")
    return [
        door
        for door in doors()
        if (door.address, door.method) in there
        if door.right != Right.NOTHING.name and door.method in asked
    ]


def sent(client: Any, door: Door, **fields: str) -> Any:
    """The answer, with its redirects not followed."""
    method = client.get if door.method == "GET" else client.post
    more = {"data": fields} if door.method == "POST" else {}
    return method(door.address, base_url=HERE, **more)


def turned_away(answer: Any) -> bool:
    """Whether it shows nothing but the way to sign in."""
    if answer.status_code == 303:
        return "/console/sign-in" in str(answer.headers["Location"])
    return answer.status_code == 401


def everything(redis: Redis) -> dict[bytes, bytes]:
    """All that is stored, but for sessions and counts of guesses, which looking changes."""
    found: Any = redis.keys("*")
    kept = [key for key in found if b":session" not in key and b"guesses" not in key]
    return {key: redis.dump(key) for key in kept}  # type: ignore[misc]


def test_the_map_is_walked_whole(office: Office) -> None:
    """Each page that the application answers is one whose right was read; no page has no right."""
    assert mapped(office.app) <= {(door.address, door.method) for door in doors()}
    assert len(closed(office)) > 20
    assert {door.right for door in doors()} <= {right.name for right in Right}


def test_nobody_sees_or_does_anything_without_a_session(
    office: Office, redis: Redis, tried: Tried
) -> None:
    """No session, a made-up one, one that is over, one that was signed out: the way to sign in."""
    office.arrives(MATE)
    over = office.at_desk("over")
    left = office.at_desk("left")
    cookie = left.client.get_cookie(SESSION, domain="desk.example")
    assert cookie is not None
    left.get("/console/you")
    left.post("/console/sign-out")
    left.client.set_cookie(SESSION, cookie.value, domain="desk.example", secure=True)
    for key in redis.keys("hi:session:*"):  # type: ignore[union-attr]
        redis.pexpire(key, 1)
    made_up = office.app.test_client()
    clients = {"none": office.app.test_client(), "over": over.client, "left": left.client}
    before, times = everything(redis), 0
    for door in closed(office):
        value = secrets.token_urlsafe(32)
        made_up.set_cookie(SESSION, value, domain="desk.example", secure=True)
        for name, client in {**clients, "made up": made_up}.items():
            answer = sent(client, door, csrf="x", fence="1", note="x", outcome="reached")
            times += 1

            assert turned_away(answer), (door, name, answer.status_code)
            assert MATE.reference not in answer.text or door.address in answer.text
            assert "900101" not in answer.text
    assert everything(redis) == before
    tried(
        f"{len(closed(office))} console pages without a session, or one that is over",
        times,
        "sign in",
    )


@pytest.mark.parametrize("role", ROLES)
def test_another_role_is_refused(office: Office, redis: Redis, role: str, tried: Tried) -> None:
    """Each page by each role that may not: 403 with the right token, and nothing is changed."""
    office.arrives(MATE)
    desk = office.at_desk("somebody", role)
    desk.get("/console/you")
    token, before, times = desk.token(), everything(redis), 0
    for door in closed(office):
        if may(role, Right[door.right]):
            continue
        answer = sent(desk.client, door, csrf=token, fence="1", name="x", outcome="reached")
        times += 1

        assert answer.status_code == 403, door
        assert "900101" not in answer.text
    assert everything(redis) == before
    if times:
        tried(f"console pages by the role {role}, which may not", times, "403, nothing changed")


def test_a_step_without_its_own_token_changes_nothing(
    office: Office, pat: Desk, redis: Redis, tried: Tried
) -> None:
    """No token, a wrong one, somebody else's, a visitor's: 400 on every step there is."""
    office.arrives(MATE)
    kim = office.at_desk("kim", "lead")
    kim.get("/console/you")
    visitor = Desk(office.app.test_client())
    visitor.get("/console/sign-in")
    lead = office.at_desk("lee", "lead")
    before, times = everything(redis), 0
    for door in closed(office, "POST"):
        for token in ("", "x", kim.token(), visitor.token(), kim.token()[:-1], "é"):
            for desk in (pat, lead):
                answer = sent(desk.client, door, csrf=token, fence="1", outcome="reached")
                times += 1

                assert answer.status_code == 400, (door, token)
    assert everything(redis) == before
    tried(
        f"{len(closed(office, 'POST'))} steps with no token, or another's",
        times,
        "400, nothing changed",
    )


def test_somebody_elses_session_does_somebody_elses_work_only(office: Office, pat: Desk) -> None:
    """What pat holds kim can neither close nor see the number of, nor with pat's fence."""
    office.arrives(MATE)
    pat.post("/console/take-next", csrf=_token(pat))
    fence = pat.hidden("fence")
    kim = office.at_desk("kim")
    kim.get(f"/console/callbacks/{MATE.reference}")
    seen = kim.page
    before = office.callback(MATE.reference)
    for step in ("release", "attempt", "close", "lower", "renew", "still-here"):
        kim.step(MATE.reference, step, fence=fence, outcome="reached", result="busy", level="none")

    assert "900101" not in seen.replace(" ", "")
    assert office.callback(MATE.reference) == before
    assert before.officer == "pat"


def _token(desk: Desk) -> str:
    desk.get("/console/")
    return desk.token()


def test_a_session_that_was_planted_is_not_taken_over(office: Office) -> None:
    """Signing in always makes a new session, and the visitor's form token is worth nothing then."""
    office.hire("pat")
    desk = Desk(office.app.test_client())
    desk.client.set_cookie(SESSION, "planted", domain="desk.example", secure=True)
    desk.get("/console/sign-in")
    visitors = desk.token()
    desk.sign_in("pat")
    cookie = desk.client.get_cookie(SESSION, domain="desk.example")
    desk.post("/console/take-next", csrf=visitors)

    assert cookie is not None
    assert cookie.value != "planted"
    assert len(cookie.value) > 40
    assert desk.status == 400


def test_a_change_of_role_or_an_end_holds_at_once(office: Office, redis: Redis) -> None:
    """A session has no rights of its own: the account is read at every request."""
    lead = office.at_desk("lee", "lead")
    lead.get("/console/audit")
    might = lead.status
    redis.hset("hi:staff:lee", "role", "officer")
    lead.get("/console/audit")
    may_now = lead.status
    redis.hset("hi:staff:lee", "role", "nonsense")
    lead.get("/console/desk/list")

    assert (might, may_now, lead.status) == (200, 403, 403)
