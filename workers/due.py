"""The names of what falls due, as they stand in the one due-set, and how a name is read.

    outbox:ID      a message to be sent, or looked at again
    alert:REF      people to be told about a red callback, again and again until one has it
    lapse:PERSON   a conversation that ends unless they write
    forget:PERSON  somebody who is to be forgotten outside Redis, too
    close:REF      a closing that takes effect unless it is undone
    lease:REF      an officer's hold that ends          } the queue's own steps see to these two,
    retry:REF      a callback that may be rung again    } the clock only makes it look

The score is the moment in milliseconds.  A score with a fraction is one that the clock has rung
for: the time has come, and it is only put off so that a lost ring is rung again.
"""

from __future__ import annotations

from datetime import datetime

from workers.moments import to_ms


def outbox(entry_id: str) -> str:
    """The member of a message."""
    return f"outbox:{entry_id}"


def alert(reference: str) -> str:
    """The member of a climbing alert."""
    return f"alert:{reference}"


def lapse(person: str) -> str:
    """The member of a conversation that ends."""
    return f"lapse:{person}"


def close(reference: str) -> str:
    """The member of a closing that takes effect."""
    return f"close:{reference}"


def forget(person: str) -> str:
    """The member of somebody who is to be forgotten everywhere else."""
    return f"forget:{person}"


def has_come(score: float | None, now: datetime) -> bool:
    """Whether it is time: not when it has been done or put off meanwhile."""
    return score is not None and (score <= to_ms(now) or score % 1 != 0)
