"""One turn: screen, load, decide, commit, answer.  The path of every text and every call step.

Screening comes before anything else and its words go out in this very answer.  Loading is one
round trip to Redis and committing one more; when somebody else changed the person meanwhile, the
commit says so, hands over what is there now, and we decide again, a bounded number of times.  When
Redis cannot take it, the answer is given all the same and the request waits on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import takewhile
from time import monotonic
from typing import Final, Protocol

import structlog
from redis.exceptions import RedisError

from flows.conversation import Conversation, Place
from flows.engine import advance
from flows.events import AdmissionsRang, Door, Event
from flows.levels import Assessment, Level
from flows.numbers import kind_of
from flows.outcome import KeepCallback, Outcome, Read, Reply, RingAdmissions, Say
from flows.pack import Pack
from intake.blocked import while_blocked
from intake.counting import to_count
from intake.fronting import words_first
from intake.heard import Heard
from intake.hours import ALWAYS, Hours
from intake.logs import where
from intake.pacing import Pacing
from intake.screening import Screening
from intake.spool import Spool, Spooled, SpoolFull
from intake.writing import Answer, Rendering, turn_to_write
from workers.errors import VaultError
from workers.store import Committed, Conflict, Opened, Repeated, Store, StoreAway

log = structlog.get_logger(__name__)
MOST_TRIES: Final = 5
CATCHES_UP_SECONDS: Final = 0.25
CLEAR: Final = Assessment(Level.NONE, None)


class Bell(Protocol):
    """Wakes the workers for what is due now; losing it only costs a moment."""

    def ring(self, members: tuple[str, ...]) -> None:
        """Wake them for these members of the due-set."""
        ...


class Counted(Protocol):
    """Counts what happens, without knowing to whom."""

    def turn(self, door: Door, level: Level, tries: int) -> None:
        """A turn was written, after `tries` conflicts."""
        ...

    def away(self, door: Door) -> None:
        """A turn was answered without Redis."""
        ...

    def unrung(self) -> None:
        """A bell could not be rung; the clock will do it."""
        ...


@dataclass(frozen=True, slots=True)
class Turns:
    """Takes what was heard and gives the answer."""

    pack: Pack
    store: Store
    spool: Spool
    screening: Screening
    rendering: Rendering
    bell: Bell
    counted: Counted
    person: Callable[[str], str]
    reference: Callable[[], str]
    hear: Callable[[Spooled], Heard]
    hours: Hours = ALWAYS
    pacing: Pacing = field(default_factory=Pacing)

    def take(self, heard: Heard) -> str:
        """The TwiML that answers `heard`.

        Whatever the store does, there is an answer.  What it raises is raised only for a request
        that comes back from the spool, which then stays there.
        """
        alone = self.screening(heard.words, heard.door) if heard.words else CLEAR
        person = self.person(heard.lookup)
        try:
            if not heard.again:
                self._catch_up(person)
            opened = self.store.open_turn(heard.delivery, person)
            return self._settle(heard, person, alone, opened)
        except (StoreAway, VaultError, RedisError) as error:
            if heard.again:
                raise
            if not isinstance(error, StoreAway):
                log.error("turn.store_failed", error=type(error).__name__, where=where(error))
            return self._without_the_store(heard, person, alone)

    def _catch_up(self, person: str) -> None:
        """What this person sent while Redis was away comes first, or their answers would cross.

        Whoever waits for an answer does not wait for all of that: after a moment this one goes to
        the end of the line on disk, too.
        """
        until = monotonic() + CATCHES_UP_SECONDS
        for path, request in self.spool.oldest_first(person):
            if request is None:
                continue
            try:
                self.take(self.hear(request))
            except StoreAway:
                raise
            except Exception as error:  # noqa: BLE001 - the drainer's trouble, not this person's
                log.warning("turn.not_caught_up", error=type(error).__name__)
                continue
            self.spool.done(path)
            if monotonic() > until:
                raise StoreAway("too much to catch up with")

    def _settle(self, heard: Heard, person: str, alone: Assessment, opened: Opened) -> str:
        for tries in range(MOST_TRIES):
            if opened.answer is not None:
                return self._again(heard, opened.answer)
            answer = self._decide(heard, person, alone, opened)
            happened = heard.event(answer.assessment)
            words = to_count(self.pack, opened.conversation, happened, answer.outcome)
            turn = turn_to_write(heard, person, opened, answer, words)
            if turn.erase:
                self.store.erasures.begin(turn.person, heard.number, heard.received)
            match self.store.commit_turn(turn):
                case Committed(ring=due):
                    self.counted.turn(heard.door, answer.assessment.level, tries)
                    self._ring(due)
                    return answer.twiml
                case Repeated(answer=earlier):
                    return self._again(heard, earlier)
                case Conflict(opened=fresh):
                    opened = replace(fresh, banner=opened.banner)
        raise StoreAway("too many conflicts")

    def _again(self, heard: Heard, answer: str) -> str:
        """What was answered before; it leaves the disk only when it is sure to stay written."""
        if heard.again:
            self.store.confirm()
        return answer

    def _ring(self, due: tuple[str, ...]) -> None:
        """The turn is written: a bell that cannot be rung must not look like one that is not."""
        if not due:
            return
        try:
            self.bell.ring(due)
            log.info("turn.rang", members=due)
        except StoreAway:
            self.counted.unrung()

    def _decide(self, heard: Heard, person: str, alone: Assessment, opened: Opened) -> Answer:
        conversation = opened.conversation or Conversation(
            started_at=heard.received,
            number=kind_of(heard.address).value,
            callback=opened.callback.seen_from_flows() if opened.callback else None,
            texts_stopped=opened.texts_stopped,
        )
        called = _where(conversation.called, heard)
        if called is not conversation.called:
            conversation = replace(conversation, called=called)
        assessment = self._with_what_was_said(heard, alone, conversation)
        event = heard.event(assessment)
        outcome = self._advance(conversation, event, heard)
        if opened.blocked(heard.received):
            outcome = while_blocked(conversation, event, assessment, outcome)
        if heard.again:
            outcome = _unasked(outcome, self.pack, heard, opened.conversation)
        if self._answered_enough(heard, person, assessment):
            heard = replace(heard, replied=True)
        known = opened.callback.reference if opened.callback else self.reference()
        first = words_first(heard, assessment, opened)
        return self.rendering.answer(heard, assessment, outcome, known, first)

    def _answered_enough(self, heard: Heard, person: str, assessment: Assessment) -> bool:
        """Whether somebody who floods us has had their answers for now; never where it may be
        danger."""
        ordinary = heard.door == "sms" and assessment.level is Level.NONE and not heard.again
        return ordinary and self.pacing.too_soon(person, heard.received)

    def _advance(self, conversation: Conversation, event: Event, heard: Heard) -> Outcome:
        """What happens next; outside their hours admissions are not rung, and it is said."""
        hours = self.hours.first_open
        outcome = advance(conversation, event, heard.received, pack=self.pack, hours=hours)
        if RingAdmissions() not in outcome.replies or self.hours.open_at(heard.received):
            return outcome
        closed = Say("closed", {"opens": self.hours.opens(heard.received)})
        nobody = AdmissionsRang(answered=False)
        now = heard.received
        instead = advance(outcome.conversation, nobody, now, pack=self.pack, hours=hours)
        return replace(
            instead,
            replies=(closed, *instead.replies),
            effects=(*outcome.effects, *instead.effects),
        )

    def _with_what_was_said(
        self, heard: Heard, alone: Assessment, conversation: Conversation
    ) -> Assessment:
        recent = conversation.recent_texts(heard.received)
        if not heard.words or not recent or alone.level is Level.RED:
            return alone
        together = self.screening(heard.words, heard.door, recent, alone)
        return together if together.level.rank > alone.level.rank else alone

    def _without_the_store(self, heard: Heard, person: str, alone: Assessment) -> str:
        self.counted.away(heard.door)
        fresh = Conversation(
            started_at=heard.received, number=kind_of(heard.address).value, called=heard.place
        )
        outcome = self._advance(fresh, heard.event(alone), heard)
        asked = any(isinstance(e, KeepCallback) and e.asked for e in outcome.effects)
        promised = asked and alone.level is not Level.RED
        if promised and heard.door == "sms":
            outcome = replace(outcome, replies=(Say("store_away_call"),))
        try:
            self.spool.keep(heard.raw, person)
        except SpoolFull:
            outcome = replace(outcome, replies=_nothing_kept(outcome.replies, promised))
        return self.rendering.answer(heard, alone, outcome, reference="").twiml


def _nothing_kept(replies: tuple[Reply, ...], promised: bool) -> tuple[Reply, ...]:
    """They are told to ring: behind any advice, in place of a promise, before any question."""
    said = tuple(takewhile(lambda reply: isinstance(reply, Say | Read), replies))
    kept = () if promised else said
    return (*kept, Say("store_away_ring_us"), *replies[len(said) :])


def _where(stored: Place | None, heard: Heard) -> Place | None:
    """Where the call stands: by Redis, unless its own address tells of a later turn.

    A request out of the spool is read at the place where it was made.
    """
    told = heard.place
    if heard.door != "voice" or told is None:
        return stored
    if heard.again or stored is None or stored.turn < told.turn:
        return told
    return stored


def _unasked(outcome: Outcome, pack: Pack, heard: Heard, before: Conversation | None) -> Outcome:
    """Out of the spool, no question of ours reached a texter: wait for none of its answers.

    And a call has gone on meanwhile: it stands where it stood.
    """
    now = outcome.conversation
    if before is not None and before.called is not None and before.called.turn > heard.turn:
        now = replace(now, called=before.called)
    texted = now.texted
    if texted is not None and not pack.step(texted.step).resting and texted.step != "check":
        now = replace(now, texted=Place(pack.begin["sms"]))
    return replace(outcome, conversation=now)
