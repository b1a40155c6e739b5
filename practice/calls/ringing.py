"""A phone that we make ring: for a call of the REST API, or as a leg of a Dial."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from practice.calls.call import Call
from practice.calls.given import (
    Given,
    HungUp,
    LegReady,
    NotPickedUp,
    PickedUp,
    Script,
    Silence,
    Source,
    Speech,
    Waiting,
)
from practice.calls.player import play

if TYPE_CHECKING:
    from practice.calls.exchange import Exchange


def outbound(exchange: Exchange, call: Call, source: Source) -> Script:
    """Ring, and play `source` to whoever answers."""
    yield from _ring(exchange, call)
    yield from play(exchange, call, source)


def leg(exchange: Exchange, call: Call, whisper: Source | None, parent: Call) -> Script:
    """Ring, whisper to whoever answers, and be put through unless the whisper hung up."""
    yield from _ring(exchange, call)
    if whisper is not None:
        yield from play(exchange, call, whisper)
    exchange.post(parent, LegReady(call.sid))
    while True:
        match (yield Waiting("bridge", (("with", parent.sid),))):
            case Speech(words=words):
                parent.hears(words)
            case _:
                pass


def _ring(exchange: Exchange, call: Call) -> Generator[Waiting, Given, None]:
    call.status = "initiated"
    exchange.herald.progress(call, "initiated")
    call.status = "ringing"
    exchange.herald.progress(call, "ringing")
    while True:
        match (yield Waiting("answer")):
            case PickedUp(by=by):
                if call.detects_machines:
                    call.answered_by = by
                exchange.answered(call)
                exchange.herald.detected(call, by)
                return
            case NotPickedUp(status=status):
                raise HungUp(status)
            case Silence():
                raise HungUp("no-answer")
            case _:
                pass
