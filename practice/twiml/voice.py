"""The verbs of a call's document, in order."""

from __future__ import annotations

from practice.twiml.document import BadTwiml, Element
from practice.twiml.reading import Reading, Warn, unknown
from practice.twiml.verbs import (
    Dial,
    Gather,
    Hangup,
    NotPlayed,
    Pause,
    Play,
    Prompt,
    Redirect,
    Reject,
    Say,
    Target,
    Verb,
)
from practice.twiml.vocabulary import NOT_PLAYED, VOICE
from practice.twiml.voices import is_language, is_voice
from practice.twiml.words import heard

INPUTS = ("dtmf", "speech")
KEYS = frozenset("0123456789*#")


def verbs(response: Element, warn: Warn) -> tuple[Verb, ...]:
    """Every verb in `response`; an unknown one refuses the whole document."""
    return tuple(_verb(element, warn) for element in response)


def _verb(element: Element, warn: Warn) -> Verb:
    match element.tag:
        case "Say" | "Play" | "Pause":
            return _prompt(element, warn)
        case "Gather":
            return _gather(element, warn)
        case "Dial":
            return _dial(element, warn)
        case "Redirect":
            reading = Reading(element, VOICE, warn)
            return Redirect(reading.text, reading.method())
        case "Hangup":
            Reading(element, VOICE, warn)
            return Hangup()
        case "Reject":
            return _reject(Reading(element, VOICE, warn), warn)
        case name if name in NOT_PLAYED:
            return NotPlayed(name)
    raise unknown(element, "Response")


def _prompt(element: Element, warn: Warn) -> Prompt:
    reading = Reading(element, VOICE, warn)
    if element.tag == "Say":
        if not is_voice(reading.get("voice") or "man", reading.get("language") or ""):
            warn(13511, "voice is none, or speaks another language")
        if not (words := heard(element)):
            warn(13520, "nothing to say")
        return Say(words, reading.number("loop", 1, least=0))
    if element.tag == "Play":
        return Play(reading.text, reading.number("loop", 1, least=0))
    return Pause(reading.number("length", 1))


def _gather(element: Element, warn: Warn) -> Gather:
    reading = Reading(element, VOICE, warn)
    for child in element:
        if child.tag not in ("Say", "Play", "Pause"):
            raise unknown(child, "Gather")
    inputs = (reading.get("input") or "dtmf").split()
    if not inputs or any(one not in INPUTS for one in inputs):
        warn(12200, "input is not dtmf, speech or both")
        inputs = ["dtmf"]
    if not is_language(reading.get("language") or "en-US"):
        warn(13331, "language is none")
    timeout = reading.number("timeout", 5, 13313)
    return Gather(
        prompts=tuple(_prompt(child, warn) for child in element),
        action=reading.get("action"),
        method=reading.method(),
        keys="dtmf" in inputs,
        speech="speech" in inputs,
        timeout=timeout,
        speech_timeout=_speech_timeout(reading, timeout, warn),
        finish_on_key=_finish_on_key(reading, warn),
        digits=reading.number("numDigits", 0, 13314) or None,
        hints=reading.get("hints") or "",
        language=reading.get("language") or "en-US",
        masks_profanity=reading.yes("profanityFilter", otherwise=True),
        acts_on_nothing=reading.yes("actionOnEmptyResult", otherwise=False),
    )


def _speech_timeout(reading: Reading, timeout: int, warn: Warn) -> str:
    value = reading.get("speechTimeout")
    if value is None:
        return str(timeout)
    if value == "auto" or (value.isdecimal() and value.strip("0")):
        return value
    warn(13327, "speechTimeout is neither auto nor a whole number above 0")
    return str(timeout)


def _finish_on_key(reading: Reading, warn: Warn) -> str:
    value = reading.get("finishOnKey")
    if value is None or value == "" or value in KEYS:
        return "#" if value is None else value
    warn(13311, "finishOnKey is not one key")
    return "#"


def _dial(element: Element, warn: Warn) -> Dial:
    reading = Reading(element, VOICE, warn)
    targets = [Target(reading.text)] if reading.text else []
    for child in element:
        if child.tag != "Number":
            raise unknown(child, "Dial")
        targets.append(_target(Reading(child, VOICE, warn)))
    if not targets:
        raise BadTwiml(12200, "<Dial> without a number")
    return Dial(
        targets=tuple(targets),
        action=reading.get("action"),
        method=reading.method(),
        timeout=reading.number("timeout", 30),
        time_limit=reading.number("timeLimit", 14400),
        caller_id=reading.get("callerId") or "",
        answer_on_bridge=reading.yes("answerOnBridge", otherwise=False),
        hangup_on_star=reading.yes("hangupOnStar", otherwise=False),
    )


def _target(reading: Reading) -> Target:
    return Target(
        number=reading.text,
        url=reading.get("url"),
        method=reading.method(),
        status_callback=reading.get("statusCallback") or "",
        detection_callback=(
            reading.get("amdStatusCallback") or "" if reading.get("machineDetection") else ""
        ),
        status_events=tuple((reading.get("statusCallbackEvent") or "completed").split()),
    )


def _reject(reading: Reading, warn: Warn) -> Reject:
    reason = reading.get("reason") or "rejected"
    if reason not in ("rejected", "busy"):
        warn(12200, "reason is neither rejected nor busy")
        reason = "rejected"
    return Reject(reason)
