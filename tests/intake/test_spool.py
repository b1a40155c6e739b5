"""What waits on disk survives us, is readable to nobody, and comes back in order, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.drain import Drainer
from intake.spool import Spool, Spooled, SpoolFull
from workers.errors import StoreAway
from workers.vault import Vault

VAULT = Vault(["k" * 43], "l" * 43)


def spooled(number: int) -> Spooled:
    """A request that came at second `number`."""
    form = (("MessageSid", f"SM{number}"), ("Body", "he wont wake up"), ("From", "+447700900123"))
    return Spooled("/twilio/sms", form, 1_000 * number)


@pytest.fixture(name="spool")
def _spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", VAULT)


def test_what_was_kept_comes_back_oldest_first(spool: Spool) -> None:
    """Requests are taken in the order in which they came, each exactly as it was."""
    for number in (3, 1, 2):
        spool.keep(spooled(number))
    taken: list[Spooled] = []

    assert Drainer(spool, taken.append).drain() == 3
    assert taken == [spooled(1), spooled(2), spooled(3)]
    assert spool.waiting() == 0


def test_the_same_delivery_waits_once(spool: Spool) -> None:
    """A delivery sent again while Redis is away at the same moment is not kept twice."""
    spool.keep(spooled(1))
    spool.keep(spooled(1))

    assert spool.waiting() == 1


def test_nothing_readable_touches_the_disk(spool: Spool, tmp_path: Path) -> None:
    """Neither a number nor a word stands in a file or in its name."""
    spool.keep(spooled(1))
    for path in (tmp_path / "spool").iterdir():
        everything = path.name.encode() + path.read_bytes()
        assert b"900123" not in everything
        assert b"wake" not in everything


def test_redis_away_again_leaves_the_rest_in_order(spool: Spool) -> None:
    """When Redis goes away in the middle, what was not taken stays."""
    for number in (1, 2, 3):
        spool.keep(spooled(number))
    taken: list[Spooled] = []

    def take(request: Spooled) -> None:
        if len(taken) == 1:
            raise StoreAway
        taken.append(request)

    assert Drainer(spool, take).drain() == 1
    assert spool.waiting() == 2
    assert [request for _, request in spool.oldest_first()] == [spooled(2), spooled(3)]


def test_a_damaged_file_is_set_aside_and_the_rest_drains(spool: Spool, tmp_path: Path) -> None:
    """A torn file neither stops the others nor disappears."""
    spool.keep(spooled(1))
    spool.keep(spooled(2))
    torn = sorted((tmp_path / "spool").glob("*.spooled"))[0]
    torn.write_bytes(torn.read_bytes()[:20])
    taken: list[Spooled] = []

    assert Drainer(spool, taken.append).drain() == 1
    assert taken == [spooled(2)]
    assert len(list((tmp_path / "spool").glob("*.damaged"))) == 1


def test_one_process_drains_at_a_time(spool: Spool) -> None:
    """While somebody drains, another comes away empty-handed."""
    spool.keep(spooled(1))
    with spool.draining() as first, spool.draining() as second:
        assert (first, second) == (True, False)


def test_a_disk_that_refuses_says_so(tmp_path: Path) -> None:
    """When the disk will not take it, the caller is told, so that the person can be."""
    (tmp_path / "spool").write_text("in the way")

    with pytest.raises(SpoolFull):
        Spool(tmp_path / "spool", VAULT).keep(spooled(1))


def test_only_the_owner_may_look(spool: Spool, tmp_path: Path) -> None:
    """The folder is closed to other users of the machine."""
    spool.keep(spooled(1))

    assert (tmp_path / "spool").stat().st_mode & 0o077 == 0
