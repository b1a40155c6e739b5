"""What a turn says and writes: the outcome of `advance` made into TwiML and into a Turn.

Which effect becomes which record is decided here and nowhere else.  Nothing here touches Redis.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, assert_never
from urllib.parse import urlencode

from flows import sms, voice
from flows.conversation import Conversation, Place
from flows.events import AdmissionsRang, KeyPressed, SilenceHeard
from flows.levels import Assessment, Level
from flows.numbers import spelt
from flows.outcome import (
    Ask,
    CloseCheck,
    EraseMe,
    KeepCallback,
    LapseAt,
    LeaveNothing,
    Outcome,
    Read,
    Say,
    SendText,
    StartTexts,
    StopTexts,
    WithdrawCallback,
)
from flows.pack import Pack
from flows.wording import wording
from intake.heard import Heard
from workers.callbacks import Callback, check_closed, deleted, merged, withdrawn
from workers.store import Opened, OutboxEntry, TranscriptEntry, Turn

VOICE_PATH: Final = "/twilio/voice"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to Twilio, and what it was made of."""

    twiml: str
    said: str
    assessment: Assessment
    outcome: Outcome
    reference: str
    texts: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Rendering:
    """Makes an answer of an outcome, in the words of the pack and the numbers of this place."""

    pack: Pack
    admissions: str
    caller_id: str
    base_url: str

    def answer(
        self,
        heard: Heard,
        assessment: Assessment,
        outcome: Outcome,
        reference: str,
        first: str = "",
    ) -> Answer:
        """The answer to `heard`; `reference` is the callback's, or the one it would get.

        `first` is said before everything else, in a text of its own.
        """
        pack = self.pack.begun_with(outcome.conversation.pack)
        facts = {"reference": reference}
        if heard.door == "sms":
            silent = heard.replied and assessment.level is not Level.RED
            messages = () if silent else sms.texts(outcome.replies, pack, facts)
            messages = (first, *messages) if first and not silent else messages
            twiml, said = sms.twiml(messages), "\n\n".join(messages)
        else:
            place = outcome.conversation.called
            turn = max(heard.turn + 1, place.turn if place else 0)
            moved = replace(place, turn=turn) if place else None
            outcome = replace(outcome, conversation=replace(outcome.conversation, called=moved))
            aloud = {
                "reference": " ".join(reference.replace("-", "")),
                "own_number": spelt(heard.address),
            }
            twiml = voice.twiml(
                outcome.replies,
                pack,
                aloud,
                action=lambda what: self._action(what, moved, turn),
                admissions=self.admissions,
                caller_id=self.caller_id,
                first=first,
            )
            said = "\n".join(
                wording(reply, pack, "voice", aloud)
                for reply in outcome.replies
                if isinstance(reply, Say | Read | Ask)
            )
            said = f"{first}\n{said}" if first else said
        later = tuple(
            (body, effect.at)
            for effect in outcome.effects
            if isinstance(effect, SendText)
            for body in sms.texts(effect.replies, pack, facts)
        )
        return Answer(twiml, said, assessment, outcome, reference, later)

    def _action(self, what: str, place: Place | None, turn: int) -> str:
        """Where the call goes next: the step and what it knows travel in letters, digits, _ and -.

        A call goes on by this address alone when Redis is away.
        """
        here = place or Place(self.pack.begin["voice"])
        carried = {"at": here.step, "tries": here.tries, "turn": turn, "topic": here.topic}
        carried |= {"page": here.page, "held": here.held}
        query = urlencode({name: value for name, value in carried.items() if value})
        return f"{self.base_url}{VOICE_PATH}/{what}?{query}"


def turn_to_write(
    heard: Heard, person: str, opened: Opened, answer: Answer, counted: tuple[str, ...] = ()
) -> Turn:
    """Everything that one script writes for this turn; `counted` are words for the reports."""
    outcome = answer.outcome
    callback, alert = _callback(heard, person, opened, answer)
    wishes = [e for e in outcome.effects if isinstance(e, StopTexts | StartTexts)]
    return Turn(
        delivery=heard.delivery,
        answer=answer.twiml,
        person=person,
        conversation=outcome.conversation,
        version=opened.version,
        callback=callback,
        callback_version=opened.callback.version if opened.callback else 0,
        entries=_entries(heard, answer),
        outbox=_outbox(heard, person, answer),
        lapse_at=next((e.at for e in outcome.effects if isinstance(e, LapseAt)), None),
        stop_texts=isinstance(wishes[-1], StopTexts) if wishes else None,
        alert=alert,
        erase=any(isinstance(e, EraseMe) for e in outcome.effects),
        fleeting=LeaveNothing() in outcome.effects,
        counted=counted,
        now=heard.received,
    )


def _callback(
    heard: Heard, person: str, opened: Opened, answer: Answer
) -> tuple[Callback | None, bool]:
    """The callback as this turn leaves it (None: untouched), and whether people must be alerted."""
    callback, touched, alert = opened.callback, False, False
    for effect in answer.outcome.effects:
        match effect:
            case KeepCallback():
                callback = merged(
                    callback,
                    effect,
                    reference=answer.reference,
                    person=person,
                    number=_ringable(heard, answer.outcome.conversation),
                    channel=heard.door,
                    findings=answer.assessment.evidence,
                    now=heard.received,
                )
                touched, alert = True, alert or effect.level is Level.RED
            case WithdrawCallback() if callback is not None:
                callback, touched = withdrawn(callback, heard.received), True
            case CloseCheck() if callback is not None:
                callback, touched = check_closed(callback), True
            case EraseMe() if callback is not None:
                callback, touched = deleted(callback, heard.received), True
            case WithdrawCallback() | CloseCheck() | SendText() | StopTexts() | StartTexts():
                pass
            case EraseMe() | LapseAt() | LeaveNothing():
                pass
            case _:
                assert_never(effect)
    return (callback if touched else None), alert


def _ringable(heard: Heard, conversation: Conversation) -> str:
    return "" if conversation.number == "withheld" else heard.address


def _entries(heard: Heard, answer: Answer) -> tuple[TranscriptEntry, ...]:
    level, evidence = answer.assessment.level, answer.assessment.evidence
    theirs = _what_they_did(heard, answer.assessment)
    said = TranscriptEntry(heard.received, heard.door, "they", theirs, level, evidence)
    ours = TranscriptEntry(heard.received, heard.door, "we", answer.said)
    return tuple(entry for entry in (said, ours) if entry.text)


def _what_they_did(heard: Heard, assessment: Assessment) -> str:
    match heard.event(assessment):
        case KeyPressed(keys=keys):
            return f"[pressed {keys}]"
        case SilenceHeard():
            return "[silence]"
        case AdmissionsRang(answered=answered):
            return "[spoke to admissions]" if answered else "[admissions did not answer]"
        case _:
            return heard.words or f"[{'text without words' if heard.door == 'sms' else 'call'}]"


def _outbox(heard: Heard, person: str, answer: Answer) -> tuple[OutboxEntry, ...]:
    return tuple(
        OutboxEntry(
            id=hashlib.sha256(f"{heard.delivery}/{n}".encode()).hexdigest()[:24],
            kind="text",
            to=heard.address,
            body=body,
            at=at,
            person=person,
        )
        for n, (body, at) in enumerate(answer.texts)
    )
