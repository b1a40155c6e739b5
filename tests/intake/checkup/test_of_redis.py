"""A Redis that would lose, evict, refuse or share what people said; a worker that is not there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import SecretStr
from redis import Redis

from intake.checkup import of_here, of_redis
from intake.checkup.finding import Finding
from intake.clock import real_now
from intake.parts import Parts, build_parts
from intake.spool import Spool
from tests.intake.house import settings_for
from tests.support.redis_server import RedisServer
from workers import keys
from workers.moments import to_ms
from workers.second_step import SecondStep


@pytest.fixture(name="standing", scope="module")
def _standing(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The parts, built once."""
    data_dir = tmp_path_factory.mktemp("checkup") / "data"
    return build_parts(settings_for(redis_server.url, data_dir), timeout=5.0)


@pytest.fixture(name="parts")
def _parts(redis_url: str, standing: Parts) -> Parts:
    """A set-up in which all is well: a beating clock, a lead with a second step."""
    parts = standing
    shutil.rmtree(parts.settings.data_dir, ignore_errors=True)
    parts.settings.data_dir.mkdir(mode=0o700)
    parts.redis.set(keys.CLOCK_BEAT, to_ms(parts.now()))
    parts.staff.add("ann", "lead", "a long enough password")
    parts.redis.hset(keys.staff("ann"), "totp", SecondStep(parts.redis, parts.vault).begin("ann"))
    return parts


def wrong(parts: Parts, ahead: timedelta = timedelta(0)) -> dict[str, Finding]:
    """What is found wrong, by what was looked at."""
    found = [
        *of_here.look(parts),
        *of_redis.look(parts, lambda: real_now() + ahead),
        *of_here.look_in_redis(parts),
    ]
    return {finding.what: finding for finding in found if finding.wrong}


def test_a_good_set_up_is_well(parts: Parts) -> None:
    """Nothing is found where nothing is wrong."""
    assert wrong(parts) == {}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("appendfsync", "everysec", "appendfsync is everysec"),
        ("appendonly", "no", "appendonly is no"),
        ("maxmemory-policy", "allkeys-lru", "maxmemory-policy is allkeys-lru"),
    ],
)
def test_a_redis_that_does_not_keep(parts: Parts, name: str, value: str, says: str) -> None:
    """Not durable, or evicting: what was answered could be gone."""
    before = parts.redis.config_get(name)
    try:
        parts.redis.config_set(name, value)
        found = wrong(parts)
    finally:
        for key, kept in before.items():
            parts.redis.config_set(key, kept)
    assert says in found["Redis keeps what it answered"].wrong


def shared(redis: Redis) -> None:
    """Somebody else's key."""
    redis.set("celery-task-meta", "1")


def other_lookup(redis: Redis) -> None:
    """It was written with another lookup key."""
    redis.set(keys.LOOKUP, "0" * 16)


def other_data_key(redis: Redis) -> None:
    """A callback that was sealed with a key that is gone."""
    redis.hset(keys.callback("AAA-AAA"), "personal", b"\x01????" + b"\x00" * 40)


def nearly_full(redis: Redis) -> None:
    """More than four fifths of what it may use are used."""
    used = int(redis.info("memory")["used_memory"])
    redis.config_set("maxmemory", used + 100_000)


def no_clock(redis: Redis) -> None:
    """No worker has ever run."""
    redis.delete(keys.CLOCK_BEAT)


def stopped_clock(redis: Redis) -> None:
    """The worker ended five minutes ago."""
    redis.set(keys.CLOCK_BEAT, to_ms(real_now() - timedelta(minutes=5)))


def nobody_leads(redis: Redis) -> None:
    """Accounts there are, but no lead."""
    redis.hset(keys.staff("ann"), "role", "officer")


def password_alone(redis: Redis) -> None:
    """A lead without a second step."""
    redis.hdel(keys.staff("ann"), "totp")


def late_erasing(redis: Redis) -> None:
    """Twilio has not deleted somebody's texts for two days."""
    redis.hset(keys.ERASING_SINCE, "somebody", to_ms(real_now() - timedelta(days=2)))


@pytest.mark.parametrize(
    ("bend", "what", "says"),
    [
        (shared, "Redis is ours alone", "others keep their keys there"),
        (other_lookup, "LOOKUP_KEY", "not the one that this Redis was written with"),
        (other_data_key, "DATA_KEYS", "not among them"),
        (nearly_full, "room in Redis", "% of maxmemory is used"),
        (no_clock, "worker", "the clock has never run"),
        (stopped_clock, "worker", "the clock stands still"),
        (nobody_leads, "somebody leads", "no account of a lead"),
        (password_alone, "second step of who leads", "1 of 1"),
        (late_erasing, "erasing at Twilio", "1 people wait longer than promised"),
    ],
)
def test_what_is_wrong_is_found(
    parts: Parts, bend: Callable[[Redis], None], what: str, says: str
) -> None:
    """It is named in one line, with another that says what to do."""
    bend(parts.redis)
    try:
        found = wrong(parts)
    finally:
        parts.redis.config_set("maxmemory", 0)
    assert says in found[what].wrong
    assert found[what].mend


def test_a_clock_that_is_off(parts: Parts) -> None:
    """Leases, promises and signatures of the second step hang on it."""
    assert "90 s from that of Redis" in wrong(parts, timedelta(seconds=90))["clock"].wrong


def test_a_redis_that_is_away(tmp_path: Path) -> None:
    """One finding says so, and what hangs on it is not looked at."""
    away = build_parts(settings_for("redis://127.0.0.1:1/0", tmp_path), timeout=0.5)
    (found,) = of_redis.look(away)
    assert found.wrong == "away"


class Told(Redis):
    """A server that says of itself what a test wants."""

    says: ClassVar[dict[str, Any]] = {}

    def info(self, *args: Any, **more: Any) -> Any:  # type: ignore[override]
        """What it is, but for what it is made to say."""
        return {**super().info(*args, **more), **Told.says}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("says", "what", "wanted"),
    [
        ({"redis_version": "6.2.14", "valkey_version": ""}, "version of Redis", "6.2.14"),
        ({"role": "slave"}, "Redis takes what is written", "replica"),
    ],
)
def test_a_server_of_the_wrong_kind(
    parts: Parts, redis_server: RedisServer, says: dict[str, Any], what: str, wanted: str
) -> None:
    """Too old for what we ask of it, or a copy that takes nothing."""
    Told.says = says
    with Told.from_url(redis_server.url) as told:
        found = wrong(replace(parts, redis=told))
    assert wanted in found[what].wrong


@pytest.mark.parametrize(
    ("address", "well"),
    [
        ("redis://cache.example:6379/0", False),
        ("redis://:secret@cache.example:6379/0", True),
        ("rediss://cache.example:6379/0", True),
        ("redis://127.0.0.1:6379/0", True),
        ("unix:///run/redis.sock", True),
    ],
)
def test_a_redis_that_anybody_can_reach(parts: Parts, address: str, well: bool) -> None:
    """Over the network it wants TLS or a password."""
    settings = parts.settings.model_copy(update={"redis_url": SecretStr(address)})
    found = wrong(replace(parts, settings=settings))
    assert ("who can reach Redis" not in found) is well


def test_a_lexicon_that_is_not_whole(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that misses a critical phrase must not answer anybody."""
    missed = "a critical phrase is missed"
    monkeypatch.setattr(of_here.readiness, "lexicon", lambda: missed)
    assert wrong(parts)["lexicon"].wrong == missed


def test_a_spool_that_refuses(parts: Parts) -> None:
    """With Redis away it is the only memory there is."""
    (parts.settings.data_dir / "spool").write_text("a file where the folder should be")
    assert wrong(parts)["spool"].wrong == "the disk refuses"


def test_a_spool_with_something_set_aside(parts: Parts) -> None:
    """Each is a person nobody has heard."""
    folder = parts.settings.data_dir / "spool"
    assert Spool(folder, parts.vault).writable()
    (folder / "1.damaged").write_text("")
    assert wrong(parts)["spool"].wrong == "1 set aside"


def test_a_folder_that_others_can_read(parts: Parts) -> None:
    """What waits there is sealed, and is nobody else's all the same."""
    parts.settings.data_dir.chmod(0o755)
    assert "chmod 700" in wrong(parts)["who can read DATA_DIR"].mend


def test_a_full_disk(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 200 MB it is told, before it refuses."""
    monkeypatch.setattr(of_here, "ROOM", 2**62)
    assert "MB are left" in wrong(parts)["room on the disk"].wrong


def test_masked_words_are_found(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """On this line a masked word may be the one that matters."""
    assert of_here.heard_whole(parts.pack)
    twiml = of_here.voice.twiml
    masked = lambda *a, **k: twiml(*a, **k).replace('profanityFilter="false"', "")  # noqa: E731
    monkeypatch.setattr(of_here.voice, "twiml", masked)
    assert "it masks what people say" in wrong(parts)["what is said is heard whole"].wrong
