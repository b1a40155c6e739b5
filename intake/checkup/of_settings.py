"""What can be seen to be wrong in the settings alone: numbers, addresses, who is told."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from intake.checkup.finding import Finding, judged
from intake.settings import Settings
from workers.gateway import TWILIO_API

_NOT_A_CALLER: Final = re.compile(r"\+44(800|808|500|70|84|87|9)\d+")
_HERE_ALONE: Final = ("localhost", "127.0.0.1", "::1")


def look(settings: Settings) -> Iterator[Finding]:
    """Every check of this module."""
    yield judged(
        "who is told about red",
        "" if settings.alert_numbers else "nobody is: ALERT_NUMBERS is not set",
        "set ALERT_NUMBERS to the phones of whoever is on duty",
    )
    yield judged(
        "who is told when nobody comes",
        "" if settings.lead_numbers or settings.demonstration else "LEAD_NUMBERS is not set",
        "set LEAD_NUMBERS to the phones of whoever leads",
    )
    yield judged(
        "phones that are told",
        _own_among_the_told(settings),
        "name phones of people in ALERT_NUMBERS and LEAD_NUMBERS: ours would ring themselves",
    )
    yield _caller_id(settings)
    yield _base_url(settings)
    yield judged("practice", list(_practice(settings)), "set PRACTICE=off, and no TWILIO_API_URL")
    yield _identifiers(settings)
    yield judged(
        "where data lies",
        _passing(settings),
        "set DATA_DIR to a folder that outlives a restart: requests wait there when Redis is away",
    )


def _own_among_the_told(settings: Settings) -> str:
    own = {settings.sms_number, settings.caller_id, settings.spoken}
    told = {*settings.alert_numbers, *settings.lead_numbers}
    return "one of our own numbers is among them" if own & told else ""


def _caller_id(settings: Settings) -> Finding:
    """The number we call from must be one of its own: rung back, it names nothing."""
    number, wrong = settings.caller_id, ""
    if number and number == settings.spoken:
        wrong = "CALLER_ID is the number that the public rings: rung back, it would say who we are"
    elif number and number == settings.sms_number:
        wrong = "CALLER_ID is SMS_NUMBER: texts to it would be taken for a number rung back"
    elif _NOT_A_CALLER.fullmatch(number):
        wrong = "CALLER_ID is a free or special number, which may not be shown to who is called"
    elif number and not number.startswith("+"):
        wrong = "CALLER_ID is a short code, which cannot call"
    return judged("the number we call from", wrong, "give CALLER_ID a geographic number of its own")


def _base_url(settings: Settings) -> Finding:
    mend = "set PUBLIC_BASE_URL to the https:// address by which Twilio reaches `helpline web`"
    if not settings.public_base_url:
        return Finding("the public address", "PUBLIC_BASE_URL is not set", mend)
    parts, wrong = urlsplit(settings.public_base_url), []
    if settings.demonstration:
        return Finding("the public address")
    if parts.scheme != "https":
        wrong.append("it is not https, so anybody on the way reads what people write")
    if parts.hostname in _HERE_ALONE:
        wrong.append("it leads to this machine alone")
    if "_" in (parts.hostname or ""):
        wrong.append("Twilio calls back no host with an underscore in its name")
    if parts.port in (80, 443):
        wrong.append("it names a port that Twilio leaves out when it signs")
    return judged("the public address", wrong, mend)


def _practice(settings: Settings) -> Iterator[str]:
    if settings.demonstration:
        if urlsplit(settings.public_base_url).scheme == "https":
            yield "PRACTICE is on where the public can reach it: its clock may be moved"
    elif settings.twilio_api_url != TWILIO_API:
        yield "TWILIO_API_URL is not Twilio's: nothing would be sent"


def _identifiers(settings: Settings) -> Finding:
    wrong = []
    if settings.twilio_account_sid and not settings.twilio_account_sid.startswith("AC"):
        wrong.append("TWILIO_ACCOUNT_SID does not begin with AC")
    if settings.twilio_api_key_sid and not settings.twilio_api_key_sid.startswith("SK"):
        wrong.append("TWILIO_API_KEY_SID does not begin with SK: the account itself is no API key")
    mend = "copy them from Twilio's console; keep the auth token for signatures alone"
    return judged("Twilio's identifiers", wrong, mend)


def _passing(settings: Settings) -> str:
    if settings.demonstration:
        return ""
    held = tempfile.gettempdir()
    return f"DATA_DIR is below {held}" if settings.data_dir.is_relative_to(held) else ""
