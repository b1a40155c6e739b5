"""Where we are in a turn: the conversation, the door it came by, the words, and the moment.

Everything that decides takes a scene and returns an outcome.  A scene is never changed: the next
one is `scene.with_(...)` or `scene.at(...)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from flows.conversation import Conversation, Place
from flows.events import Door
from flows.levels import Level
from flows.numbers import spelt
from flows.outcome import Ask, Effect, Outcome, Reply
from flows.pack import Pack
from flows.promises import FirstOpen, always
from flows.when import Window, in_words
from flows.wording import choices

BESIDE_THEM: Final = ("after_red", "beside", "check")


@dataclass(frozen=True, slots=True)
class Scene:
    """One turn, from this door, at this moment."""

    pack: Pack
    conversation: Conversation
    door: Door
    now: datetime
    hours: FirstOpen = always

    @property
    def place(self) -> Place:
        """Where this door's thread stands; where it begins, when it does not stand anywhere."""
        here = self.conversation.texted if self.door == "sms" else self.conversation.called
        return here or Place(self.pack.begin[self.door])

    @property
    def resting(self) -> bool:
        """Whether no question of ours stands: the person says what comes next."""
        return self.pack.step(self.place.step).resting

    def at(self, place: Place | None, **changes: Any) -> Scene:
        """The same scene with this door's thread at `place`, and the conversation changed."""
        if self.door == "sms":
            return self.with_(texted=place, **changes)
        return self.with_(called=place, **changes)

    def with_(self, **changes: Any) -> Scene:
        """The same scene with the conversation changed."""
        return replace(self, conversation=replace(self.conversation, **changes))

    def wishing(self, **wishes: Any) -> Scene:
        """The same scene with some of the person's wishes changed."""
        return self.with_(wishes=replace(self.conversation.wishes, **wishes))

    def ends(self, *replies: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """The outcome: this scene's conversation, these replies, these effects."""
        return Outcome(self.conversation, replies, tuple(effects))

    def ask(self, step: str, line: str = "", *, quiet: bool = False) -> Ask:
        """The wait at `step`, its question's blanks filled with what we know."""
        return Ask(step, line, quiet, {} if quiet else self._known())

    def asks(self, step: str, *before: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """Say `before`, then wait at `step`, asking what it asks."""
        there = self.at(Place(step))
        return there.ends(*before, there.ask(step), effects=effects)

    def begins(self, *before: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """Say `before`, then wait where this door begins."""
        return self.asks(self.pack.begin[self.door], *before, effects=effects)

    def rests(self, *before: Reply, effects: Iterable[Effect] = ()) -> Outcome:
        """Say `before` and be done: a texter is asked no more, a caller what else they need.

        Whoever waits beside somebody in danger is not led away from there.
        """
        if self.door == "voice":
            after = "beside" if self.conversation.level is Level.RED else "booked"
            return self.asks(after, *before, effects=effects)
        if self.place.step in BESIDE_THEM:
            return self.stays(*before, quiet=True, effects=effects)
        home = self.pack.begin["sms"]
        return self.at(Place(home)).ends(*before, self.ask(home, quiet=True), effects=effects)

    def stays(self, *before: Reply, quiet: bool = False, effects: Iterable[Effect] = ()) -> Outcome:
        """Say `before` and wait where we were; a question that stands is asked again.

        Unless `quiet`; and a texter at rest is asked nothing.
        """
        here = self.place
        quiet = quiet or (self.door == "sms" and self.resting)
        again = self.ask(here.step, line=self.more_to_read(), quiet=quiet)
        return self.at(here).ends(*before, again, effects=effects)

    def more_to_read(self) -> str:
        """The wording of the wait while there is more to read, if that is where we are."""
        here, topic = self.place, self.pack.topics.get(self.place.topic)
        reads = here.step == "reading" and topic is not None
        more = topic is not None and here.page + 1 < len(topic.pages(self.door))
        return "reading_more" if reads and more else ""

    def _known(self) -> dict[str, str]:
        """What blanks of a question may be filled with."""
        known = {}
        if self.conversation.wishes.other_number:
            known["other_number"] = spelt(self.conversation.wishes.other_number)
        if self.conversation.callback:
            promise = self.conversation.callback
            known["when"] = in_words(Window(promise.not_before, promise.due_at), self.now)
        if self.pack.step(self.place.step).takes == "choice" and self.place.topic:
            offered = enumerate(self.place.topic.split("-"), start=1)
            known["choices"] = choices(
                self.pack, self.door, ((str(n), self.pack.topics[name]) for n, name in offered)
            )
        return known


def before(outcome: Outcome, *replies: Reply, effects: Iterable[Effect] = ()) -> Outcome:
    """The same outcome with something said, and had done, first."""
    return replace(
        outcome, replies=(*replies, *outcome.replies), effects=(*effects, *outcome.effects)
    )
