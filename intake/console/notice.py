"""The sentence in front of both doors: put up and taken down by a lead, for a while."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Response, g

from intake.console.pages import Pages, field, see_other
from intake.console.roles import Right
from intake.console.service import status_page
from intake.console.wording import LONDON, sentence
from workers.banner import Banner
from workers.errors import BannerRefused

PAGE: Final = "/console/status"
UNREADABLE: Final = "Give the day as year-month-day, and the time as hours and minutes"


def register(pages: Pages) -> None:
    """Its two steps; the form stands on the page of the parts."""
    door = pages.door

    @pages.post("/status/banner", Right.BANNER)
    def banner_up() -> Response:
        words, now = field("words", 1000), door.now()
        typed = {"words": words, "day": field("day", 10), "time": field("time", 10)}
        try:
            door.banners.put_up(Banner(words, _until(typed), g.account.name), now)
        except BannerRefused as refused:
            error = (refused.where, sentence(str(refused)))
            return status_page(pages, HTTPStatus.UNPROCESSABLE_ENTITY, typed, error)
        pages.record("banner_up")
        return see_other(f"{PAGE}?told=up")

    @pages.post("/status/banner/down", Right.BANNER)
    def banner_down() -> Response:
        door.banners.take_down()
        pages.record("banner_down")
        return see_other(f"{PAGE}?told=down")


def _until(typed: dict[str, str]) -> datetime:
    try:
        return datetime.fromisoformat(f"{typed['day']}T{typed['time']}").replace(tzinfo=LONDON)
    except ValueError:
        raise BannerRefused("until", UNREADABLE) from None
