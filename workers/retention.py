"""How long each thing is kept: one table, used by the code, from which the documents are drawn.

A span that stands here is the span that holds: scripts name it as `@kept:NAME@` (workers/lua.py),
everything else imports it.  What has no span ends by a deed, and the table says by which.
`docs/privacy/retention.md` is this table; `python -m workers.retention` prints it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

_DAY: Final = timedelta(days=1)
_FOR_EVER: Final = "for ever"
_YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing: what it holds of a person, how long it is kept, counted from when.

    `span` is None where it ends by what `ends` says.  `where` are patterns of the keys in Redis, or
    the place on disk; none when it is kept by somebody else.
    """

    name: str
    what: str
    personal: str
    begins: str
    span: timedelta | None = None
    ends: str = ""
    where: tuple[str, ...] = ()


TABLE: Final = (
    Kept(
        "conversation",
        "where a person stands in the flow, and what was said",
        "their words, encrypted",
        "the last word, or the end of their last open callback",
        30 * _DAY,
        where=("hi:person:*:conversation", "hi:person:*:transcript"),
    ),
    Kept(
        "callback",
        "a callback, what was done about it, and which ones a person had before",
        "number, wishes, evidence and notes, encrypted",
        "the moment it closed; an open one is kept until an officer closes it",
        90 * _DAY,
        where=("hi:callback:*", "hi:history:*", "hi:person:*:earlier"),
    ),
    Kept(
        "delivery",
        "the answer to one delivery, given again when it is delivered again",
        "our words to them, encrypted",
        "its arrival",
        7 * _DAY,
        where=("hi:delivery:*",),
    ),
    Kept(
        "outbox",
        "a text or a call that we made",
        "number and words, encrypted",
        "when it was done, given up or cancelled",
        30 * _DAY,
        where=("hi:outbox:*",),
    ),
    Kept(
        "outbox_list",
        "which messages were for one person",
        "ids only",
        "the last message to them",
        90 * _DAY,
        where=("hi:person:*:outbox",),
    ),
    Kept(
        "bridge",
        "a call between an officer and a person",
        "ids only",
        "its beginning",
        1 * _DAY,
        where=("hi:bridge:*", "hi:bridged:*"),
    ),
    Kept(
        "duty",
        "a duty on the rota",
        "the phone of a member of staff, encrypted",
        "its end",
        30 * _DAY,
        where=("hi:rota*",),
    ),
    Kept(
        "audit",
        "who did what at the console, without personal words",
        "names of accounts, references",
        "the deed",
        6 * _YEAR * _DAY,
        where=("hi:audit",),
    ),
    Kept(
        "erased",
        "keyed hashes of people who were erased, so that a restore erases them again",
        "a keyed hash, which cannot be turned back",
        "the erasure",
        _YEAR * _DAY,
        where=("hi:erased", "hi:erasing*"),
    ),
    Kept(
        "backup",
        "a backup file, encrypted",
        "everything, encrypted twice",
        "the day it was made; older ones are refused, and must be destroyed by who made them",
        35 * _DAY,
        where=("files of `helpline backup`",),
    ),
    Kept(
        "others",
        "open callbacks of several people on one number",
        "references only",
        "",
        ends="with the last of them",
        where=("hi:person:*:others", "hi:person:*:callback"),
    ),
    Kept(
        "block",
        "a number that a lead keeps from the flows",
        "the number, encrypted",
        "",
        ends="when the lead said, within a year",
        where=("hi:person:*:blocked", "hi:blocked"),
    ),
    Kept(
        "opt_out",
        "that a person wants no texts",
        "a keyed hash",
        "",
        ends="when they text START; kept for their sake",
        where=("hi:person:*:stopped",),
    ),
    Kept(
        "account",
        "an account of the console",
        "name, phone, password hash, secret of the second step, encrypted",
        "",
        ends="when it is removed",
        where=("hi:staff*", "hi:pins"),
    ),
    Kept(
        "session",
        "who is signed in, and guesses at signing in",
        "name of an account, keyed hashes",
        "",
        ends="within 12 hours",
        where=("hi:session:*", "hi:half:*", "hi:guesses*"),
    ),
    Kept(
        "toll",
        "how many texts one person was sent in an hour, and everybody",
        "a keyed hash",
        "",
        ends="within 2 hours",
        where=("hi:tolls:*", "hi:confirmed"),
    ),
    Kept(
        "toll",
        "how many texts and calls of ours there were in this hour, and to one person",
        "a keyed hash",
        "",
        ends="within two hours",
        where=("hi:tolls:*",),
    ),
    Kept(
        "spool",
        "requests that came while Redis was away",
        "number and words, encrypted",
        "",
        ends="when Redis has taken them",
        where=("DATA_DIR/spool",),
    ),
    Kept(
        "banner",
        "what a lead has put in front of both doors",
        "nobody",
        "",
        ends="at the end that the lead named, 3 days at most",
        where=("hi:banner",),
    ),
    Kept(
        "report",
        "counts by the hour",
        "nobody",
        "",
        ends=_FOR_EVER,
        where=("hi:queue:counts:*", "hi:messages"),
    ),
    Kept(
        "at_twilio",
        "texts as Twilio keeps them",
        "number and words",
        "",
        ends="when the person is erased; else as the account's settings at Twilio say",
    ),
)

SPANS: Final = {line.name: line.span for line in TABLE if line.span is not None}

CONVERSATIONS: Final = SPANS["conversation"]
CALLBACKS: Final = SPANS["callback"]
DELIVERIES: Final = SPANS["delivery"]
OUTBOX: Final = SPANS["outbox"]
BRIDGE: Final = SPANS["bridge"]
DUTIES: Final = SPANS["duty"]
AUDIT: Final = SPANS["audit"]
ERASED: Final = SPANS["erased"]
BACKUPS: Final = SPANS["backup"]


def as_markdown() -> str:
    """The table, as the documents show it."""
    rows = ["| what | of a person it holds | kept | where |", "| --- | --- | --- | --- |"]
    for line in TABLE:
        places = ", ".join(f"`{place}`" if "`" not in place else place for place in line.where)
        rows.append(f"| {line.what} | {line.personal} | {_how_long(line)} | {places or 'Twilio'} |")
    return "\n".join(rows) + "\n"


def _how_long(line: Kept) -> str:
    if line.span is None:
        return line.ends
    days = line.span // _DAY
    years = days // _YEAR
    span = f"{years} year{'s' if years > 1 else ''}" if days % _YEAR == 0 else f"{days} days"
    return f"{'1 day' if days == 1 else span} from {line.begins}"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
