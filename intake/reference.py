"""New callback references: short enough to read aloud over a bad line, without look-alikes."""

from __future__ import annotations

import secrets
from typing import Final

LETTERS: Final = "ACDEFHJKMNPRTVWXY34679"


def new_reference() -> str:
    """Two groups of three, such as H7K-4RM; whether it is free the commit will say."""
    drawn = [secrets.choice(LETTERS) for _ in range(6)]
    return "".join(drawn[:3]) + "-" + "".join(drawn[3:])
