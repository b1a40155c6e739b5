"""What Twilio knows and we know must be one: numbers, addresses, words, countries, our door."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from intake.checkup import of_twilio
from intake.checkup.finding import Finding
from intake.clock import real_now
from intake.parts import Parts, account_of, build_parts
from intake.runtime import build_runtime
from intake.settings import Settings
from intake.web import app_of
from tests.intake.house import BASE, SECRETS, settings_for
from tests.practice.service import Reply, Service
from tests.support.practising import PUBLIC_NUMBER, Practising, practising
from tests.support.redis_server import RedisServer

CALLER_ID = "+441134960000"
WORDS = "<Response><Say>Call 9 9 9 now.</Say></Response>"


@pytest.fixture(name="static", scope="module")
def _static() -> Iterator[Service]:
    """Another host, with our words for when we are down."""
    with Service() as service:
        yield service


@pytest.fixture(name="practice", scope="module")
def _practice() -> Iterator[Practising]:
    with practising(BASE) as desk:
        yield desk


@pytest.fixture(name="standing", scope="module")
def _standing(
    redis_server: RedisServer, practice: Practising, tmp_path_factory: pytest.TempPathFactory
) -> Parts:
    """The parts, built once."""
    numbers = {"helpline_number": "0113 496 0005", "admissions_dial": "+448082502196"}
    settings = settings_for(
        redis_server.url, tmp_path_factory.mktemp("data"), twilio_api_url=practice.url, **numbers
    )
    return build_parts(settings, timeout=5.0)


@pytest.fixture(name="parts")
def _parts(standing: Parts, practice: Practising, static: Service) -> Parts:
    """An account in which all is well."""
    practice.post("/reset")
    static.forget()
    for file in ("/sms.xml", "/voice.xml", "/rung-back.xml"):
        static.answers(file, Reply(WORDS))
    elsewhere = static.url.replace("127.0.0.1", "localhost")
    texts = {"sms_fallback_url": f"{elsewhere}/sms.xml"}
    practice.post("/lines", number="66777", **texts)
    practice.post("/lines", number=CALLER_ID, voice_fallback_url=f"{elsewhere}/rung-back.xml")
    calls = {"voice_fallback_url": f"{elsewhere}/voice.xml"}
    practice.post("/lines", number=PUBLIC_NUMBER, **texts, **calls)
    return standing


def wrong(parts: Parts, **changes: Any) -> dict[str, Finding]:
    """What is found wrong with the account, by what was looked at."""
    parts = replace(parts, settings=parts.settings.model_copy(update=changes))
    found = of_twilio.look_at_the_account(parts, account_of(parts.settings))
    return {finding.what: finding for finding in found if finding.wrong}


def test_a_good_account_is_well(parts: Parts) -> None:
    """Nothing is found where nothing is wrong."""
    assert wrong(parts) == {}


@pytest.mark.parametrize(
    ("number", "field", "value", "what"),
    [
        ("66777", "sms_url", "https://old.example/twilio/sms", "where our numbers point"),
        (PUBLIC_NUMBER, "voice_url", "https://old.example/x", "where our numbers point"),
        (PUBLIC_NUMBER, "status_callback", "", "where our numbers point"),
        (PUBLIC_NUMBER, "voice_application_sid", "AP" + "1" * 32, "where our numbers point"),
        ("66777", "sms_fallback_url", "", "words for when we are down"),
        (PUBLIC_NUMBER, "voice_fallback_url", f"{BASE}/x", "words for when we are down"),
        (CALLER_ID, "voice_fallback_url", "", "words for when we are down"),
        (PUBLIC_NUMBER, "voice_fallback_url", "http://127.0.0.2:1/x", "what the fallback says"),
    ],
)
def test_a_number_that_points_astray(
    parts: Parts, practice: Practising, number: str, field: str, value: str, what: str
) -> None:
    """An address of yesterday, an application in front of it, no fallback, or one that is ours."""
    practice.post("/lines", number=number, **{field: value})
    found = wrong(parts)
    assert number in found[what].wrong or what == "what the fallback says"
    assert "helpline twilio" in found[what].mend


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<Response><Say>Hello.</Say></Response>"),
        Reply(WORDS, content_type="text/plain"),
        Reply(WORDS, status=404),
    ],
)
def test_a_fallback_that_does_not_help(parts: Parts, static: Service, reply: Reply) -> None:
    """No 999 in it, not XML, or not there."""
    static.answers("/voice.xml", reply)
    assert "/voice.xml" in wrong(parts)["what the fallback says"].wrong


@pytest.mark.parametrize(
    ("countries", "says"),
    [
        (["US"], "nobody can be called back"),
        (["GB", "US", "LV"], "2 others are, LV, US"),
    ],
)
def test_countries_that_may_be_rung(
    parts: Parts, practice: Practising, countries: list[str], says: str
) -> None:
    """The United Kingdom, and nowhere that fraud rings."""
    practice.post("/countries", countries=countries)
    assert says in wrong(parts)["countries that may be rung"].wrong


@pytest.mark.parametrize(
    ("changes", "what", "says"),
    [
        ({"sms_number": "66999"}, "our numbers", "SMS_NUMBER is not in this account"),
        ({"caller_id": "+441134960009"}, "our numbers", "CALLER_ID is not in this account"),
        ({"admissions_dial": PUBLIC_NUMBER}, "dialling ourselves", "would ring us again"),
        ({"twilio_api_key_sid": "SK" + "9" * 32}, "Twilio", "it refused us (code 401)"),
        ({"twilio_api_url": "http://127.0.0.1:1"}, "Twilio", "it does not answer"),
    ],
)
def test_an_account_that_is_not_ours(
    parts: Parts, changes: dict[str, str], what: str, says: str
) -> None:
    """Numbers that are not there, admissions that are ourselves, a key that is refused."""
    found = wrong(parts, **changes)
    assert says in found[what].wrong
    assert found[what].mend


def test_no_number_for_callers(parts: Parts) -> None:
    """Nobody who rings would reach us."""
    found = wrong(parts, helpline_number="0113 496 0007", public_base_url="https://new.example")
    assert "no number brings callers to us" in found["our numbers"].wrong


@pytest.mark.parametrize(("ahead", "wrong"), [(0, ""), (90, "90 s apart"), (-90, "90 s apart")])
def test_a_clock_that_twilio_does_not_share(parts: Parts, ahead: int, wrong: str) -> None:
    """On one machine Redis goes wrong with us: "clock against Twilio's" is a second opinion."""
    settings = parts.settings
    found = of_twilio.look_at_the_clock(settings, lambda: real_now() + timedelta(seconds=ahead))
    assert found.wrong.replace("89", "90").replace("91", "90") == wrong
    away = settings.model_copy(update={"twilio_api_url": "http://127.0.0.1:1"})
    assert of_twilio.look_at_the_clock(away).wrong == ""


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(name="door", scope="module")
def _door(standing: Parts) -> Iterator[str]:
    """`helpline web` itself, knowing itself by the address it really has."""
    holder: dict[str, Any] = {}
    server = make_server(
        "127.0.0.1", 0, lambda env, start: holder["app"](env, start), request_handler=Quiet
    )
    url = f"http://127.0.0.1:{server.server_port}"
    runtime = build_runtime(standing.settings.model_copy(update={"public_base_url": url}))
    runtime.drainer.start = lambda: None  # type: ignore[method-assign]
    holder["app"] = app_of(runtime)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


def outside(settings: Settings, **changes: Any) -> dict[str, str]:
    """What our own door is found to be, from outside."""
    found = of_twilio.look_from_outside(settings.model_copy(update=changes))
    return {finding.what: finding.wrong for finding in found}


def test_a_good_door(standing: Parts, door: str) -> None:
    """Shut to whoever does not sign, open to whoever does."""
    assert outside(standing.settings, public_base_url=door) == {"webhooks": "", "signatures": ""}


def test_a_door_that_twilio_would_not_get_through(standing: Parts, door: str) -> None:
    """It answers, and would refuse Twilio: it knows itself by another address or token."""
    elsewhere = door.replace("127.0.0.1", "localhost")
    found = outside(standing.settings, public_base_url=elsewhere)
    assert found["webhooks"] == ""
    assert "got 403, not 204" in found["signatures"]
    other = Settings(_env_file=None, **{**SECRETS, "twilio_auth_token": "another token of tests"})
    token = outside(
        standing.settings, public_base_url=door, twilio_auth_token=other.twilio_auth_token
    )
    assert "got 403, not 204" in token["signatures"]


def test_a_door_that_is_not_ours(standing: Parts, static: Service) -> None:
    """Somebody else's page, or nobody at all."""
    static.forget()
    static.answers("/twilio/sms", Reply("hello", content_type="text/html"))
    assert "got 200, not 403" in outside(standing.settings, public_base_url=static.url)["webhooks"]
    nobody = outside(standing.settings, public_base_url="http://127.0.0.1:1")
    assert "nobody answers there" in nobody["webhooks"]


def test_at_least_twenty_wrong_set_ups_have_a_test() -> None:
    """Each check that there is stands in one of these tests by its name."""
    import re

    here = Path(__file__).parent
    checks = {
        name
        for module in (Path(of_twilio.__file__).parent).glob("of_*.py")
        for name in re.findall(r'(?:judged|Finding)\(\s*"([^"]+)"', module.read_text())
    }
    tested = "".join(path.read_text() for path in here.glob("test_of_*.py"))
    assert len(checks) >= 20
    assert [name for name in sorted(checks) if name not in tested] == []
