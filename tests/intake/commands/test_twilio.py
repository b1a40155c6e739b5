"""`helpline twilio`: numbers pointed at us, static words for when we are down, nothing missed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from intake.parts import Parts
from tests.intake.commands.conftest import Helpline
from tests.intake.house import BASE, House
from tests.support.practising import ELSEWHERE, PUBLIC_NUMBER, Practising

TEXTER = "+447700900321"
CALLER = "+447700900322"


@pytest.fixture(name="given")
def _given(given: dict[str, Any], practice: Practising) -> dict[str, Any]:
    return {**given, "twilio_api_url": practice.url}


def test_nothing_changes_without_yes(helpline: Helpline, practice: Practising) -> None:
    """What would change is shown, field by field, and not done."""
    before = practice.points("66777")
    done = helpline("twilio", "configure")

    assert done.exit_code == 0, done.stderr
    assert f"66777  sms_url: {before['sms_url']} -> {BASE}/twilio/sms" in done.stdout
    assert "Nothing was changed" in done.stdout
    assert practice.points("66777") == before


def test_every_number_is_pointed_at_us(helpline: Helpline, practice: Practising) -> None:
    """With --yes texts, calls, call status and fallbacks lead where they should."""
    practice.post("/lines", number=PUBLIC_NUMBER, voice_application_sid="AP" + "1" * 32)
    done = helpline("twilio", "configure", "--fallback", ELSEWHERE, "--yes")
    again = helpline("twilio", "configure", "--fallback", ELSEWHERE)

    assert done.exit_code == 0, done.stderr
    texts, calls = practice.points("66777"), practice.points(PUBLIC_NUMBER)
    assert (texts["sms_url"], texts["sms_fallback_url"]) == (
        f"{BASE}/twilio/sms",
        f"{ELSEWHERE}/sms.xml",
    )
    assert calls["voice_url"] == f"{BASE}/twilio/voice"
    assert calls["voice_fallback_url"] == f"{ELSEWHERE}/voice.xml"
    assert calls["status_callback"] == f"{BASE}/twilio/status/call"
    assert calls["voice_application_sid"] == ""
    assert "Every number points as it should." in again.stdout
    assert again.stderr == ""


def test_the_number_we_call_from_stays_neutral(helpline: Helpline, practice: Practising) -> None:
    """Law 11: rung back while we are down it names nothing, and its texts are left as they were."""
    before = practice.points("+441134960000")
    helpline("twilio", "configure", "--fallback", ELSEWHERE, "--yes")
    after = practice.points("+441134960000")

    assert after["voice_fallback_url"] == f"{ELSEWHERE}/rung-back.xml"
    assert (after["sms_url"], after["sms_fallback_url"]) == (before["sms_url"], "")


def test_a_missing_fallback_is_said(helpline: Helpline) -> None:
    """Without a fallback at another host callers hear an application error while we are down."""
    done = helpline("twilio", "configure", "--yes")

    assert "66777 has no sms_fallback_url at another host." in done.stderr
    assert f"{PUBLIC_NUMBER} has no sms_fallback_url and no voice_fallback_url" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "changes", "says"),
    [
        (("configure", "--fallback", f"{BASE}/static"), {}, "must be another host"),
        (("configure", "--fallback", "here"), {}, "write --fallback as https://"),
        (("configure", "--also", "0113"), {}, "write --also as +44"),
        (("configure",), {"sms_number": "66999"}, "SMS_NUMBER is not a number of this account"),
        (("configure",), {"twilio_api_key_secret": "wrong" * 4}, "Twilio refused it (code 401)"),
        (("configure",), {"twilio_api_url": "http://127.0.0.1:1"}, "Twilio does not answer"),
        (("reconcile", "--since", "yesterday"), {}, "write --since as"),
        (("reconcile", "--since", "7d"), {}, "6 days at most"),
    ],
)
def test_a_mistake_is_one_line(
    helpline: Helpline, arguments: tuple[str, ...], changes: dict[str, str], says: str
) -> None:
    """Bad input, and a Twilio that does not play along, are one clear line and not 0."""
    done = helpline("twilio", *arguments, **changes)

    assert done.exit_code != 0
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_static_words_stand_alone(helpline: Helpline, tmp_path: Path) -> None:
    """999 and the helpline's number, well-formed, and nothing in them that leads back to us."""
    folder = tmp_path / "static"
    done = helpline("twilio", "fallback", str(folder))

    assert done.exit_code == 0, done.stderr
    said = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(said) == {"sms.xml", "voice.xml", "rung-back.xml"}
    for twiml in said.values():
        assert ET.fromstring(twiml).tag == "Response"  # noqa: S314 - ours
        assert "/twilio/" not in twiml
    assert "999" in said["sms.xml"]
    assert "0113 496 0005" in said["sms.xml"]
    assert "9 9 9" in said["voice.xml"] or "999" in said["voice.xml"]
    assert "ketamine" not in said["rung-back.xml"].lower()


def test_practice_plays_them_when_we_are_down(
    helpline: Helpline, practice: Practising, tmp_path: Path
) -> None:
    """A text while we are down is answered by the fallback, from another host."""
    from tests.practice.service import Reply, Service

    helpline("twilio", "fallback", str(tmp_path / "static"))
    words = (tmp_path / "static/sms.xml").read_text()
    with Service() as static:
        static.answers("/sms.xml", Reply(words))
        practice.post("/lines", number="66777", sms_fallback_url=f"{static.url}/sms.xml")
        replies = practice.post("/phone/texts", body="help", **{"from": TEXTER})["replies"]

    assert len(replies) == 1
    assert "999" in replies[0]


def test_what_we_never_received_is_put_through_once(
    helpline: Helpline, practice: Practising, parts: Parts
) -> None:
    """A red text sent while we were down is in the queue, red, and only once."""
    sid = practice.text(TEXTER, "my mate wont wake up and his lips are blue")
    practice.text("+447700900323", "what does it do to your bladder")
    first = helpline("twilio", "reconcile", "--since", "1h")
    again = helpline("twilio", "reconcile", "--since", "1h")

    assert first.exit_code == 0, first.stderr
    assert "2 put through." in first.stdout
    assert sid in first.stdout
    assert "900321" not in first.stdout
    assert "Nothing was missed." in again.stdout
    (red,) = parts.queue.open_callbacks(parts.now(), 10)
    assert (red.level.value, red.personal.number, red.alert) == ("red", TEXTER, "climbing")


def test_what_was_received_is_left_alone(
    helpline: Helpline, practice: Practising, house: House, parts: Parts
) -> None:
    """A text that reached us in its own time is not put through again."""
    sid = practice.text(TEXTER, "call me")
    house.text("call me", sid=sid, number=TEXTER)
    before = parts.store.transcript(parts.vault.person(TEXTER))
    done = helpline("twilio", "reconcile")

    assert "Nothing was missed." in done.stdout
    assert parts.store.transcript(parts.vault.person(TEXTER)) == before


def test_who_rang_is_a_check_that_an_officer_reads(
    helpline: Helpline, practice: Practising, parts: Parts
) -> None:
    """A caller whom nobody answered is shown to a person, as not asked for; once."""
    practice.ring(CALLER, to=PUBLIC_NUMBER)
    practice.ring("withheld", to=PUBLIC_NUMBER)
    practice.ring(CALLER, to="+441134960000")
    dry = helpline("twilio", "reconcile", "--dry-run")
    first = helpline("twilio", "reconcile")
    again = helpline("twilio", "reconcile")

    assert "2 would be put through." in dry.stdout
    assert "withheld" in first.stdout
    assert "call " not in again.stdout
    (check,) = parts.queue.open_callbacks(parts.now(), 10)
    assert (check.level.value, check.asked, check.check, check.channel) == (
        "amber",
        False,
        "open",
        "voice",
    )
    assert check.personal.number == CALLER
    assert check.personal.evidence[0].rule == "missed.call"


def test_it_waits_for_the_spool(helpline: Helpline, house: House, practice: Practising) -> None:
    """What waits on this disk was received: until it has drained nobody can say what was missed."""
    from intake.spool import Spooled

    house.runtime.twilio.turns.spool.keep(Spooled("/twilio/sms", (("MessageSid", "SM1"),), 1))
    done = helpline("twilio", "reconcile")

    assert done.exit_code == 1
    assert "still wait on this disk" in done.stderr
