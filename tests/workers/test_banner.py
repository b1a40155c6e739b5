"""The sentence in front of both doors: it names 999, fits one text, and ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis

from tests.support.queueing import NOW
from workers import keys
from workers.banner import LONGEST, Banner, BannerRefused, Banners, aloud, banner_from

GOOD = "We cannot ring back before 6pm today. If somebody is in danger, call 999 now."
HOUR = timedelta(hours=1)


def banner(words: str = GOOD, lasts: timedelta = HOUR) -> Banner:
    """One that a lead would put up now."""
    return Banner(words, NOW + lasts, "lea")


def test_it_stands_until_its_end(redis: Redis) -> None:
    """By our clock, and by that of the store, so that nobody has to take it down."""
    banners = Banners(redis)
    banners.put_up(banner(f"  {GOOD}\n"), NOW)

    assert banners.stands(NOW) == banner()
    assert banners.stands(NOW + HOUR) is None
    assert 0 < redis.pttl(keys.BANNER) <= HOUR.total_seconds() * 1000


def test_another_takes_its_place_and_it_is_taken_down(redis: Redis) -> None:
    """There is one place, and twice down is once."""
    banners = Banners(redis)
    banners.put_up(banner(), NOW)
    banners.put_up(banner("No phones today. In danger: 999."), NOW)
    stands = banners.stands(NOW)
    for _ in range(2):
        banners.take_down()

    assert stands is not None
    assert stands.words == "No phones today. In danger: 999."
    assert banners.stands(NOW) is None


@pytest.mark.parametrize(
    ("words", "lasts", "where", "why"),
    [
        ("We cannot ring back today.", HOUR, "words", "999"),
        ("Call 1999 or 9990.", HOUR, "words", "999"),
        ("", HOUR, "words", "999"),
        (f"{GOOD} 🙏", HOUR, "words", "🙏"),
        ("Don\u2019t wait: call 999.", HOUR, "words", "\u2019"),
        ("999 " + "x" * 157, HOUR, "words", "161"),
        ("999 " + "€" * 79, HOUR, "words", "162"),
        (GOOD, timedelta(0), "until", "still to come"),
        (GOOD, LONGEST + timedelta(minutes=1), "until", "3 days"),
    ],
)
def test_what_would_do_harm_is_refused(
    redis: Redis, words: str, lasts: timedelta, where: str, why: str
) -> None:
    """Without 999, dearer than one text, over already or without end; what stood still stands."""
    banners = Banners(redis)
    banners.put_up(banner(), NOW)
    with pytest.raises(BannerRefused) as refused:
        banners.put_up(banner(words, lasts), NOW)

    assert (refused.value.where, why in str(refused.value)) == (where, True)
    assert banners.stands(NOW) == banner()


def test_the_longest_that_fits(redis: Redis) -> None:
    """160 characters exactly."""
    words = "999 " + "x" * 156

    assert Banners(redis).put_up(banner(words), NOW).words == words


@pytest.mark.parametrize("stored", [None, b"", b"{", b"[1]", b'["a", "b", "c"]', b"null"])
def test_what_cannot_be_read_says_nothing(stored: bytes | None) -> None:
    """A turn goes on without it."""
    assert banner_from(stored) is None


def test_999_is_spoken_digit_by_digit() -> None:
    """And no other number is touched."""
    assert aloud("In danger: 999. Not 9990.") == "In danger: 9 9 9. Not 9990."
