"""What the legs of calls that we make to staff have in common: speaking, and reading their address.

It knows neither alerts nor bridges, and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import structlog
from flask import Response, request
from twilio.twiml.voice_response import VoiceResponse

from flows.voice import LANGUAGE, VOICE
from workers.errors import QueueRefused, StoreAway, VaultError

log = structlog.get_logger(__name__)
XML: Final = "text/xml"
ANY: Final = ("GET", "POST")  # a GET is never vouched for: it is refused as forged, not as unknown


def spoken(*sentences: str, response: VoiceResponse | None = None) -> VoiceResponse:
    """These sentences, after what `response` holds already, and then the end of the call."""
    response = response or VoiceResponse()
    for sentence in sentences:
        response.say(sentence, voice=VOICE, language=LANGUAGE)
    response.hangup()
    return response


def answered(
    speak: Callable[[], VoiceResponse], *, refused: str, failed: str, event: str
) -> Response:
    """What `speak` makes; `refused` when the queue will not, `failed` (noted as `event`) when the
    store cannot."""
    try:
        said = speak()
    except QueueRefused:
        said = spoken(refused)
    except (StoreAway, VaultError) as error:
        log.warning(event, error=type(error).__name__)
        said = spoken(failed)
    return Response(str(said), mimetype=XML)


def carried(name: str, pattern: str, otherwise: str = "") -> str:
    """What the address carries under `name`, when all of it is as `pattern` says."""
    found = request.args.get(name, "")
    return found if re.fullmatch(pattern, found) else otherwise
