"""Redis away, slow, read-only, full, refusing, busy, killed in a script: each is answered with the
right words within a second, what matters waits on disk and comes into the queue in order, once,
and `/readyz` says that we are degraded and not that we are down."""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
from redis import Redis
from redis.exceptions import RedisError

from flows.levels import Level
from tests.support.cutting import CuttingProxy
from tests.support.roles import House
from tests.support.running import eventually
from tests.support.streaming import number
from tests.support.tried import Tried, in_full
from workers.callbacks import Callback

SOON = 1.0
BACK_WITHIN = 10.0
_ACTION = re.compile(r'action="([^"]+)"')


@dataclass
class Ill:
    """A service whose Redis lies behind a proxy."""

    house: House
    proxy: CuttingProxy

    def __post_init__(self) -> None:
        self.people = iter(range(100, 1000))


@pytest.fixture(name="ill", scope="module")
def _ill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ill]:
    from tests.support.redis_server import RedisServer

    with RedisServer() as server, CuttingProxy(server.port) as proxy:
        folder = tmp_path_factory.mktemp("ill")
        with House(folder, redis=server, url=proxy.url) as house:
            house.start("web")
            yield Ill(house, proxy)


@contextmanager
def refusing(ill: Ill) -> Iterator[None]:
    """Nobody listens any more, and whoever was connected is cut off."""
    ill.proxy.weather.refusing = True
    ill.proxy.drop()
    try:
        yield
    finally:
        ill.proxy.weather.refusing = False


@contextmanager
def silent(ill: Ill) -> Iterator[None]:
    """It takes what is asked, and no answer comes."""
    ill.proxy.weather.silent = True
    try:
        yield
    finally:
        ill.proxy.weather.silent = False


def slow(seconds: float) -> Callable[[Ill], AbstractContextManager[None]]:
    """Each answer takes so long."""

    @contextmanager
    def lasting(ill: Ill) -> Iterator[None]:
        ill.proxy.weather.delay = seconds
        try:
            yield
        finally:
            ill.proxy.weather.delay = 0.0
            ill.proxy.drop()

    return lasting


@contextmanager
def read_only(ill: Ill) -> Iterator[None]:
    """It has become the replica of one that is not there."""
    ill.house.redis.replicaof("127.0.0.1", "1")
    try:
        yield
    finally:
        ill.house.redis.replicaof("NO", "ONE")


@contextmanager
def full(ill: Ill) -> Iterator[None]:
    """No memory left, and nothing may be thrown away."""
    ill.house.redis.config_set("maxmemory", "100kb")
    try:
        yield
    finally:
        ill.house.redis.config_set("maxmemory", "0")


@contextmanager
def misconfigured(ill: Ill) -> Iterator[None]:
    """Whoever we are, we have no right to anything."""
    ill.house.redis.execute_command("ACL", "SETUSER", "nurse", "on", "nopass", "~*", "+@all")
    nurse = Redis.from_url(ill.house.server.url, username="nurse", password="x")
    nurse.execute_command("ACL", "SETUSER", "default", "-@all", "+ping", "+client")
    try:
        yield
    finally:
        nurse.execute_command("ACL", "SETUSER", "default", "+@all")
        nurse.close()


@contextmanager
def a_password_nobody_told_us(ill: Ill) -> Iterator[None]:
    """Changed on the server, not yet here: new connections are refused."""
    ill.house.redis.config_set("requirepass", "x")
    ill.proxy.drop()
    try:
        yield
    finally:
        with Redis.from_url(ill.house.server.url, password="x") as nurse:
            nurse.config_set("requirepass", "")
        ill.proxy.drop()


@contextmanager
def busy(ill: Ill) -> Iterator[None]:
    """Somebody's script does not end."""
    ill.house.redis.config_set("busy-reply-threshold", "50")
    stuck = Redis.from_url(ill.house.server.url, socket_timeout=60)

    def turn_in_circles() -> None:
        try:
            stuck.eval("while true do end", 0)
        except RedisError:
            return

    turning = threading.Thread(target=turn_in_circles)
    turning.start()
    time.sleep(0.2)
    try:
        yield
    finally:
        ill.house.redis.script_kill()
        turning.join()
        stuck.close()


@contextmanager
def killed_in_a_script(ill: Ill) -> Iterator[None]:
    """`kill -9` while a script runs; it is started again at the end."""
    with busy_for_ever(ill):
        ill.house.server.kill()
    try:
        yield
    finally:
        ill.house.server.start()


@contextmanager
def busy_for_ever(ill: Ill) -> Iterator[None]:
    """A script that writes and does not end; only death ends it."""
    stuck = Redis.from_url(ill.house.server.url, socket_timeout=60)

    def turn_in_circles() -> None:
        try:
            stuck.eval("redis.call('SET', 'hi:half', 1) while true do end", 0)
        except RedisError:
            return

    turning = threading.Thread(target=turn_in_circles)
    turning.start()
    time.sleep(0.2)
    yield
    turning.join()
    stuck.close()


AILMENTS: dict[str, Callable[[Ill], AbstractContextManager[None]]] = {
    "refusing": refusing,
    "silent": silent,
    "slow by 200 ms": slow(0.2),
    "slow by 2 s": slow(2),
    "slow by 10 s": slow(10),
    "read-only": read_only,
    "out of memory": full,
    "without rights": misconfigured,
    "a new password": a_password_nobody_told_us,
    "busy with a script": busy,
    "killed in a script": killed_in_a_script,
}
SHORT = ("silent", "out of memory", "without rights", "killed in a script")


@pytest.mark.parametrize("name", [in_full(name, name not in SHORT) for name in AILMENTS])
def test_everybody_is_answered_and_nobody_is_lost(ill: Ill, name: str, tried: Tried) -> None:
    """Danger with 999, what was asked with its topic, CALL with "we have your request", a call step
    by step by its own address; then each in the queue, in the order in which they came."""
    house, took = ill.house, {}
    who = {what: number(next(ill.people)) for what in ("red", "topic", "call", "by phone", "both")}

    def timed(what: str, say: Callable[[], str]) -> str:
        began = time.monotonic()
        answer = html.unescape(say())
        took[what] = time.monotonic() - began
        return answer

    with AILMENTS[name](ill):
        red = timed("red", lambda: house.text("my mate wont wake up", who["red"]))
        topic = timed("topic", lambda: house.text("what does it do to my bladder", who["topic"]))
        call = timed("call", lambda: house.text("can you ring me please", who["call"]))
        first = timed("both", lambda: house.text("please call me", who["both"]))
        then = timed("both 2", lambda: house.text("he has stopped breathing", who["both"]))
        sid = f"CA{name}"
        heard = timed("rings", lambda: house.call(sid, "/twilio/voice", who["by phone"]))
        pressed = timed(
            "presses",
            lambda: house.call(sid, _onward(heard), who["by phone"], Digits="1"),
        )
        state, ready = house.ready()
    began = time.monotonic()
    found = eventually(
        lambda: _queued(ill, who), lambda q: set(q) >= {"red", "call", "by phone", "both"}, 30
    )
    back = time.monotonic() - began

    assert "999" in red
    assert "bladder" in topic
    assert "ring" in call or "call" in call
    assert first
    assert "999" in then
    assert "9 9 9" in pressed.replace("999", "9 9 9")
    assert max(took.values()) < SOON, took
    assert (state, ready["status"]) == (
        200,
        "degraded" if "200 ms" not in name else ready["status"],
    )
    assert {what: callback.level for what, callback in found.items()} == {
        "red": Level.RED, "call": Level.NONE, "by phone": Level.RED, "both": Level.RED,
    }  # fmt: skip
    assert found["call"].asked
    assert found["both"].asked
    assert back < BACK_WITHIN
    assert eventually(house.spooled, lambda files: not files, 15) == []
    for what, sender in who.items():
        said = [
            e.text for e in house.store.transcript(house.vault.person(sender)) if e.who == "they"
        ]
        assert len(said) == len(set(said)), (what, said)
    both = house.store.transcript(house.vault.person(who["both"]))
    assert [e.text for e in both if e.who == "they"] == [
        "please call me",
        "he has stopped breathing",
    ]
    assert _well(house)
    slowest = max(took.values())
    tried(
        f"Redis {name}: texts and call steps", len(took),
        f"right words, slowest {slowest:.2f} s; in the queue {back:.0f} s after",
    )  # fmt: skip


def _onward(twiml: str) -> str:
    found = _ACTION.search(twiml)
    assert found is not None, twiml
    return html.unescape(found[1])


def _queued(ill: Ill, who: dict[str, str]) -> dict[str, Callback]:
    """The open callback of each of them."""
    try:
        opened = {
            what: ill.house.store.open_turn("none", ill.house.vault.person(sender)).callback
            for what, sender in who.items()
        }
    except Exception:  # noqa: BLE001 - it is not back yet
        return {}
    return {what: callback for what, callback in opened.items() if callback is not None}


def _well(house: House) -> bool:
    """Whether Redis and the spool are well again."""
    parts = eventually(
        lambda: house.ready()[1]["parts"],
        lambda p: (p["redis"], p["spool"]) == ("ok", "ok"),
        15,
    )
    return (parts["redis"], parts["spool"]) == ("ok", "ok")
