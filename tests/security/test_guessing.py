"""Guessing a password: by account, by address, many at once, and what the page gives away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from intake.console.addresses import address_of
from tests.intake.console.office import PASSWORD, Desk, Office
from tests.support.tried import Tried
from workers import guesses
from workers.staff import MOST_FAILURES

ATTACKER = "203.0.113.7"
OFFICE = "198.51.100.20"


def tries(
    desk: Desk, name: str, password: str, address: str = ATTACKER, peer: str = "127.0.0.1"
) -> int:
    """Sign in through the form, as a proxy hands it over; the status of the answer."""
    desk.get("/console/sign-in")
    answer = desk.client.post(
        "/console/sign-in",
        data={"csrf": desk.token(), "name": name, "password": password},
        base_url="https://desk.example",
        headers={"X-Forwarded-For": f"10.9.8.7, {address}"} if address else {},
        environ_overrides={"REMOTE_ADDR": peer},
    )
    desk.page = answer.text
    return answer.status_code


def fresh(office: Office) -> Desk:
    """Somebody with a new browser."""
    return Desk(office.app.test_client())


def test_an_account_is_locked_whatever_the_address(office: Office, tried: Tried) -> None:
    """Five wrong ones from five places, and the right one does not help; others may sign in."""
    office.hire("pat")
    office.hire("kim")
    for n in range(MOST_FAILURES):
        assert tries(fresh(office), "pat", f"guess {n} of many", f"203.0.113.{n}") == 403
    desk = fresh(office)

    assert tries(desk, "pat", PASSWORD, OFFICE) == 403
    assert "Too many wrong tries" in desk.page
    assert tries(fresh(office), "kim", PASSWORD, OFFICE) == 303
    tried("a password guessed for one account from many addresses", MOST_FAILURES + 1, "locked")


def test_an_address_is_told_to_wait_whatever_the_account(office: Office, tried: Tried) -> None:
    """One password tried on every name never meets an account's lock: the address is counted.

    Then nothing from there is judged, not even what is right; from elsewhere one may sign in.
    """
    office.hire("pat")
    for n in range(guesses.MOST):
        assert tries(fresh(office), f"name{n}", "Summer2026!") == 403
    desk = fresh(office)

    assert tries(desk, "pat", PASSWORD) == 403
    assert "Too many wrong tries" in desk.page
    assert tries(fresh(office), "pat", PASSWORD, OFFICE) == 303
    tried("one password on many accounts from one address", guesses.MOST + 1, "told to wait")


def test_an_office_behind_one_address_is_not_locked_out_by_signing_in(office: Office) -> None:
    """Who signs in rightly is not counted, however many there are."""
    office.hire("pat")
    statuses = {tries(fresh(office), "pat", PASSWORD, OFFICE) for _ in range(guesses.MOST + 5)}

    assert statuses == {303}


def test_guessing_at_once_gains_nothing(office: Office) -> None:
    """A guess is counted before it is judged: twenty at the same moment are five."""
    office.hire("pat")
    desks = [fresh(office) for _ in range(20)]

    def guess(n: int) -> int:
        return tries(desks[n], "pat", PASSWORD if n == 19 else f"guess {n} of many", "")

    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(guess, range(MOST_FAILURES + 5)))

    assert set(first) == {403}
    assert guess(19) == 403


@pytest.mark.parametrize(
    ("peer", "said", "expected"),
    [
        ("198.51.100.20", "203.0.113.7", "198.51.100.20"),
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.2", "1.2.3.4, 203.0.113.7", "203.0.113.7"),
        ("172.17.0.1", "203.0.113.7, nonsense", ""),
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "2001:DB8::7", "2001:db8::7"),
        ("", "203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(
    office: Office, peer: str, said: str, expected: str
) -> None:
    """What a stranger writes into the header counts for nothing; what our proxy adds does."""
    environ: dict[str, Any] = {"REMOTE_ADDR": peer}
    headers = {"X-Forwarded-For": said} if said else {}
    with office.app.test_request_context(headers=headers, environ_overrides=environ) as context:
        assert address_of(context.request) == expected


def test_no_page_tells_which_names_there_are(office: Office) -> None:
    """A name that exists and one that does not get the same page, even when both are locked."""
    office.hire("pat")
    pages = []
    for name in ("pat", "qat"):
        desk = fresh(office)
        for _ in range(MOST_FAILURES + 1):
            tries(desk, name, "wrong wrong wrong", "")
        pages.append(_same(desk.page, name))

    assert pages[0] == pages[1]


def _same(page: str, name: str) -> str:
    """The page without what is new every time."""
    lines = [line for line in page.splitlines() if "nonce" not in line and "csrf" not in line]
    return "\n".join(lines).replace(name, "NAME")
