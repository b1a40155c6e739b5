"""Who may what: one table, and nothing else decides it.  A right that is not here nobody has."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final


class Right(Enum):
    """Something an account may do."""

    NOTHING = "open the page for signing in, without an account"
    SIGNED_IN = "be here at all"
    DESK = "see the queue, without names, numbers or words"
    READ = "read a callback: how to ring safely, the conversation, why it has its level"
    WORK = "take, ring, note, release and close callbacks; see the number of those they hold"
    LOWER = "lower the level of a callback they hold"
    BLOCK = "keep a number from the service for a while, and let it in again; see those numbers"
    SEARCH = "find a callback by reference, number or name"
    REPORTS = "read reports, in which nobody can be recognised"
    AUDIT = "read who did what, and who was shown a number"
    ROTA = "keep the rota: who is told of danger, when and on which phone"
    ACCOUNTS = "add and disable accounts; set passwords, phones and PINs"
    BANNER = "put a sentence in front of both doors, for a while"
    STATUS = "see whether every part of the service works"
    WORDS = "read the words that the service says"


ROLES: Final = ("officer", "lead", "auditor", "admin")

_EVERYBODY: Final = frozenset(ROLES)

MAY: Final[Mapping[Right, frozenset[str]]] = MappingProxyType(
    {
        Right.NOTHING: _EVERYBODY,
        Right.SIGNED_IN: _EVERYBODY,
        Right.DESK: frozenset({"officer", "lead", "auditor"}),
        Right.READ: frozenset({"officer", "lead"}),
        Right.WORK: frozenset({"officer", "lead"}),
        Right.LOWER: frozenset({"officer", "lead"}),
        Right.BLOCK: frozenset({"lead"}),
        Right.SEARCH: frozenset({"officer", "lead"}),
        Right.REPORTS: frozenset({"lead", "auditor"}),
        Right.AUDIT: frozenset({"lead", "auditor"}),
        Right.ROTA: frozenset({"lead"}),
        Right.ACCOUNTS: frozenset({"lead", "admin"}),
        Right.BANNER: frozenset({"lead"}),
        Right.STATUS: _EVERYBODY,
        Right.WORDS: _EVERYBODY,
    }
)


def may(role: str, right: Right) -> bool:
    """Whether an account of this role has this right."""
    return role in MAY[right]
