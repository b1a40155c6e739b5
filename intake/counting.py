"""What a turn adds to the reports: which door, which topic, which question was left.  Pure.

The words are finite and name nobody; the store counts them with the turn, so a turn that comes
twice counts once.
"""

from __future__ import annotations

from flows.conversation import Conversation
from flows.events import CallEnded, CallStarted, Event, TextReceived
from flows.outcome import Outcome, Read
from flows.pack import Pack
from workers.reporting import asked_about, came, left_at


def to_count(
    pack: Pack, before: Conversation | None, event: Event, outcome: Outcome
) -> tuple[str, ...]:
    """The words to count for this event, which led from `before` to `outcome`."""
    topics = tuple(
        asked_about(reply.topic)
        for reply in outcome.replies
        if isinstance(reply, Read) and reply.page == 0
    )
    match event:
        case TextReceived():
            return (came("sms"), *topics)
        case CallStarted():
            return (came("voice"), *topics)
        case CallEnded():
            return left_at(pack, "voice", before.called if before else None)
        case _:
            return topics
