"""The heart: `advance(conversation, event, now) -> Outcome`.

Every event comes through here.  What a person wrote or said has been screened already (events
carry the assessment); what the screening found is answered before anything else is looked at, at
any step, whatever was asked.  Pure: no clock, no store, no network.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from flows import answering, urgent
from flows.conversation import Conversation, Place
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
from flows.levels import Level
from flows.outcome import Ask, EraseMe, HangUp, LapseAt, LeaveNothing, Outcome, Say
from flows.pack import Pack
from flows.promises import FirstOpen, always
from flows.scene import Scene, before
from flows.typed import plain

LAPSES_AFTER: Final = timedelta(hours=2)


def advance(
    conversation: Conversation,
    event: Event,
    now: datetime,
    *,
    pack: Pack,
    hours: FirstOpen = always,
) -> Outcome:
    """What happens next: the same event on the same conversation always gives the same outcome.

    `hours` says when somebody is first there to keep a promise, from a moment on.
    """
    if conversation.texted or conversation.called:
        pack = pack.begun_with(conversation.pack)
    match event:
        case TextReceived():
            return _texted(Scene(pack, conversation, "sms", now, hours), event)
        case ConversationLapsed():
            return Outcome(replace(conversation, texted=None, check="", ambers=0))
        case CallEnded():
            return _hung_up(pack, conversation)
        case CallStarted():
            return _rang(Scene(pack, conversation, "voice", now, hours), event)
        case SpeechHeard():
            return _spoke(Scene(pack, conversation, "voice", now, hours), event)
        case KeyPressed():
            return answering.keyed(Scene(pack, conversation, "voice", now, hours), event.keys)
        case SilenceHeard():
            return answering.silent(Scene(pack, conversation, "voice", now, hours))
        case AdmissionsRang():
            return _admissions_rang(Scene(pack, conversation, "voice", now, hours), event)
        case _:
            assert_never(event)


def _texted(scene: Scene, event: TextReceived) -> Outcome:
    first = scene.conversation.texted is None
    known = scene.conversation
    number = "mobile" if known.number == "withheld" else known.number
    if (known.pack, known.number) != (scene.pack.version, number):
        scene = scene.with_(pack=scene.pack.version, number=number)
    understood = answering.understood
    found = urgent.screened(scene, event.text, event.assessment, understood)
    outcome = found or _ordinary(scene, event, first)
    if EraseMe() in outcome.effects:
        return outcome
    kept = outcome.conversation.remembering(event.text, scene.now)
    lapse = LapseAt(scene.now + LAPSES_AFTER)
    return replace(outcome, conversation=kept, effects=(*outcome.effects, lapse))


def _ordinary(scene: Scene, event: TextReceived, first: bool) -> Outcome:
    text = event.text
    if not text.strip():
        unread = Say("media_only" if event.media else "empty")
        return scene.begins(Say("welcome"), unread) if first else scene.stays(unread)
    if first and plain(text) in scene.pack.keyword:
        return scene.begins(Say("welcome"))
    answer = urgent.answered_check(scene, text) or answering.understood(scene, text)
    if not first:
        return answer or answering.missed(scene, text)
    if answer is None:
        return scene.begins(Say("welcome"))
    shows_menu = scene.pack.begin["sms"] == _asked(answer)
    return before(answer, Say("welcome" if shows_menu else "first_contact"))


def _asked(outcome: Outcome) -> str:
    spoken = [reply for reply in outcome.replies if isinstance(reply, Ask) and not reply.quiet]
    return spoken[-1].step if spoken else ""


def _rang(scene: Scene, event: CallStarted) -> Outcome:
    known = scene.conversation.number
    number = known if known == "mobile" and event.number != "withheld" else event.number
    return scene.with_(pack=scene.pack.version, number=number).begins(Say("welcome"))


def _hung_up(pack: Pack, conversation: Conversation) -> Outcome:
    """The call is over; of one in which nothing was asked, nothing stays."""
    step = pack.step(conversation.called.step) if conversation.called else None
    at_a_menu = step is None or step.id == pack.begin["voice"] or bool(step.offers)
    over = replace(conversation, called=None)
    nothing = at_a_menu and over.asked_nothing()
    return Outcome(over, effects=(LeaveNothing(),) if nothing else ())


def _spoke(scene: Scene, event: SpeechHeard) -> Outcome:
    if not event.text.strip():
        return answering.silent(scene)
    outcome = (
        urgent.screened(scene, event.text, event.assessment, answering.understood)
        or urgent.answered_check(scene, event.text)
        or answering.understood(scene, event.text)
        or answering.missed(scene)
    )
    return replace(outcome, conversation=outcome.conversation.remembering(event.text, scene.now))


def _admissions_rang(scene: Scene, event: AdmissionsRang) -> Outcome:
    if event.answered:
        return scene.at(Place("booked")).ends(HangUp())
    if scene.conversation.level is Level.RED:
        answered = scene.conversation.wishes.shall_we_ring is not None
        return scene.asks("beside" if answered else "after_red")
    return scene.asks("offer")
