"""What practice makes of its environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from practice.clock import WallClock
from practice.settings import Settings


def test_nothing_has_to_be_set() -> None:
    """Without any settings there is a desk all the same."""
    assert Settings.read({}) == Settings()
    assert Settings.read({"PRACTICE_PORT": "", "SMS_NUMBER": " "}) == Settings()


def test_what_is_set() -> None:
    """Numbers may be written as people write them; the first of several tokens signs."""
    read = Settings.read(
        {
            "PRACTICE_PORT": "9001",
            "PRACTICE_HOST": "0.0.0.0",
            "TWILIO_AUTH_TOKEN": "new, old",
            "PUBLIC_BASE_URL": "https://line.example/",
            "HELPLINE_NUMBER": "0808 157 0000",
            "CALLER_ID": "0113 496 0001",
            "PRACTICE_CLOCK": "/var/desk/clock",
            "PRACTICE_SIGNING_KEY": "key1:HMAC_SHA256:secret",
        }
    )

    assert (read.port, read.host, read.auth_token) == (9001, "0.0.0.0", "new")
    assert read.base_url == "https://line.example"
    assert (read.helpline_number, read.caller_id) == ("+448081570000", "+441134960001")
    assert read.clock_file == Path("/var/desk/clock")
    assert read.signing_key == ("key1", "HMAC_SHA256", "secret")


def test_the_clock_is_moved_by_a_file(tmp_path: Path) -> None:
    """Practice keeps the time that the service keeps, when it is told where that stands."""
    file = tmp_path / "clock"
    moved, real = WallClock(file), WallClock()
    before = moved.now() - real.now()
    file.write_text("86400")
    after = moved.now() - real.now()
    file.write_text("nonsense")

    assert abs(before) < timedelta(seconds=5)
    assert abs(after - timedelta(days=1)) < timedelta(seconds=5)
    assert abs(moved.now() - real.now()) < timedelta(seconds=5)
