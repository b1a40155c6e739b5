"""The composition root: everything is built without connecting, and says how each part is."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.health import Counters
from intake.runtime import build_runtime, worker_context
from intake.settings import SettingsRefused
from intake.web import app_of
from tests.intake.house import BASE, Clock, House, build, settings_for
from workers import keys
from workers.moments import to_ms


def test_nothing_connects_before_it_is_used(tmp_path: Path) -> None:
    """A web process starts while Redis is away: people are answered all the same."""
    runtime = build_runtime(settings_for("redis://127.0.0.1:1/0", tmp_path), Clock())

    assert runtime.twilio.signatures is not None
    assert worker_context(runtime.settings, Clock()).alert_numbers == ()


def test_without_an_address_it_says_what_to_do(tmp_path: Path) -> None:
    """Neither REDIS_URL nor a running `helpline run`: one line."""
    with pytest.raises(SettingsRefused, match="REDIS_URL is not set"):
        build_runtime(settings_for("", tmp_path))


@pytest.mark.parametrize(
    ("doors", "open_", "shut"),
    [
        ({"twilio"}, "/twilio/sms", "/console/"),
        ({"console"}, "/console/", "/twilio/sms"),
    ],
)
def test_each_role_opens_its_own_doors(
    house: House, doors: set[str], open_: str, shut: str
) -> None:
    """In production webhooks and console are apart; health is everywhere."""
    client = app_of(house.runtime, frozenset(doors)).test_client()

    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get(open_).status_code != 404
    assert client.get(shut).status_code == 404


def test_ready_names_every_part(house: House) -> None:
    """With everything there it is ok, and each part says so."""
    beat = to_ms(house.clock())
    house.runtime.parts.redis.set(keys.CLOCK_BEAT, beat)
    answer = house.app.test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "parts": dict.fromkeys(("redis", "worker", "spool", "keys", "content", "lexicon"), "ok"),
    }


def test_without_redis_it_is_degraded_but_answers(house_alone: House) -> None:
    """While safe words can be answered the doors stay open: 200, and it says what is wrong."""
    house_alone.text("hello")
    answer = house_alone.app.test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "degraded"
    assert answer.json["parts"]["redis"] == "away"
    assert answer.json["parts"]["spool"] == "1 waiting"


def test_a_redis_that_may_forget_is_degraded(house: House) -> None:
    """A Redis that is not durable is told by name."""
    redis = house.runtime.parts.redis
    redis.config_set("appendfsync", "everysec")
    try:
        answer = house.app.test_client().get("/readyz")
    finally:
        redis.config_set("appendfsync", "always")

    assert answer.json is not None
    assert answer.json["status"] == "degraded"
    assert "appendfsync" in answer.json["parts"]["redis"]


def test_without_words_it_is_down(tmp_path: Path) -> None:
    """What cannot answer safely must not be asked: 503."""
    house = build(settings_for("redis://127.0.0.1:1/0", tmp_path))
    house.runtime.health.parts["content"] = lambda: "no words"

    assert house.app.test_client().get("/readyz").status_code == 503


def test_metrics_count_and_name_nobody(house: House) -> None:
    """Turns are counted by door and level; no number, no word, no reference."""
    house.text("my mate wont wake up")
    counted = house.app.test_client().get("/metrics").text

    assert 'helpline_turns_total{door="sms",level="red"} 1.0' in counted
    samples = [line for line in counted.splitlines() if not line.startswith("#")]
    assert "7700900" not in counted
    assert not any("900" in sample.rpartition(" ")[0] for sample in samples)  # any measure may
    assert "wake" not in counted


def test_metrics_tell_how_the_queue_stands(house: House, house_alone: House) -> None:
    """Open and overdue callbacks by level, from Redis; without Redis, what waits on disk."""
    house.text("my mate wont wake up")
    house_alone.text("hello")
    counted = house.app.test_client().get("/metrics").text
    alone = house_alone.app.test_client().get("/metrics").text

    assert 'helpline_callbacks_open{level="red",state="waiting"} 1.0' in counted
    assert "helpline_spool_waiting 1.0" in alone
    assert "helpline_callbacks_open" not in alone


def test_counts_of_several_processes_are_read_together(tmp_path: Path) -> None:
    """With a shared folder the exposition is that of all processes, even of none."""
    assert Counters(tmp_path).exposition() == b""


def test_calls_go_on_at_our_public_address(house: House) -> None:
    """Addresses in TwiML are PUBLIC_BASE_URL's, whatever host was asked."""
    assert f'action="{BASE}/twilio/voice/answer' in house.call("CA1")


def test_after_hours_admissions_are_not_rung(redis_url: str, tmp_path: Path) -> None:
    """Outside OPENING_HOURS a caller hears when they open, and is asked what else they need."""
    house = build(settings_for(redis_url, tmp_path, opening_hours="Tue 09:00-17:00"))
    menu = house.call("CA1")
    target = menu.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    heard = house.call("CA1", target, Digits="4")

    assert "<Dial" not in heard
    assert "tomorrow at 9am" in heard
    assert "<Gather" in heard
