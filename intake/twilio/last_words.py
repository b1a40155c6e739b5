"""What is said when everything else has failed: rendered once at start, from the content.

They name 999 and the helpline's own number, and need nothing that could be broken.
"""

from __future__ import annotations

from dataclasses import dataclass

from flows import sms, voice
from flows.outcome import HangUp, Say
from flows.pack import Pack


@dataclass(frozen=True, slots=True)
class LastWords:
    """TwiML for a text and for a call that we could not make sense of ourselves."""

    sms: str
    voice: str

    @classmethod
    def of(cls, pack: Pack) -> LastWords:
        """The last words of this pack."""
        said = (Say("last_words"),)
        spoken = voice.twiml(
            (*said, HangUp()), pack, {}, action=lambda _: "", admissions="", caller_id=""
        )
        return cls(sms.twiml(sms.texts(said, pack, {})), spoken)
