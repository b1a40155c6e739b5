"""What the forms of a callback's page share: what is missing, the fence, the note beside a step."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, g, request

from intake.console.pages import Pages, field

Step = Callable[[Pages, str], str]


class Missing(Exception):
    """The form lacks something: `where` is the field, `what` is said beside it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where)
        self.where = where
        self.what = what


def fence() -> int:
    """The fence that the form carries; a made-up one is refused."""
    given = request.form.get("fence", "")
    if not given.isdecimal() or len(given) > 15:
        abort(HTTPStatus.BAD_REQUEST)
    return int(given)


def leave_note(pages: Pages, reference: str) -> None:
    """Keep what was written beside a step that is done."""
    if text := field("note"):
        pages.door.queue.note(reference, g.account.name, text, pages.door.now())
