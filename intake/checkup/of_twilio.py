"""Whether Twilio and we mean the same: the door as it is seen from outside, and the account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import requests
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from intake.checkup.finding import Finding, judged
from intake.clock import Now, real_now
from intake.missed import our_numbers
from intake.parts import Parts, account_of
from intake.pointing import OurNumbers, changes, without_fallback
from intake.settings import Settings
from workers.account import Account, Line
from workers.errors import SendFailed

TIMEOUT: Final = 10
APART: Final = timedelta(seconds=5)
AT_HOME: Final = frozenset({"GB", "IE", "IM", "GG", "JE"})
_PROBE: Final = "/twilio/status/message?id=doctor%2Fprobe"  # a proxy that decodes it breaks signing
_CONFIGURE: Final = "helpline twilio configure --yes"


def look(parts: Parts) -> Iterator[Finding]:
    """Every check of this module."""
    yield from look_from_outside(parts.settings)
    yield from look_at_the_account(parts, account_of(parts.settings))
    yield look_at_the_clock(parts.settings)


def look_from_outside(settings: Settings) -> Iterator[Finding]:
    """Our own door: alive, shut to whoever does not sign, open to whoever signs as Twilio does."""
    base, how = settings.public_base_url, "make PUBLIC_BASE_URL lead to `helpline web`"
    if not base:
        return
    unsigned = _answer(f"{base}/twilio/sms", {"Body": ""}, {})
    if isinstance(unsigned, str):
        yield Finding("webhooks", unsigned, how)
        return
    wrong = f"an unsigned request got {unsigned}, not 403" if unsigned != 403 else ""
    yield judged("webhooks", wrong, how)
    if settings.twilio_auth_token and not wrong:
        yield _signed(settings)


def look_at_the_account(parts: Parts, account: Account) -> Iterator[Finding]:
    """The numbers as Twilio has them."""
    settings, ours = parts.settings, our_numbers(parts)
    try:
        lines = account.lines()
    except SendFailed as error:
        said = f"it refused us (code {error.code})" if error.code else "it does not answer"
        mend = "look at TWILIO_ACCOUNT_SID and the API key; can this machine reach Twilio?"
        yield Finding("Twilio", said, mend)
        return
    yield Finding("Twilio")
    yield judged("our numbers", list(_missing(lines, ours)), "buy them, or correct the settings")
    yield from _pointing(lines, ours)
    if not settings.demonstration:  # practice has no other host, and nobody to be without words
        yield from _fallbacks(lines, ours)
    yield judged(
        "dialling ourselves",
        "" if settings.demonstration else _dials_itself(lines, settings),
        "set ADMISSIONS_DIAL to a number outside this account, where people answer",
    )
    yield _countries(account)


def look_at_the_clock(settings: Settings, now: Now = real_now) -> Finding:
    """Ours against Twilio's: where Redis runs on this machine its clock is no second opinion."""
    try:
        told = requests.head(settings.twilio_api_url, timeout=TIMEOUT).headers.get("Date", "")
        apart = abs(now() - parsedate_to_datetime(told))
    except (requests.RequestException, ValueError, TypeError):
        return Finding("clock against Twilio's")  # that it does not answer is told above
    wrong = f"{apart.total_seconds():.0f} s apart" if apart > APART else ""
    return judged("clock against Twilio's", wrong, "keep this machine in step by NTP")


def _pointing(lines: tuple[Line, ...], ours: OurNumbers) -> Iterator[Finding]:
    astray = [one.line.number for one in changes(lines, ours) if one.fields]
    wrong = f"not here, or not wholly: {', '.join(astray)}" if astray else ""
    yield judged("where our numbers point", wrong, _CONFIGURE)


def _fallbacks(lines: tuple[Line, ...], ours: OurNumbers) -> Iterator[Finding]:
    bare = [one.number for one in lines if ours.is_ours(one) and without_fallback(one, ours)]
    wrong = f"none at another host: {', '.join(bare)}" if bare else ""
    yield judged(
        "words for when we are down",
        wrong,
        "helpline twilio fallback FOLDER, serve it elsewhere, then configure --fallback URL",
    )
    addresses = {
        one.points[name]
        for one in lines
        if ours.is_ours(one) and one.number not in bare
        for name in ("sms_fallback_url", "voice_fallback_url")
        if one.points.get(name)
    }
    mute = sorted(address for address in addresses if not _helps(address))
    yield judged(
        "what the fallback says",
        f"no TwiML with 999 in it: {', '.join(mute)}" if mute else "",
        "serve the files of `helpline twilio fallback` there, as text/xml, for POST as well",
    )


def _missing(lines: Iterable[Line], ours: OurNumbers) -> Iterator[str]:
    here = {line.number for line in lines}
    for name, number in (("SMS_NUMBER", ours.texts), ("CALLER_ID", ours.calls_from)):
        if number not in here:
            yield f"{name} is not in this account"
    takes_calls = [one for one in lines if one.number in ours.calls and not one.short_code]
    told = [one for one in lines if one.points.get("voice_url", "").startswith(ours.base_url)]
    if not takes_calls and all(one.number == ours.calls_from for one in told):
        yield "no number brings callers to us"


def _dials_itself(lines: Iterable[Line], settings: Settings) -> str:
    here = [line for line in lines if line.number == settings.dialled]
    return "admissions' number is one of this account: a call would ring us again" if here else ""


def _countries(account: Account) -> Finding:
    mend = "Twilio console, Voice, Geo permissions: United Kingdom alone (and Ireland if wanted)"
    try:
        allowed = account.countries_we_may_ring()
    except SendFailed:
        return Finding("countries that may be rung", "Twilio does not say", mend)
    wrong = []
    if "GB" not in allowed:
        wrong.append("the United Kingdom is not among them: nobody can be called back")
    if abroad := sorted(allowed - AT_HOME):
        wrong.append(f"{len(abroad)} others are, {', '.join(abroad[:5])}: fraud may use them")
    return judged("countries that may be rung", wrong, mend)


def _signed(settings: Settings) -> Finding:
    url = settings.public_base_url + _PROBE
    fields = {"MessageStatus": "sent"}
    token = settings.twilio_auth_token[0].get_secret_value()
    signature = RequestValidator(token).compute_signature(url, fields)
    status = _answer(url, fields, {SIGNATURE_HEADER: signature})
    wrong = "" if status == 204 else f"signed as Twilio signs, a request got {status}, not 204"
    return judged(
        "signatures",
        wrong,
        "give `helpline web` this PUBLIC_BASE_URL and token; and let a proxy touch nothing",
    )


def _helps(address: str) -> bool:
    try:
        answer = requests.post(address, data={"ErrorCode": "11200"}, timeout=TIMEOUT)
    except requests.RequestException:
        return False
    xml = answer.headers.get("Content-Type", "").partition(";")[0] in (
        "text/xml",
        "application/xml",
    )
    digits = answer.text.replace(" ", "")
    return answer.status_code == 200 and xml and "<Response" in answer.text and "999" in digits


def _answer(url: str, fields: dict[str, str], headers: dict[str, str]) -> int | str:
    try:
        answer = requests.post(
            url, data=fields, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        return f"nobody answers there ({type(error).__name__})"
    return answer.status_code
