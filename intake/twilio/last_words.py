"""What is said whatever state we are in: rendered once at start, from the content.

Last words name 999 and the helpline's own number.  The neutral answer is for whoever rings back
or writes to the number that we call from: it names neither the service nor what it is about.
"""

from __future__ import annotations

from dataclasses import dataclass

from flows import sms, voice
from flows.outcome import HangUp, Say
from flows.pack import Pack


@dataclass(frozen=True, slots=True)
class LastWords:
    """TwiML for a text and a call that we could not make sense of, and for our caller's number."""

    sms: str
    voice: str
    neutral_sms: str
    neutral_voice: str

    @classmethod
    def of(cls, pack: Pack) -> LastWords:
        """The last words of this pack."""
        said = (Say("last_words"),)
        return cls(
            sms=sms.twiml(sms.texts(said, pack, {})),
            voice=_spoken("last_words", pack),
            neutral_sms=sms.twiml(sms.texts((Say("neutral_answer"),), pack, {})),
            neutral_voice=_spoken("neutral_answer", pack),
        )


def _spoken(line: str, pack: Pack) -> str:
    return voice.twiml(
        (Say(line), HangUp()), pack, {}, action=lambda _: "", admissions="", caller_id=""
    )
