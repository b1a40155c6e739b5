"""New callback references: short enough to read aloud over a bad line, without look-alikes."""

from __future__ import annotations

import secrets
from typing import Final

LETTERS: Final = "ACDEFHJKMNPRTVWXY34679"


def new_reference() -> str:
    """Two groups of three, such as H7K-4RM; whether it is free the commit will say."""
    number, drawn = secrets.randbelow(len(LETTERS) ** 6), ""
    for _ in range(6):
        number, letter = divmod(number, len(LETTERS))
        drawn += LETTERS[letter]
    return f"{drawn[:3]}-{drawn[3:]}"
