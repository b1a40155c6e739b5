"""A question on the line: keys and speech, and what silence comes to."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Final
from urllib.parse import urljoin

from practice.calls.call import Call
from practice.calls.given import Address, Given, Keys, Silence, Speech, Waiting
from practice.signature import Parameters
from practice.twiml.verbs import Gather, Play, Say

KEYS: Final = frozenset("0123456789*#")
_PROFANE: Final = re.compile(r"\b(fuck|shit|cunt|wank|bitch|bastard|arse|piss)\w*", re.IGNORECASE)


def gather(call: Call, verb: Gather, url: str) -> Generator[Waiting, Given, Address | None]:
    """Ask, listen, and give the request that follows; None: nothing came, the next verb plays."""
    for prompt in verb.prompts:
        if isinstance(prompt, Say):
            call.hears(prompt.words)
        elif isinstance(prompt, Play):
            call.hears(f"[recording {urljoin(url, prompt.url)}]")
    found = yield from _listen(verb)
    if found is None:
        return None
    action = urljoin(url, verb.action) if verb.action else url
    return Address(action, verb.method, found)


def _listen(verb: Gather) -> Generator[Waiting, Given, Parameters | None]:
    pressed = ""
    while True:
        match (yield _waiting(verb, pressed)):
            case Keys(keys=keys) if verb.keys:
                for key in keys:
                    if key == verb.finish_on_key:
                        return _keyed(verb, pressed, key)
                    pressed += key if key in KEYS else ""
                    if len(pressed) == verb.digits:
                        return _keyed(verb, pressed)
            case Speech(words=words, confidence=confidence) if verb.speech and not pressed:
                if words.strip():
                    return _spoken(verb, words, confidence)
                return _nothing(verb)
            case Silence():
                return _keyed(verb, pressed)
            case _:
                pass


def _keyed(verb: Gather, pressed: str, finished_on: str = "") -> Parameters | None:
    if not pressed:
        return _nothing(verb, finished_on)
    return ("Digits", pressed), ("FinishedOnKey", finished_on), ("msg", "Gather End")


def _nothing(verb: Gather, finished_on: str = "") -> Parameters | None:
    if not verb.acts_on_nothing:
        return None
    if not verb.keys:
        return (("SpeechResult", ""), ("Language", verb.language))
    return ("Digits", ""), ("FinishedOnKey", finished_on), ("msg", "Gather End")


def _spoken(verb: Gather, words: str, confidence: str) -> Parameters:
    if verb.masks_profanity:
        words = _PROFANE.sub(lambda found: found[0][0] + "*" * (len(found[0]) - 1), words)
    return ("SpeechResult", words), ("Confidence", confidence), ("Language", verb.language)


def _waiting(verb: Gather, pressed: str) -> Waiting:
    inputs = [name for name, wanted in (("dtmf", verb.keys), ("speech", verb.speech)) if wanted]
    return Waiting(
        "gather",
        (
            ("input", " ".join(inputs)),
            ("hints", verb.hints),
            ("language", verb.language),
            ("timeout", verb.timeout),
            ("speech_timeout", verb.speech_timeout),
            ("digits", verb.digits),
            ("finish_on_key", verb.finish_on_key),
            ("pressed", pressed),
        ),
    )
