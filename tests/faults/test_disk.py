"""Redis away and the disk full, the spool torn or damaged: nothing is promised that is not kept,
what is whole is taken in, and the operator is told."""

from __future__ import annotations

import html
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.levels import Level
from tests.support.processes import descendants
from tests.support.roles import House
from tests.support.running import eventually
from tests.support.tried import Tried

RED, CALL, TOPIC = "my mate wont wake up", "can you ring me please", "what about my bladder"
RING_US = "0808 250 2196"


@pytest.fixture(name="house", scope="module")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("disk")) as house:
        house.start("web")
        yield house


@contextmanager
def redis_away(house: House) -> Iterator[None]:
    """It does not answer, and its connections stand."""
    house.server.pause()
    try:
        yield
    finally:
        house.server.resume()


@contextmanager
def disk_full(house: House) -> Iterator[None]:
    """No process of the web may make a file any longer, whatever the file is for."""
    process = house.processes["web"]
    everybody = [process.pid, *descendants(process.pid)]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in everybody}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def folder_gone(house: House) -> Iterator[None]:
    """Where the spool should be lies something else."""
    spool, aside = house.data_dir / "spool", house.data_dir / "spool.aside"
    if spool.exists():
        spool.rename(aside)
    spool.write_text("not a folder")
    try:
        yield
    finally:
        spool.unlink()
        if aside.exists():
            aside.rename(spool)


@pytest.mark.parametrize("way", [disk_full, folder_gone], ids=["no space", "no folder"])
def test_without_redis_and_disk_they_are_told_to_ring(
    house: House, way: object, tried: Tried
) -> None:
    """Danger still gets 999, a question its topic, and everybody the number to ring now: nothing is
    promised.  Afterwards the service is as it was."""
    n = 100 if way is disk_full else 200
    with redis_away(house), way(house):  # type: ignore[operator]
        answers = {
            body: html.unescape(house.text(body, f"+447700900{n + k}"))
            for k, body in enumerate((RED, CALL, TOPIC))
        }
        heard = html.unescape(house.call(f"CA{n}", "/twilio/voice", f"+447700900{n + 3}"))
        status, ready = house.ready()

    assert all(RING_US in answer for answer in answers.values()), answers
    assert answers[RED].index("999") < answers[RED].index(RING_US)
    assert "bladder" in answers[TOPIC]
    assert "we have your request" not in answers[CALL].casefold()
    assert "<Gather" in heard
    assert (status, ready["status"]) == (200, "degraded")
    assert ready["parts"]["spool"] == "the disk refuses"
    assert "999" in house.text(RED, f"+447700900{n + 4}")
    assert eventually(lambda: house.ready()[1]["parts"]["spool"], lambda s: s == "ok", 10) == "ok"
    tried("Redis away and no place on disk", 4, "told to ring now; 999 for danger")


def torn(path: Path) -> None:
    """Half of it was written."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    """A file of no length, as some file systems leave after a power cut."""
    path.write_bytes(b"")


def flipped(path: Path) -> None:
    """One bit of it is another."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def test_what_is_whole_is_taken_in_and_what_is_not_is_set_aside(house: House, tried: Tried) -> None:
    """Of seven requests on disk three are damaged: four come into the queue, in their order, the
    three are kept for the operator, and log and `/readyz` say so."""
    people = [f"+4477009003{n:02}" for n in range(7)]
    with redis_away(house):
        for number in people:
            assert "999" in house.text(RED, number)
        kept = house.spooled()
        for path, harm in zip(kept[1:6:2], (torn, emptied, flipped), strict=True):
            harm(path)
        (house.data_dir / "spool" / "000-nobody-draft.12345").write_bytes(b"a draft left behind")
    assert eventually(house.spooled, lambda files: not files, 20) == []
    opened = {
        number: house.store.open_turn("none", house.vault.person(number)).callback
        for number in people
    }
    there = [number for number, callback in opened.items() if callback is not None]
    ready = house.ready()[1]
    aside = list((house.data_dir / "spool").glob("*.damaged"))

    assert there == [number for n, number in enumerate(people) if n not in (1, 3, 5)]
    assert {c.level for c in opened.values() if c is not None} == {Level.RED}
    assert len(aside) == 3
    assert ready["status"] == "degraded"
    assert ready["parts"]["spool"] == "3 set aside"
    assert house.log("web").count("spool.damaged") == 3
    for path in aside:
        path.unlink()
    tried("spooled requests torn, emptied, flipped", 7, "the whole ones queued, the operator told")


def test_a_web_killed_while_it_spools_leaves_no_half_request(house: House) -> None:
    """What was answered is there whole; a draft that nobody was answered for does no harm."""
    with redis_away(house):
        assert "999" in house.text(RED, "+447700900401")
        house.kill("web", signal.SIGKILL)
        (house.data_dir / "spool" / "123-nobody-draft.999").write_bytes(b"half")
    house.start("web")
    person = house.vault.person("+447700900401")
    found = eventually(lambda: house.store.open_turn("none", person).callback, bool, 20)

    assert found is not None
    assert found.level is Level.RED
