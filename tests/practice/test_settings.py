"""What practice makes of its environment."""

from __future__ import annotations

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
            "PRACTICE_SIGNING_KEY": "key1:HMAC_SHA256:secret",
        }
    )

    assert (read.port, read.host, read.auth_token) == (9001, "0.0.0.0", "new")
    assert read.base_url == "https://line.example"
    assert (read.helpline_number, read.caller_id) == ("+448081570000", "+441134960001")
    assert read.signing_key == ("key1", "HMAC_SHA256", "secret")
