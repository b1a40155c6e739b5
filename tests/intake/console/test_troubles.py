"""When something goes wrong the page says what happened and what to do, and nothing more."""

from __future__ import annotations

from tests.intake.console.office import MATE, Desk, Office
from tests.support.redis_server import RedisServer


def test_when_the_store_is_away_the_page_says_so(
    office: Office, pat: Desk, console_redis: RedisServer
) -> None:
    """A plain 503 with advice, and what was typed comes back."""
    office.arrives(MATE)
    pat.get("/console/")
    pat.post("/console/take-next")
    office.redis.connection_pool.connection_kwargs["socket_timeout"] = 0.2
    office.redis.connection_pool.disconnect()
    console_redis.pause()
    try:
        pat.step("H7K-4RM", "note", note="mother rang back")
    finally:
        console_redis.resume()

    assert pat.status == 503
    assert "The store cannot be reached" in pat.page
    assert "mother rang back" in pat.page


def test_an_address_that_leads_nowhere(pat: Desk) -> None:
    """In the console's own frame, with a way back to the desk."""
    pat.get("/console/nowhere/at/all")

    assert pat.status == 404
    assert "There is no such page" in pat.page
    assert 'href="/console/"' in pat.page


def test_an_error_of_ours_tells_nothing_of_itself(office: Office, pat: Desk) -> None:
    """Damaged data is a plain page, without a word of the error."""
    office.arrives(MATE)
    office.redis.hset("hi:callback:H7K-4RM", "personal", b"damaged")
    pat.get("/console/callbacks/H7K-4RM")

    assert pat.status == 500
    assert "Something went wrong on our side" in pat.page
    assert "Vault" not in pat.page
    assert "Traceback" not in pat.page
