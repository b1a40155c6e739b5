"""The service itself, and pages that are not there or not for everybody."""

from __future__ import annotations

from datetime import timedelta

from tests.intake.console.stops.guide import Guide, Stop, busy
from workers.banner import Banner


def _status(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/status")


def _front(guide: Guide) -> None:
    office, now = guide.office, guide.office.clock()
    words = "We cannot ring back before 6pm today. If somebody is in danger, call 999 now."
    office.banners.put_up(Banner(words, now + timedelta(hours=2), "pat"), now)
    guide.goes("/console/status")


def _front_wrong(guide: Guide) -> None:
    guide.goes("/console/status")
    guide.page.get_by_label("Sentence").fill("We cannot ring back before 6pm today.")
    guide.presses("Put it up")


def _words(guide: Guide) -> None:
    guide.goes("/console/words")


def _nowhere(guide: Guide) -> None:
    guide.goes("/console/callbacks/AAA-AAA")


def _may_not(guide: Guide) -> None:
    guide.goes("/console/callbacks/AAA-AAA")


STOPS: tuple[Stop, ...] = (
    Stop("status", "Whether every part works", _status),
    Stop("status-front", "A sentence in front of both doors", _front, role="lead"),
    Stop("status-front-wrong", "A sentence that would do harm", _front_wrong, role="lead"),
    Stop("words", "The words that the service says", _words, whole=False),
    Stop("not-found", "There is no such callback", _nowhere),
    Stop("may-not", "A page the account may not see", _may_not, role="admin"),
)
