"""A conversation held with nobody but the flow: no store, no Twilio, no clock of its own.

For `helpline talk` and for the golden conversations.  It remembers what the store would have
remembered, so far as the person would notice it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from flows import sms
from flows.conversation import Conversation, OpenCallback
from flows.engine import advance
from flows.events import (
    AdmissionsRang,
    CallEnded,
    CallStarted,
    ConversationLapsed,
    Event,
    KeyPressed,
    SilenceHeard,
    SpeechHeard,
    TextReceived,
)
from flows.levels import Assessment, Level, higher
from flows.numbers import spelt
from flows.outcome import (
    Ask,
    CloseCheck,
    EraseMe,
    HangUp,
    KeepCallback,
    LapseAt,
    LeaveNothing,
    Outcome,
    Read,
    RingAdmissions,
    Say,
    SendText,
    StartTexts,
    StopTexts,
    WithdrawCallback,
)
from flows.pack import Pack
from flows.triage import assess
from flows.wording import wording

REFERENCE: Final = "H7K-4RM"
OWN_NUMBER: Final = "+447700900123"  # for drama only, by Ofcom


class Rehearsal:
    """One person, both doors, in memory.  Each act returns the lines they read or hear."""

    def __init__(self, pack: Pack, now: datetime, number: str = "mobile"):
        self._pack = pack
        self._number = number
        self.now = now
        self.conversation = Conversation(started_at=now, number=number)
        self.done: list[str] = []
        self._lapse_at: datetime | None = None

    def text(self, words: str) -> list[str]:
        """They send a text."""
        outcome = self._advance(TextReceived(words, self._assessed(words, "sms")))
        return list(sms.texts(outcome.replies, self._pack, {"reference": REFERENCE}))

    def ring(self) -> list[str]:
        """They ring."""
        return self._heard(CallStarted(self._number))

    def press(self, keys: str) -> list[str]:
        """They press keys."""
        return self._heard(KeyPressed(keys))

    def say(self, words: str) -> list[str]:
        """They say something."""
        return self._heard(SpeechHeard(words, self._assessed(words, "voice")))

    def stay_silent(self) -> list[str]:
        """They say and press nothing."""
        return self._heard(SilenceHeard())

    def admissions_answered(self, answered: bool) -> list[str]:
        """Admissions picked up, or did not."""
        return self._heard(AdmissionsRang(answered))

    def hang_up(self) -> list[str]:
        """They hang up."""
        return self._heard(CallEnded())

    def wait(self, duration: timedelta) -> None:
        """Time passes; a conversation left alone ends."""
        self.now += duration
        if self._lapse_at is not None and self._lapse_at <= self.now:
            self._advance(ConversationLapsed())
            self._lapse_at = None

    def _assessed(self, words: str, door: str) -> Assessment:
        channel: Callable[..., Assessment] = assess
        recent = self.conversation.recent_texts(self.now)
        alone = channel(words, channel=door)
        together = channel(words, channel=door, recent=recent) if recent else alone
        return together if together.level.rank > alone.level.rank else alone

    def _heard(self, event: Event) -> list[str]:
        outcome = self._advance(event)
        lines = []
        for reply in outcome.replies:
            match reply:
                case Say() | Read() | Ask():
                    facts = {
                        "reference": " ".join(REFERENCE.replace("-", "")),
                        "own_number": spelt(OWN_NUMBER),
                    }
                    lines.append(wording(reply, self._pack, "voice", facts))
                case RingAdmissions():
                    lines.append("(rings admissions)")
                case HangUp():
                    lines.append("(hangs up)")
        return [line for line in lines if line]

    def _advance(self, event: Event) -> Outcome:
        outcome = advance(self.conversation, event, self.now, pack=self._pack)
        self.conversation = outcome.conversation
        self.done = []
        for effect in outcome.effects:
            match effect:
                case KeepCallback():
                    self._keep(effect)
                case WithdrawCallback():
                    self._withdraw()
                case CloseCheck():
                    self.done.append("check closed")
                case StopTexts() | StartTexts():
                    stopped = isinstance(effect, StopTexts)
                    self.done.append("texts stopped" if stopped else "texts allowed")
                case EraseMe():
                    self._erase()
                case LeaveNothing():
                    self.conversation = Conversation(started_at=self.now, number=self._number)
                    self.done.append("nothing is left of the call")
                case SendText():
                    texts = sms.texts(effect.replies, self._pack, {})
                    self.done += [f"text to them: {body}" for body in texts]
                case LapseAt(at=at):
                    self._lapse_at = at
        return outcome

    def _keep(self, keep: KeepCallback) -> None:
        before = self.conversation.callback
        level = higher(before.level, keep.level) if before else keep.level
        asked = keep.asked or bool(before and before.asked)
        kept = OpenCallback(REFERENCE, level, "waiting", asked, keep.not_before, keep.due_at)
        self.conversation = replace(self.conversation, callback=kept)
        kind = f" {keep.kind}" if keep.kind else ""
        self.done.append(f"callback {level}{kind}, {'asked for' if asked else 'not asked for'}")

    def _withdraw(self) -> None:
        before = self.conversation.callback
        if before and before.level is Level.RED:
            self.done.append("callback stays for an officer to close")
            return
        self.conversation = replace(self.conversation, callback=None)
        self.done.append("callback cancelled")

    def _erase(self) -> None:
        kept = self.conversation.callback
        self.done.append("everything erased" + (", but a callback stays" if kept else ""))
