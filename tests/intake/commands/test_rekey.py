"""`helpline rekey`: what it does and refuses, and roles that do not start with a wrong key."""

from __future__ import annotations

from typing import Any

import pytest
from redis import Redis

from intake.parts import Parts, build_parts
from intake.settings import Settings
from intake.spool import Spool, Spooled
from tests.intake.commands.conftest import Helpline
from tests.intake.house import House
from tests.support.queueing import NUMBER
from workers import keys
from workers.connection import connect
from workers.moments import to_ms

NEW, OLD_DATA, OLD_LOOKUP = "n" * 43, "d" * 43, "l" * 43
CHAINED = f"{NEW},{OLD_LOOKUP}"


@pytest.fixture(name="alone")
def _alone(house: House) -> House:
    """A house that was filled and stopped: none of its connections is open."""
    house.text("call me", number=NUMBER)
    everybody_leaves(house.runtime.settings.redis_url.get_secret_value())
    return house


def everybody_leaves(redis_url: str) -> None:
    """No connection is left open, as when every process has ended."""
    with Redis.from_url(redis_url) as client:
        client.client_kill_filter(skipme=True, _type="normal")


def parts_with(given: dict[str, Any], **changes: str) -> Parts:
    """The parts under other keys."""
    return build_parts(Settings(_env_file=None, **{**given, **changes}), timeout=5.0)


def test_data_keys_change_while_all_runs(
    helpline: Helpline, house: House, given: dict[str, Any], parts: Parts
) -> None:
    """Values and what waits on this disk; then the newest key alone reads it all."""
    house.text("call me", number=NUMBER)
    spool = Spool(parts.settings.data_dir / "spool", parts.vault)
    spool.keep(Spooled("/twilio/sms", (("MessageSid", "SM1"),), 1))
    done = helpline("rekey", data_keys=f"{NEW},{OLD_DATA}")
    again = helpline("rekey", data_keys=f"{NEW},{OLD_DATA}")

    assert done.exit_code == 0, done.stderr
    assert "all are under the newest key" in done.stdout
    assert again.stdout.startswith("0 values sealed anew")
    newest = parts_with(given, data_keys=NEW)
    (callback,) = newest.queue.open_callbacks(newest.now(), 10)
    assert callback.personal.number == NUMBER
    ((_, request),) = Spool(given["data_dir"] / "spool", newest.vault).oldest_first()
    assert request is not None


def test_the_lookup_key_changes_while_nothing_runs(
    helpline: Helpline, alone: House, given: dict[str, Any]
) -> None:
    """Everybody is found under the new key, and a role with the old one refuses to start."""
    done = helpline("rekey", "lookup", lookup_key=CHAINED)
    stale = helpline("worker")

    assert done.exit_code == 0, done.stderr
    assert "1 people are known by the new key." in done.stdout
    newest = parts_with(given, lookup_key=CHAINED)
    opened = newest.store.open_turn("SM9", newest.vault.person(NUMBER))
    assert opened.callback is not None
    assert stale.exit_code == 1
    assert "LOOKUP_KEY is not the one that this Redis was written with" in stale.stderr


def test_others_at_work_are_refused(
    helpline: Helpline, alone: House, redis_url: str, parts: Parts
) -> None:
    """A beating clock, or anybody connected: half of the house would look under the old name."""
    with Redis.from_url(redis_url) as client:
        client.set(keys.CLOCK_BEAT, to_ms(parts.now()))
    beating = helpline("rekey", "lookup", lookup_key=CHAINED)
    with Redis.from_url(redis_url) as client:
        client.delete(keys.CLOCK_BEAT)
    everybody_leaves(redis_url)
    with connect(redis_url) as somebody:
        somebody.ping()
        connected = helpline("rekey", "lookup", lookup_key=CHAINED)

    assert "a worker's clock beats" in beating.stderr
    assert "stop every role first: 1 connections" in connected.stderr


def test_one_key_alone_changes_nothing(helpline: Helpline, alone: House) -> None:
    """The line says what to do."""
    done = helpline("rekey", "lookup")
    assert done.exit_code == 1
    assert "put the new LOOKUP_KEY before the old one" in done.stderr


@pytest.mark.parametrize("role", ["web", "console", "worker"])
def test_no_role_starts_in_the_middle_of_it(helpline: Helpline, redis_url: str, role: str) -> None:
    """While some are known by the new key and some by the old, nobody may look."""
    with Redis.from_url(redis_url) as client:
        client.sadd(keys.REKEYING, "someone")
    done = helpline(role)
    assert done.exit_code == 1
    assert "begun and not ended" in done.stderr


def test_a_worker_can_be_checked(helpline: Helpline, redis_url: str, parts: Parts) -> None:
    """The health check of a container: 0 while a clock beats, and a line when none does."""
    none = helpline("worker", "--check")
    with Redis.from_url(redis_url) as client:
        client.set(keys.CLOCK_BEAT, to_ms(parts.now()))
    well = helpline("worker", "--check")

    assert (none.exit_code, none.stderr) == (1, "helpline: no worker's clock beats\n")
    assert well.exit_code == 0
