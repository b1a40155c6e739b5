"""A sentence that a lead puts in front of both doors for a while, when something is wrong.

It is spoken first on every call and sent first to everybody who begins a conversation, so it must
do no harm: it names 999, fits one text, and ends by itself.  It holds nothing of anybody.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from redis import Redis

from flows.segments import not_gsm7, segments
from workers import keys
from workers.errors import BannerRefused as BannerRefused
from workers.lua import Scripts
from workers.moments import from_ms, to_ms, whole_ms

LONGEST: Final = timedelta(days=3)
_EMERGENCY: Final = re.compile(r"(?<!\d)999(?!\d)")


@dataclass(frozen=True, slots=True)
class Banner:
    """What is said, until when, and who put it there."""

    words: str
    ends: datetime
    by: str


class Banners:
    """The one place for it on one Redis.  Every method raises StoreAway when Redis cannot."""

    def __init__(self, redis: Redis) -> None:
        self._scripts = Scripts(redis)

    def put_up(self, banner: Banner, now: datetime) -> Banner:
        """From now on, in the place of any other.  Raises BannerRefused: `check` says why."""
        banner = Banner(" ".join(banner.words.split()), banner.ends, banner.by)
        check(banner, now)
        kept = json.dumps([banner.words, to_ms(banner.ends), banner.by])
        self._scripts.call("SET", keys.BANNER, kept, "PX", whole_ms(banner.ends - now))
        return banner

    def stands(self, now: datetime) -> Banner | None:
        """The one that is up; None when none is."""
        found = self._scripts.call("GET", keys.BANNER)
        banner = banner_from(found)
        return banner if banner and banner.ends > now else None

    def take_down(self) -> None:
        """Nothing is said any more."""
        self._scripts.call("DEL", keys.BANNER)


def check(banner: Banner, now: datetime) -> None:
    """Raises BannerRefused, whose `where` is `words` or `until`."""
    if not _EMERGENCY.search(banner.words):
        raise BannerRefused("words", "say what to do in an emergency: it must name 999")
    if strange := not_gsm7(banner.words):
        raise BannerRefused("words", f"a text cannot say {' '.join(strange)} without costing more")
    cost = segments(banner.words)
    if cost.count != 1:
        raise BannerRefused("words", f"one text has room for 160 characters; this has {cost.units}")
    if banner.ends <= now:
        raise BannerRefused("until", "say until when: a time that is still to come")
    if banner.ends - now > LONGEST:
        raise BannerRefused("until", "it stands 3 days at most, and can then be put up again")


def banner_from(stored: bytes | None) -> Banner | None:
    """What is stored; None when nothing is, or nothing that can be read."""
    if not stored:
        return None
    try:
        words, ends, by = json.loads(stored)
        return Banner(str(words), from_ms(int(ends)), str(by))
    except (ValueError, TypeError):
        return None


def aloud(words: str) -> str:
    """The words as they are spoken: 999 digit by digit."""
    return _EMERGENCY.sub("9 9 9", words)
