"""Which verbs and attributes exist, and which of them are played.

docs/practice.md is the same table for people; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of an element: those that are played, and those that change nothing here."""

    played: frozenset[str]
    passed_over: frozenset[str]


def _of(played: str, passed_over: str = "") -> Attributes:
    return Attributes(frozenset(played.split()), frozenset(passed_over.split()))


VOICE: Final[Mapping[str, Attributes]] = {
    "Say": _of("voice language loop"),
    "Play": _of("loop", "digits"),
    "Pause": _of("length"),
    "Gather": _of(
        "action method input timeout finishOnKey numDigits hints language speechTimeout "
        "profanityFilter actionOnEmptyResult",
        "maxSpeechTime partialResultCallback partialResultCallbackMethod bargeIn speechModel "
        "enhanced debug",
    ),
    "Redirect": _of("method"),
    "Dial": _of(
        "action method timeout timeLimit callerId answerOnBridge hangupOnStar",
        "ringTone record trim recordingStatusCallback recordingStatusCallbackMethod "
        "recordingStatusCallbackEvent recordingTrack sequential referUrl referMethod",
    ),
    "Number": _of(
        "url method statusCallback statusCallbackEvent machineDetection amdStatusCallback",
        "statusCallbackMethod amdStatusCallbackMethod sendDigits byoc",
    ),
    "Hangup": _of(""),
    "Reject": _of("reason"),
}
MESSAGING: Final[Mapping[str, Attributes]] = {
    "Message": _of("to from statusCallback", "action method"),
    "Redirect": _of("method"),
    "Body": _of(""),
    "Media": _of(""),
}
SSML: Final = frozenset(
    {
        *("break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"),
        *("amazon:effect", "amazon:domain"),
    }
)
NOT_PLAYED: Final = frozenset(
    {
        *("Record", "Enqueue", "Leave", "Queue", "Conference", "Connect", "Start", "Stop"),
        *("Stream", "Pay", "Prompt", "Refer", "Siprec", "Sms", "Client", "Sip", "Sim"),
        *("WhatsApp", "Application", "VirtualAgent", "Transcription"),
    }
)
