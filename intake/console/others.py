"""Others behind the same number, and the same person twice: splitting, and duplicates.

Both are a person's decision; the service merges by the number and by nothing else.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from flask import g

from intake.console.detail import standing
from intake.console.door import ConsoleDoor
from intake.console.forms import Missing, fence
from intake.console.pages import Pages, field
from intake.reference import new_reference
from workers.callbacks import Callback

_REFERENCE: Final = re.compile(r"([A-Z0-9]{3})[ -]?([A-Z0-9]{3})")
_TRIES: Final = 5

Named = tuple[tuple[str, str], ...]


def open_others(door: ConsoleDoor, callback: Callback, officer: str, now: datetime) -> Named:
    """Other callbacks on this number that are open, each with how it stands."""
    found = door.queue.open_of(callback.person)
    return tuple(
        (one.reference, standing(one, officer, now))
        for one in found
        if one.reference != callback.reference and one.state != "closed"
    )


def duplicate_of(door: ConsoleDoor, reference: str) -> str:
    """The reference of the callback that stays, as it was typed for a duplicate."""
    read = _REFERENCE.fullmatch(field("duplicate_of", 20).upper())
    if read is None:
        raise Missing("duplicate_of", "Write the reference of the callback that stays")
    stays = "-".join(read.groups())
    if stays == reference:
        raise Missing("duplicate_of", "That is this callback: write the other one")
    if door.queue.get(stays) is None:
        raise Missing("duplicate_of", "There is no callback of that reference")
    return stays


def split(pages: Pages, reference: str) -> str:
    """The step of splitting: a second callback for somebody else on the same number."""
    who, queue = field("who", 100), pages.door.queue
    if not who:
        raise Missing("who", "Write who else uses this number")
    for _ in range(_TRIES):
        another = new_reference()
        if queue.get(another) is None:
            break
    queue.split(reference, fence(), g.account.name, who, another, pages.door.now())
    return f"/console/callbacks/{reference}?told=split"
