"""Nobody but Twilio: every route of it, found in the map, refuses what it did not sign."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.intake.house import House, build, settings_for
from tests.security.attacker import FIELDS, SETTINGS, SIGNATURE, Attack, attacks, routes, signed
from tests.support.tried import Tried

KEYS = "k1:HMAC_SHA256:a shared key of sixteen,k2:HMAC_SHA1:another of sixteen chars"


@pytest.fixture(name="rotating")
def _rotating(redis_url: str, tmp_path: Path) -> House:
    """A house whose token is being changed, and that has shared keys too."""
    changes = {"twilio_auth_token": "the new token,the old token", "twilio_signing_keys": KEYS}
    return build(settings_for(redis_url, tmp_path, **changes))


def written(house: House) -> int:
    """How many keys there are in Redis."""
    return int(house.runtime.parts.redis.dbsize())  # type: ignore[arg-type]


def test_what_twilio_did_not_sign_gets_403_on_every_route(house: House, tried: Tried) -> None:
    """Unsigned, forged, moved, re-encoded, as JSON, by another method: 403 (or 405), with no word,
    and nothing is written."""
    sent = 0
    for path in routes(house.app, "/twilio"):
        for attack in attacks(path):
            answer = attack.send(house.app)
            sent += 1

            refused = (403,) if attack.method in ("POST", "GET", "HEAD") else (403, 405)
            assert answer.status_code in refused, (path, attack.name, answer.status_code)
            assert answer.text == "" or answer.status_code == 405, (path, attack.name)
    assert written(house) == 0
    assert house.runtime.twilio.turns.spool.waiting() == 0

    routes_there = len(routes(house.app, "/twilio"))
    tried(f"unsigned, forged, moved, re-encoded, JSON on {routes_there} routes", sent, "403")


def test_a_captured_request_changes_nothing_when_it_is_played_again(
    house: House, tried: Tried
) -> None:
    """A signature has no end: sent again it gets the same answer, and one callback stands."""
    headers = {SIGNATURE: signed("/twilio/sms", FIELDS)}
    replay = Attack("replayed", "/twilio/sms", headers=headers)
    answers = {replay.send(house.app).text for _ in range(50)}
    (callback,) = house.runtime.parts.queue.open_callbacks(house.clock())
    said = house.runtime.parts.store.transcript(callback.person)

    assert len(answers) == 1
    assert callback.version == 1
    assert len(said) == 2
    tried("a captured text replayed", 50, "one answer, one callback")


@pytest.mark.parametrize("route", ["/twilio/voice/answer", "/twilio/status/call"])
def test_a_captured_step_of_a_call_changes_nothing_when_it_is_played_again(
    house: House, route: str
) -> None:
    """Nor does a step of a call, nor its end."""
    house.call("CA1")
    target = f"{route}?at=menu&turn=1" if "answer" in route else route
    fields = {"CallSid": "CA1", "From": "+447700900123", "To": "+448082502196"}
    fields |= {"Digits": "1", "CallStatus": "completed"}
    answers = [house.post(target, fields) for _ in range(10)]
    said = house.runtime.parts.store.transcript(house.runtime.parts.vault.person("+447700900123"))

    assert len({answer.text for answer in answers}) == 1
    assert len(house.runtime.parts.queue.open_callbacks(house.clock())) == (
        1 if "answer" in route else 0
    )
    assert len(said) <= 4


def test_both_tokens_are_good_while_one_is_changed(rotating: House) -> None:
    """Old and new are let in, a third is not; shared keys by their id and their own algorithm."""
    path = "/twilio/sms"

    def status(secret: str, how: str = "sha1", said: str = "") -> int:
        headers = {SIGNATURE: signed(path, FIELDS, secret, how)}
        headers |= {SETTINGS: said} if said else {}
        return Attack("", path, headers=headers).send(rotating.app).status_code

    assert [status("the new token"), status("the old token"), status("a third")] == [200, 200, 403]
    shared, other = "a shared key of sixteen", "another of sixteen chars"
    assert status(shared, "sha256", "key=k1,algorithm=HMAC_SHA256") == 200
    assert status(other, "sha1", "key=k2,algorithm=HMAC_SHA1") == 200
    assert status(other, "sha256", "key=k1,algorithm=HMAC_SHA256") == 403
    assert status(shared, "sha1", "key=k1,algorithm=HMAC_SHA1") == 403
    assert status(shared, "sha256", "key=k3,algorithm=HMAC_SHA256") == 403
    assert status(shared, "sha256") == 403
    assert status("the new token", "sha1", "key=k1,algorithm=HMAC_SHA256") == 403


@pytest.mark.parametrize(
    "query",
    [
        "next=%2Fmenu", "t=12%3A30", "a=%40b", "a=it%27s", "tok=%7E%7e", "a=caf%C3%A9", "a=%e9",
        "a=1&a=1&b=", "a=%20+%20", "%61=1", "a=%00", "",
    ],
)  # fmt: skip
def test_the_raw_target_is_what_is_checked(house: House, query: str) -> None:
    """Whatever stands in the query, the bytes of the request line are what was signed; the same
    query decoded, or encoded otherwise, is refused."""
    raw = f"/twilio/sms?{query}" if query else "/twilio/sms"
    body = urlencode(FIELDS).encode()

    def status(sent: str) -> int:
        headers = {SIGNATURE: signed(raw, FIELDS)}
        return Attack("", raw, body, headers, sent).send(house.app).status_code

    assert status(raw) == 200
    assert status(raw + "&") == 403
    assert status(raw.replace("%", "%25")) == (200 if "%" not in raw else 403)
