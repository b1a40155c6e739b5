"""Signing in and out, form tokens, cookies and headers."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import Forbidden

from intake.console.guard import Guard, way_back
from tests.intake.console.office import MATE, PASSWORD, Desk, Office
from workers.staff import MOST_FAILURES


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(office: Office) -> None:
    """After signing in one sees the page that was asked for."""
    office.arrives(MATE)
    office.hire("pat")
    desk = Desk(office.app.test_client())
    desk.get("/console/callbacks/H7K-4RM")
    asked = desk.hidden("next")
    desk.post("/console/sign-in", name="pat", password=PASSWORD, next=asked)

    assert asked == "/console/callbacks/H7K-4RM"
    assert desk.at == "/console/callbacks/H7K-4RM"
    assert desk.status == 200


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/console/",
        "//evil.example/console/",
        "/\\evil.example",
        "/console//evil.example",
        "/console/\\evil.example",
        "javascript:alert(1)",
        "/elsewhere",
        "/console/\r\nSet-Cookie: a=b",
        "/console/sign-out",
        "/console/desk/news?seen=1",
        "",
    ],
)
def test_the_way_back_never_leaves_the_console(asked: str) -> None:
    """Another site, a step, a fragment or nonsense: the desk instead."""
    assert way_back(asked) == "/console/"


def test_a_page_of_ours_is_a_way_back() -> None:
    """With its query."""
    assert way_back("/console/callbacks/H7K-4RM?a=b") == "/console/callbacks/H7K-4RM?a=b"


@pytest.mark.parametrize(("name", "password"), [("pat", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    office: Office, name: str, password: str
) -> None:
    """Nobody learns which names there are."""
    office.hire("pat")
    desk = Desk(office.app.test_client())
    desk.sign_in(name, password)

    assert desk.status == 403
    assert "The name or the password is not right" in desk.page
    assert password not in desk.page or password == ""


def test_too_many_wrong_tries_lock_the_account_and_say_so(office: Office) -> None:
    """Then even the right password does not help, and the page says what does."""
    office.hire("pat")
    desk = Desk(office.app.test_client())
    for _ in range(MOST_FAILURES):
        desk.sign_in("pat", "wrong")
    desk.sign_in("pat", PASSWORD)

    assert desk.status == 403
    assert "Too many wrong tries" in desk.page


def test_signing_out_ends_the_session_on_the_server(office: Office, pat: Desk) -> None:
    """The cookie kept by somebody else is worth nothing afterwards."""
    cookie = pat.client.get_cookie("__Host-console_session", domain="desk.example")
    assert cookie is not None
    pat.get("/console/")
    pat.post("/console/sign-out")
    signed_out = "You are signed out" in pat.page
    pat.client.set_cookie(
        "__Host-console_session", cookie.value, domain="desk.example", secure=True
    )
    pat.get("/console/")

    assert signed_out
    assert pat.at == "/console/sign-in"


def test_signing_in_gives_a_new_session(office: Office) -> None:
    """A token that was planted before is not taken over."""
    office.hire("pat")
    desk = Desk(office.app.test_client())
    desk.client.set_cookie("__Host-console_session", "planted", domain="desk.example")
    desk.sign_in("pat")
    cookie = desk.client.get_cookie("__Host-console_session", domain="desk.example")

    assert cookie is not None
    assert cookie.value != "planted"


def test_a_disabled_account_is_out_at_once(office: Office, pat: Desk) -> None:
    """Whoever left the service sees nothing more, whatever page is open."""
    office.staff.disable("pat")
    pat.get("/console/")

    assert pat.at == "/console/sign-in"


def test_cookies_are_out_of_reach(office: Office) -> None:
    """HttpOnly, SameSite, Secure, and bound to this host."""
    office.hire("pat")
    desk = Desk(office.app.test_client())
    desk.get("/console/sign-in")
    answer = desk.client.post(
        "/console/sign-in",
        data={"csrf": desk.token(), "name": "pat", "password": PASSWORD},
        base_url="https://desk.example",
    )
    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith("__Host-console_session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_form_without_its_token_changes_nothing(office: Office, pat: Desk) -> None:
    """Nor with the token of somebody else's session; the page says to do it again."""
    before = office.arrives(MATE)
    other = office.at_desk("kim")
    other.get("/console/")
    for token in ("", "wrong", other.token()):
        pat.post("/console/take-next", csrf=token)

        assert pat.status == 400
        assert "Please do that again" in pat.page
    assert office.callback(before.reference) == before


def test_the_sign_in_form_has_a_token_of_its_own(office: Office) -> None:
    """Nobody is signed in to an account of somebody else's choosing."""
    office.hire("pat")
    desk = Desk(office.app.test_client())
    desk.get("/console/sign-in")
    desk.post("/console/sign-in", name="pat", password=PASSWORD, csrf="")

    assert desk.status == 400


def test_every_answer_carries_the_security_headers(office: Office, pat: Desk) -> None:
    """A policy with a nonce and nothing unsafe; no page is kept by the browser."""
    for address in ("/console/", "/console/sign-in", "/console/no-such-page"):
        pat.get(address)
        policy = pat.headers["Content-Security-Policy"]

        assert "script-src 'nonce-" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert pat.headers["Cache-Control"] == "no-store"
        assert pat.headers["X-Content-Type-Options"] == "nosniff"
        assert "max-age" in pat.headers["Strict-Transport-Security"]


def test_the_nonce_is_new_every_time(pat: Desk) -> None:
    """A script that was injected cannot know it."""
    pat.get("/console/")
    first = pat.headers["Content-Security-Policy"]
    pat.get("/console/")

    assert pat.headers["Content-Security-Policy"] != first


def test_every_script_carries_the_nonce(pat: Desk) -> None:
    """And nothing is styled inline, which the policy would refuse."""
    pat.get("/console/")

    assert pat.page.count("<script") == pat.page.count('<script nonce="')
    assert " style=" not in pat.page


def test_what_was_typed_survives_the_end_of_a_session(office: Office, pat: Desk) -> None:
    """Whoever was writing when their time ended gets back what they wrote."""
    office.arrives(MATE)
    pat.post("/console/take-next")
    office.sessions.close_all("pat")
    pat.step("H7K-4RM", "note", note="her sister <Ann> answered")

    assert pat.status == 401
    assert "her sister &lt;Ann&gt; answered" in pat.page


def test_a_poll_after_the_end_of_a_session_is_told_so(office: Office, pat: Desk) -> None:
    """A fragment is not answered with a whole page."""
    office.sessions.close_all("pat")
    answer = pat.client.get(
        "/console/desk/news", headers={"HX-Request": "true"}, base_url="https://desk.example"
    )

    assert answer.status_code == 401


def test_a_page_that_names_no_right_is_refused(office: Office) -> None:
    """Forgetting to say who may see a page closes it, even to a lead."""
    guard = Guard(office.door)

    with office.app.test_request_context("/console/forgotten"), pytest.raises(Forbidden):
        guard.admit(None)


def test_static_files_are_there_for_everybody(office: Office) -> None:
    """The sign-in page is styled too, and browsers may keep what never changes."""
    client = office.app.test_client()
    for name in (
        "console.css",
        "console.js",
        "vendor/nhsuk-frontend.min.css",
        "vendor/htmx.min.js",
    ):
        answer = client.get(f"/console/static/{name}", base_url="https://desk.example")

        assert answer.status_code == 200
        assert "max-age" in answer.headers["Cache-Control"]
        answer.close()
