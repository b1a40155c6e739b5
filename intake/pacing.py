"""How often one person is answered by text: twenty at once, and then one every twenty seconds.

Every text is screened and taken all the same, and whatever holds a sign of danger is answered at
once, always: only an ordinary answer is left out.  Counted in this process alone, so that it costs
nothing and holds while Redis is away; several processes answer so many times as often.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

AT_ONCE: Final = 20
EVERY: Final = timedelta(seconds=20)
MOST_PEOPLE: Final = 10_000


class Pacing:
    """Who was answered how often lately, the least recent forgotten first."""

    def __init__(self) -> None:
        self._until: OrderedDict[str, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def too_soon(self, person: str, now: datetime) -> bool:
        """Whether they have had their answers for now; counts one when they have not."""
        with self._lock:
            until = max(self._until.pop(person, now), now)
            enough = until - now >= EVERY * AT_ONCE
            self._until[person] = until if enough else until + EVERY
            if len(self._until) > MOST_PEOPLE:
                self._until.popitem(last=False)
            return enough
