"""What is left of a turn for a number that a lead keeps from the flows.  Pure.

Red is acted on as ever.  A doubtful sign is answered as ever, so that a yes to it can become red.
What they ask about their own data and about texts is done.  Everything else is answered with 999
and one fixed line: no topics, no callback, no texts later.  On the phone they are heard once more,
for somebody may be in danger, and then the call ends.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flows.conversation import Conversation, Place
from flows.events import CallStarted, Event
from flows.levels import Assessment, Level
from flows.outcome import (
    Ask,
    CloseCheck,
    Effect,
    EraseMe,
    HangUp,
    KeepCallback,
    Outcome,
    Reply,
    Say,
    SendText,
    StartTexts,
    StopTexts,
    WithdrawCallback,
)

LINE: Final = "blocked"
_ALWAYS_ASKED: Final = frozenset({"check", "delete_check"})


def while_blocked(
    before: Conversation, event: Event, assessment: Assessment, outcome: Outcome
) -> Outcome:
    """`outcome` as it is for somebody who is blocked."""
    if any(isinstance(e, KeepCallback) and e.level is Level.RED for e in outcome.effects):
        return outcome
    allowed = tuple(e for e in outcome.effects if not isinstance(e, KeepCallback | SendText))
    said = replace(outcome, effects=allowed)
    if not outcome.replies or assessment.level is not Level.NONE or _theirs(before, outcome):
        return said
    now = replace(outcome.conversation, texted=before.texted, wishes=before.wishes)
    return replace(said, conversation=now, replies=_instead(event, now.called))


def _theirs(before: Conversation, outcome: Outcome) -> bool:
    """Whether this is about danger, about their data, or about our texts: that stays theirs."""
    return any(_is_theirs(effect) for effect in outcome.effects) or any(
        place is not None and place.step in _ALWAYS_ASKED
        for conversation in (before, outcome.conversation)
        for place in (conversation.texted, conversation.called)
    )


def _is_theirs(effect: Effect) -> bool:
    return isinstance(effect, StopTexts | StartTexts | EraseMe | WithdrawCallback | CloseCheck)


def _instead(event: Event, called: Place | None) -> tuple[Reply, ...]:
    """One fixed line; a caller who just rang is heard once, and what they say is screened."""
    if isinstance(event, CallStarted) and called is not None:
        return (Say(LINE), Ask(called.step, quiet=True))
    return (Say(LINE), HangUp())
