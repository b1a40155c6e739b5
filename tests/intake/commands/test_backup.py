"""`helpline backup`, `restore`: an empty machine has the same queue, and nobody erased is back."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from tests.intake.commands.conftest import Helpline
from tests.intake.house import House
from tests.support.redis_server import RedisServer

ERASED = "+447700900321"


def everybody_leaves(redis_url: str) -> None:
    """No connection is left open, as when every process has ended."""
    with Redis.from_url(redis_url) as client:
        client.client_kill_filter(skipme=True, _type="normal")


def test_there_and_back(helpline: Helpline, house: House, tmp_path: Path) -> None:
    """The queue as it was, without whoever was erased after the backup was made."""
    for number in (ERASED, "+447700900322", "+447700900323"):
        house.text("call me", number=number)
    house.text("my mate wont wake up and his lips are blue", number="+447700900324")
    file = tmp_path / "monday.backup"
    made = helpline("backup", str(file))
    helpline("erase", stdin=ERASED, twilio_account_sid="")
    wanted = helpline("queue", "--json").stdout
    with RedisServer() as other:
        done = helpline("restore", str(file), redis_url=other.url)
        found = helpline("queue", "--json", redis_url=other.url).stdout

    assert made.exit_code == 0, made.stderr
    assert file.stat().st_mode & 0o077 == 0
    assert "4 open callbacks" in made.stdout
    assert done.exit_code == 0, done.stderr
    assert "3 open callbacks" in done.stdout
    assert "1 erased again" in done.stdout
    assert found == wanted


def test_a_backup_is_not_written_over(helpline: Helpline, house: House, tmp_path: Path) -> None:
    """The one of yesterday is not lost to a slip."""
    file = tmp_path / "one"
    file.write_bytes(b"yesterday's")
    done = helpline("backup", str(file))
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert file.read_bytes() == b"yesterday's"


def test_a_backup_that_fails_leaves_nothing(helpline: Helpline, tmp_path: Path) -> None:
    """With Redis away there is no half of a file that somebody might trust."""
    done = helpline("backup", str(tmp_path / "one"), redis_url="redis://127.0.0.1:1/0")
    assert done.exit_code == 1
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "not a backup"), (b"helpline backup 1\n1234", "damaged")]
)
def test_what_is_no_backup_is_refused(
    helpline: Helpline, redis_url: str, tmp_path: Path, content: bytes, says: str
) -> None:
    """One line, and nothing is put anywhere."""
    (tmp_path / "one").write_bytes(content)
    everybody_leaves(redis_url)
    done = helpline("restore", str(tmp_path / "one"))
    assert done.exit_code == 1
    assert says in done.stderr
