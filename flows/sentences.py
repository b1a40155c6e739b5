"""The source taken apart into sentences, and where each of them is said.

A heading is a sentence too, and so is each point of a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_END: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_POINT: Final = re.compile("^[\N{BULLET}\\s]+")


@dataclass(frozen=True, slots=True)
class Omitted:
    """Something of the source that is left out on purpose, and why."""

    words: str
    reason: str
    whole_section: bool


Page = tuple[str, int]  # a topic, and the number of its page from 1


@dataclass(frozen=True, slots=True)
class Carried:
    """A sentence of the source, and the topic pages that say it."""

    words: str
    pages: tuple[Page, ...]


def sentences(source: str) -> list[str]:
    """Every sentence of the source in order, its spaces made single."""
    lines = (_POINT.sub("", line).strip() for line in source.splitlines())
    return [" ".join(sentence.split()) for line in lines if line for sentence in _END.split(line)]


def omitted(found: Mapping[str, Any]) -> tuple[Omitted, ...]:
    """What `omitted.yaml` leaves out."""
    rows = (found.get("sentences") or [], found.get("sections") or [])
    return tuple(
        Omitted(str(row["words"]), str(row["reason"]), whole_section=bool(whole))
        for whole, listed in enumerate(rows)
        for row in listed
    )


def carried(found: Mapping[str, Any]) -> tuple[Carried, ...]:
    """Where `carried.yaml` says that each sentence is said."""
    return tuple(
        Carried(" ".join(str(row["words"]).split()), tuple(map(_page, row["pages"])))
        for row in found.get("sentences") or ()
    )


def own_pages(found: Mapping[str, Any]) -> tuple[Page, ...]:
    """The pages that `carried.yaml` calls our own, each with its reason there."""
    return tuple(_page(row["page"]) for row in found.get("ours") or () if row["reason"])


def _page(named: str) -> Page:
    topic, _, page = str(named).partition(" ")
    return topic, int(page) if page.isdigit() else 0
