"""Ends a conversation in which nobody has written for a while.

What that means is decided in flows (`ConversationLapsed`); it is written on condition that nothing
changed meanwhile.  Somebody who writes at that moment wins, and has a new time set.
"""

from __future__ import annotations

from datetime import datetime

from flows.engine import advance
from flows.events import ConversationLapsed
from flows.pack import Pack
from workers import due
from workers.dueset import DueSet
from workers.moments import to_ms
from workers.reporting import left_at
from workers.store import Store
from workers.turn import Conflict, Turn


def lapse(store: Store, due_set: DueSet, pack: Pack, person: str, now: datetime) -> None:
    """End this person's conversation if its time has come."""
    member = due.lapse(person)
    score = due_set.score(member)
    if not due.has_come(score, now) or score is None:
        return
    opened = store.open_turn(f"lapse.{person}", person)
    if opened.conversation is not None:
        outcome = advance(opened.conversation, ConversationLapsed(), now, pack=pack)
        turn = Turn(
            delivery=f"lapse.{person}.{to_ms(now)}",
            answer="",
            person=person,
            conversation=outcome.conversation,
            version=opened.version,
            now=now,
            counted=left_at(pack, "sms", opened.conversation.texted),
        )
        if isinstance(store.commit_turn(turn), Conflict):
            return
    due_set.done(member, score)
