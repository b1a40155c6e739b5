"""Where we are in a turn: the conversation, the door it came by, the words, and the moment.

Everything that decides takes a scene and returns an outcome.  A scene is never changed: the next
one is `scene.with_(...)` or `scene.at(...)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flows.conversation import Conversation, Place
from flows.events import Door
from flows.outcome import Ask, Effect, Outcome, Reply
from flows.pack import Pack


@dataclass(frozen=True, slots=True)
class Scene:
    """One turn, from this door, at this moment."""

    pack: Pack
    conversation: Conversation
    door: Door
    now: datetime

    @property
    def place(self) -> Place:
        """Where this door's thread stands; where it begins, when it does not stand anywhere."""
        here = self.conversation.texted if self.door == "sms" else self.conversation.called
        return here or Place(self.pack.begin[self.door])

    def at(self, place: Place | None) -> Scene:
        """The same scene with this door's thread at `place`."""
        if self.door == "sms":
            return self.with_(texted=place)
        return self.with_(called=place)

    def with_(self, **changes: Any) -> Scene:
        """The same scene with the conversation changed."""
        return replace(self, conversation=replace(self.conversation, **changes))

    def wishing(self, **wishes: Any) -> Scene:
        """The same scene with some of the person's wishes changed."""
        return self.with_(wishes=replace(self.conversation.wishes, **wishes))

    def ends(self, *replies: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """The outcome: this scene's conversation, these replies, these effects."""
        return Outcome(self.conversation, replies, tuple(effects))

    def asks(self, step: str, *before: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """Say `before`, then wait at `step`, asking what it asks."""
        return self.at(Place(step)).ends(*before, Ask(step), effects=effects)

    def begins(self, *before: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """Say `before`, then wait where this door begins."""
        return self.asks(self.pack.begin[self.door], *before, effects=effects)

    def rests(self, *before: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """Say `before` and be done: a texter is asked no more, a caller what else they need."""
        if self.door == "voice":
            return self.asks("booked", *before, effects=effects)
        home = self.pack.begin["sms"]
        return self.at(Place(home)).ends(*before, Ask(home, quiet=True), effects=effects)

    def stays(self, *before: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """Say `before` and wait where we were; a caller hears the question again."""
        here = self.place
        again = Ask(here.step, quiet=self.door == "sms" and self.pack.step(here.step).resting)
        return self.at(here).ends(*before, again, effects=effects)


def before(outcome: Outcome, *replies: Reply, effects: Iterable[Effect] = ()) -> Outcome:
    """The same outcome with something said, and had done, first."""
    return replace(
        outcome, replies=(*replies, *outcome.replies), effects=(*effects, *outcome.effects)
    )
