"""Plays documents on a leg: one after the other, verb by verb, until somebody is waited for."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from practice.calls.call import Call
from practice.calls.dialling import dial
from practice.calls.gathering import gather
from practice.calls.given import Address, Elsewhere, Given, HungUp, Inline, Script, Source, Waiting
from practice.twiml.document import BadTwiml, parse, read
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
    Verb,
)
from practice.twiml.voice import verbs
from practice.webhooks import Webhook
from practice.wire import Unanswered

if TYPE_CHECKING:
    from practice.calls.exchange import Exchange

APPLICATION_ERROR: Final = "We are sorry, an application error has occurred. Goodbye."
MOST_LOOPS: Final = 3
MOST_IN_A_ROW: Final = 50

Playing = Generator[Waiting, Given, Source | None]


def play(exchange: Exchange, call: Call, first: Source) -> Script:
    """Play `first` and whatever it leads to; returns at the end of a document that leads nowhere.

    Raises HungUp when a document ends the call itself.
    """
    source: Source | None = first
    in_a_row, steps = 0, call.steps
    while source is not None:
        in_a_row, steps = (in_a_row + 1 if steps == call.steps else 0), call.steps
        try:
            source = yield from _play_one(exchange, call, source, in_a_row)
        except Elsewhere as elsewhere:
            source = elsewhere.source


def _play_one(exchange: Exchange, call: Call, source: Source, in_a_row: int) -> Playing:
    try:
        if in_a_row > MOST_IN_A_ROW:
            raise BadTwiml(11215, "documents that lead to each other without end")
        url, played = _fetch(exchange, call, source)
        for verb in played:
            onward = yield from _play_verb(exchange, call, verb, url)
            if onward is not None:
                return onward
    except (Unanswered, BadTwiml) as error:
        return _fallback(exchange, call, source, error)
    exchange.answered(call)
    return None


def _fetch(exchange: Exchange, call: Call, source: Source) -> tuple[str, tuple[Verb, ...]]:
    def warn(code: int, detail: str) -> None:
        exchange.notices.warning(code, call.sid, detail)

    if isinstance(source, Inline):
        call.document = source.twiml
        return "", verbs(parse(source.twiml.encode()), warn)
    parameters = (*call.parameters(), *source.more)
    fetched = exchange.webhooks.ask(Webhook(source.url, parameters, source.method))
    call.document = fetched.body.decode("utf-8", "replace")
    return fetched.url, verbs(read(fetched.body, fetched.content_type), warn)


def _fallback(
    exchange: Exchange, call: Call, source: Source, error: Unanswered | BadTwiml
) -> Source:
    """The fallback when there is one that has not just failed; else the words for it, and over."""
    exchange.notices.error(error.code, call.sid, error.detail)
    failed = source.url if isinstance(source, Address) else ""
    if call.fallback_url and failed != call.fallback_url:
        told = (("ErrorCode", str(error.code)), ("ErrorUrl", failed))
        return Address(call.fallback_url, more=told)
    exchange.answered(call)
    call.hears(APPLICATION_ERROR)
    raise HungUp


def _play_verb(exchange: Exchange, call: Call, verb: Verb, url: str) -> Playing:
    match verb:
        case Say() | Play() | Pause():
            _sound(exchange, call, verb, url)
        case Redirect(url=onward, method=method):
            return Address(urljoin(url, onward), method)
        case Hangup():
            exchange.answered(call)
            raise HungUp
        case Reject(reason=reason):
            raise HungUp("busy" if reason == "busy" else "no-answer")
        case Gather():
            exchange.answered(call)
            return (yield from gather(call, verb, url))
        case Dial():
            return (yield from dial(exchange, call, verb, url))
        case NotPlayed(name=name):
            call.hears(f"[practice does not play {name}]")
            raise BadTwiml(0, f"<{name}>")
    return None


def _sound(exchange: Exchange, call: Call, prompt: Prompt, url: str) -> None:
    if isinstance(prompt, Pause):
        return
    exchange.answered(call)
    words = prompt.words if isinstance(prompt, Say) else f"[recording {urljoin(url, prompt.url)}]"
    for _ in range(min(prompt.loop or MOST_LOOPS, MOST_LOOPS)):
        call.hears(words)
