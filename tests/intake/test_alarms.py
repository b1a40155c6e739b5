"""Every alarm fires on the trouble that it is for and is quiet without it, and has its page."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.triage import self_test
from intake.spool import Spooled
from tests.intake.house import Clock, House, build, settings_for
from tests.support.promql import Samples, holds, metrics_in, scraped
from tests.support.redis_server import RedisServer
from workers import keys
from workers.moments import to_ms

OPERATIONS = Path(__file__).parents[2] / "docs/operations"
RULES: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml.safe_load((OPERATIONS / "alarms.yml").read_text())["groups"]
    for rule in group["rules"]
}
BEGINS = Clock().at
DASHBOARD = json.loads((OPERATIONS / "dashboard.json").read_text())


@pytest.fixture(name="standing", scope="module")
def _standing(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house, built once, whose words have been read."""
    self_test()
    return build(settings_for(redis_server.url, tmp_path_factory.mktemp("alarms") / "data"))


@pytest.fixture(name="house")
def _house(redis_url: str, standing: House) -> Iterator[House]:
    """That house with nothing in it and all well: a worker beats."""
    house, parts = standing, dict(standing.runtime.health.parts)
    shutil.rmtree(house.runtime.settings.data_dir, ignore_errors=True)
    house.runtime.settings.data_dir.mkdir()
    house.clock.at = BEGINS
    house.runtime.parts.redis.set(keys.CLOCK_BEAT, to_ms(house.clock()))
    yield house
    house.runtime.health.parts.update(parts)


def scrape(house: House, up: float = 1.0) -> Samples:
    """What Prometheus has of it."""
    return scraped(house.app.test_client().get("/metrics").text, up=up)


def red_waits(house: House) -> None:
    """Nobody takes somebody who may be in danger."""
    house.text("my mate wont wake up and his lips are blue")
    house.clock.pass_time(timedelta(minutes=1))
    house.runtime.parts.redis.set(keys.CLOCK_BEAT, to_ms(house.clock()))


def redis_forgets(house: House) -> None:
    """It flushes once a second."""
    house.runtime.parts.redis.config_set("appendfsync", "everysec")


def without_redis(house: House) -> None:
    """Some turns were answered without it."""
    for _ in range(4):
        house.runtime.health.counters.away("sms")


def clock_stands(house: House) -> None:
    """The worker has ended."""
    house.clock.pass_time(timedelta(minutes=2))


def spool_waits(house: House) -> None:
    """A request lies on the disk."""
    house.runtime.twilio.turns.spool.keep(Spooled("/twilio/sms", (("MessageSid", "SM1"),), 1))


def spool_damaged(house: House) -> None:
    """One could not be read."""
    spool = house.runtime.twilio.turns.spool
    spool_waits(house)
    spool.set_aside(next(path for path, _ in spool.oldest_first()))


def spool_refuses(house: House) -> None:
    """The disk takes nothing."""
    spool = house.runtime.settings.data_dir / "spool"
    shutil.rmtree(spool)
    spool.write_text("a file where the folder should be")


def words_missing(house: House) -> None:
    """The package is not whole."""
    house.runtime.health.parts["lexicon"] = lambda: "a critical phrase is missed"


def screening_fails(house: House) -> None:
    """A message could not be assessed."""
    house.runtime.health.counters.unread()


def keys_wrong(house: House) -> None:
    """This Redis was written with another LOOKUP_KEY."""
    house.runtime.parts.redis.set(keys.LOOKUP, "0" * 16)


def forged(house: House) -> None:
    """Somebody knocks without a signature, or our token is not Twilio's."""
    for _ in range(21):
        assert house.post("/twilio/sms", {"Body": "hi"}, token=None).status_code == 403


def errs(house: House) -> None:
    """A page of ours ends in an error."""
    house.runtime.health.counters.answered("console", 500, 0.1)


def slow(house: House) -> None:
    """Answers take three seconds."""
    for _ in range(6):
        house.runtime.health.counters.answered("twilio", 200, 3.0)


def messages(state: str) -> Callable[[House], None]:
    """So many messages came to this state."""

    def bend(house: House) -> None:
        house.runtime.parts.redis.hincrby(keys.MESSAGES, f"text|{state}", 6)

    return bend


def promises_missed(house: House) -> None:
    """Six people were to be rung an hour ago."""
    for n in range(6):
        house.text("call me", number=f"+44770090010{n}")
    house.clock.pass_time(timedelta(hours=20))
    house.runtime.parts.queue.return_ended_leases(house.clock())  # as the clock does
    house.runtime.parts.redis.set(keys.CLOCK_BEAT, to_ms(house.clock()))


def erasure_late(house: House) -> None:
    """Twilio has not deleted somebody's texts."""
    since = to_ms(house.clock() - timedelta(days=2))
    house.runtime.parts.redis.hset(keys.ERASING_SINCE, "somebody", since)


def sends_held(house: House) -> None:
    """The ceiling of an hour was reached."""
    hour = to_ms(house.clock()) // 3_600_000
    house.runtime.parts.redis.set(keys.tolls("held", hour), 1)


TROUBLE: dict[str, Callable[[House], None]] = {
    "HelplineRedWaits": red_waits,
    "HelplineStoreAway": redis_forgets,
    "HelplineStoreUnsteady": without_redis,
    "HelplineClockStands": clock_stands,
    "HelplineSpoolWaits": spool_waits,
    "HelplineSpoolDamaged": spool_damaged,
    "HelplineSpoolRefuses": spool_refuses,
    "HelplineWordsMissing": words_missing,
    "HelplineScreeningFails": screening_fails,
    "HelplineKeysWrong": keys_wrong,
    "HelplineRefusesTwilio": forged,
    "HelplineErrs": errs,
    "HelplineSlow": slow,
    "HelplineMessagesFail": messages("failed"),
    "HelplineMessagesInDoubt": messages("in_doubt"),
    "HelplineSendsHeld": sends_held,
    "HelplinePromisesMissed": promises_missed,
    "HelplineErasureLate": erasure_late,
}


@pytest.mark.parametrize("alarm", list(RULES))
def test_an_alarm_fires_on_its_trouble_alone(house: House, alarm: str) -> None:
    """Quiet while all is well, and there when it is not."""
    expression = RULES[alarm]["expr"]
    before = scrape(house)
    assert not holds(expression, before, scrape(house))
    if alarm == "HelplineGone":
        assert holds(expression, before, scrape(house, up=0.0))
        return
    try:
        TROUBLE[alarm](house)
        assert holds(expression, before, scrape(house))
    finally:
        house.runtime.parts.redis.config_set("appendfsync", "always")


def test_when_redis_is_gone_the_alarm_is_there(tmp_path: Path) -> None:
    """Gauges that need Redis are not shown while it is away; those of the parts are."""
    alone = build(settings_for("redis://127.0.0.1:1/0", tmp_path))
    found = scraped(alone.app.test_client().get("/metrics").text, up=1.0)
    assert holds(RULES["HelplineStoreAway"]["expr"], found, found)


def test_nothing_fires_while_all_is_well(house: House) -> None:
    """An alarm that is always there is none."""
    house.text("hello")
    before = scrape(house)
    house.text("what does it do to your bladder")
    now = scrape(house)
    assert [name for name, rule in RULES.items() if holds(rule["expr"], before, now)] == []


@pytest.mark.parametrize("alarm", list(RULES))
def test_each_alarm_has_its_page(alarm: str) -> None:
    """Whoever is woken finds what it means, who is affected, and what to do, in that order."""
    rule = RULES[alarm]
    page = (OPERATIONS / rule["annotations"]["page"]).read_text()
    assert page.startswith(f"# {alarm}\n")
    assert rule["annotations"]["summary"] in page
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert headings == ["What people notice", "Do now", "Then"]
    assert rule["labels"]["severity"] in ("page", "look")


def test_no_page_without_an_alarm() -> None:
    """A page for an alarm that is gone would mislead at night; the list names them all."""
    pages = {path.stem for path in (OPERATIONS / "alarms").glob("*.md")}
    assert pages == {*RULES, "README"}
    listed = (OPERATIONS / "alarms/README.md").read_text()
    assert [name for name in RULES if f"({name}.md)" not in listed] == []


def test_every_metric_that_is_named_is_there(house: House) -> None:
    """Rules and dashboard ask for nothing that `/metrics` does not have."""
    house.text("hello")
    house.runtime.parts.redis.hincrby(keys.MESSAGES, "text|sent", 1)
    there = set(scrape(house))
    shown = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
    wanted = {name for rule in RULES.values() for name in metrics_in(rule["expr"])}
    wanted |= {name for expression in shown for name in metrics_in(expression)}
    assert len(shown) >= 10
    assert sorted(wanted - there) == []


def test_the_dashboard_is_one(house: House) -> None:
    """Each panel has a title of its own, a place, a unit it knows and something to show."""
    titles = [panel["title"] for panel in DASHBOARD["panels"]]
    assert len(titles) == len(set(titles))
    for panel in DASHBOARD["panels"]:
        assert panel["targets"], panel["title"]
        assert set(panel["gridPos"]) == {"h", "w", "x", "y"}
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24


TOGETHER = """
from pathlib import Path
from flask import Flask
from intake.health import Counters, Health, make_blueprint
import sys
health = Health({"redis": lambda: "ok"}, frozenset(), Counters(Path(sys.argv[1])))
health.counters.away("sms")
app = Flask("x")
app.register_blueprint(make_blueprint(health))
print(app.test_client().get("/metrics").text)
"""


def test_processes_that_count_together_show_what_is_true_now(tmp_path: Path) -> None:
    """A figure of another process, from when that was last asked, would ring for yesterday."""
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    command = [sys.executable, "-c", TOGETHER, str(tmp_path)]
    shown = [
        subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, timeout=60
        ).stdout
        for _ in range(2)
    ]
    found = scraped(shown[-1])
    assert list(found["helpline_part_ok"]) == [frozenset({("part", "redis")})]
    assert found["helpline_store_away_total"][frozenset({("door", "sms")})] == 2.0
    assert "pid=" not in shown[-1]
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith("gauge")]
