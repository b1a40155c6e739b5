"""Replies as TwiML for a call.  One voice, set here; numbers are spoken digit by digit.

What is said before a question stands inside its Gather, so that a key pressed early is heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse
from twilio.twiml.voice_response import Say as SaySsml

from flows.outcome import Ask, HangUp, Read, Reply, RingAdmissions, Say
from flows.pack import Pack
from flows.shapes import Step
from flows.wording import wording

VOICE: Final = "Polly.Amy-Neural"
LANGUAGE: Final = "en-GB"
RING_SECONDS: Final = 20
PAUSE: Final = "400ms"  # between one thing that is said and the next
MOST_OF_EACH: Final = 5
MOST_HINTS: Final = 100
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ActionUrl = Callable[[str], str]


def twiml(
    replies: Iterable[Reply],
    pack: Pack,
    facts: Mapping[str, str],
    *,
    action: ActionUrl,
    admissions: str,
    caller_id: str,
    first: str = "",
) -> str:
    """The TwiML that speaks `replies`, after what is to be said `first`.

    `action(what)` gives the URL of the next request: `answer`, `silence` or `admissions`.
    `admissions` is the number we dial, `caller_id` the one we show.
    """
    response = VoiceResponse()
    said: list[str] = [first]
    for reply in replies:
        match reply:
            case Say() | Read():
                said.append(wording(reply, pack, "voice", facts))
            case Ask():
                said.append(wording(reply, pack, "voice", facts))
                _gather(response, pack, pack.step(reply.step), said, action)
                said = []
            case RingAdmissions():
                _speak(response, pack, said)
                said = []
                response.append(_dial(action("admissions"), admissions, caller_id))
            case HangUp():
                _speak(response, pack, said)
                said = []
                response.hangup()
    _speak(response, pack, said)
    return str(response)


def _gather(
    response: VoiceResponse, pack: Pack, step: Step, said: list[str], action: ActionUrl
) -> None:
    gather = Gather(
        input="dtmf speech",
        action=action("answer"),
        method="POST",
        timeout=step.listen,
        speech_timeout="auto",
        num_digits=step.digits,
        finish_on_key="" if step.digits == 1 else "#",
        language=LANGUAGE,
        profanity_filter="false",
        hints=", ".join(_hints(pack, step)),
        action_on_empty_result=True,
    )
    _speak(gather, pack, said)
    response.append(gather)
    response.redirect(action("silence"), method="POST")


def _hints(pack: Pack, step: Step) -> list[str]:
    """What a caller may say here, and everywhere the words of danger, for the recogniser."""
    words = [word for option in step.options for word in option.words]
    words += [*step.hints, *pack.hints]
    if step.takes in ("yes_no", "check"):
        words += [*pack.yes[:8], *pack.no[:8]]
    if step.takes in ("topic", "choice"):
        words += [word for topic in pack.topics.values() for word in topic.keywords[:MOST_OF_EACH]]
    return list(dict.fromkeys(words))[:MOST_HINTS]


def _dial(action: str, admissions: str, caller_id: str) -> Dial:
    dial = Dial(
        action=action,
        method="POST",
        timeout=RING_SECONDS,
        caller_id=caller_id,
        answer_on_bridge=True,
    )
    dial.number(admissions)
    return dial


def _speak(parent: VoiceResponse | Gather, pack: Pack, said: Iterable[str]) -> None:
    known = "|".join(
        re.escape(n.voice) for n in sorted(pack.numbers.values(), key=lambda n: -len(n.voice))
    )
    for at, words in enumerate(words for words in said if words):
        say = SaySsml(voice=VOICE, language=LANGUAGE)
        if at:
            say.break_(time=PAUSE)
        for part in re.split(f"({known})", _NOT_XML.sub("", words)):
            if known and re.fullmatch(known, part):
                say.say_as(part, interpret_as="telephone")
            elif part:
                say.append(part)
        parent.append(say)
