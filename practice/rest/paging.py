"""Lists as the API gives them: newest first, a page at a time, between dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

Found = TypeVar("Found")


def listed(
    name: str,
    path: str,
    arguments: Mapping[str, str],
    found: Iterable[Found],
    shape: Callable[[Found], dict[str, Any]],
) -> dict[str, Any]:
    """One page of `found`."""
    size = min(max(int(arguments.get("PageSize") or 50), 1), 1000)
    page = max(int(arguments.get("Page") or 0), 0)
    everything = list(found)
    here = everything[page * size : (page + 1) * size]

    def uri(number: int) -> str:
        return f"{path}?{urlencode({**arguments, 'PageSize': size, 'Page': number})}"

    return {
        name: [shape(one) for one in here],
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(len(here) - 1, 0),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1) if len(everything) > (page + 1) * size else None,
        "previous_page_uri": uri(page - 1) if page else None,
        "uri": uri(page),
    }


def in_time(moment: datetime, arguments: Mapping[str, str], name: str) -> bool:
    """Whether `moment` is on, from or up to the dates that the arguments give."""
    on, after, before = (arguments.get(name + sign, "") for sign in ("", ">", "<"))
    if on and moment.date() != _moment(on).date():
        return False
    if after and moment < _moment(after):
        return False
    return not (before and moment > _moment(before))


def _moment(text: str) -> datetime:
    if len(text) == len("2026-01-31"):
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
