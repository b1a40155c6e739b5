"""A Dial: phones ring, one is answered and hears its whisper, the two are put through."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from practice.calls.call import Call
from practice.calls.given import (
    Address,
    Dropped,
    Elsewhere,
    Given,
    Gone,
    Keys,
    LegOver,
    LegReady,
    NotPickedUp,
    Silence,
    Speech,
    TimeUp,
    Waiting,
)
from practice.signature import Parameters
from practice.twiml.verbs import Dial

if TYPE_CHECKING:
    from practice.calls.exchange import Exchange

WORST_FIRST: Final = ("no-answer", "busy", "canceled", "failed")


@dataclass(slots=True)
class _Dialled:
    """How a Dial stands."""

    legs: list[Call]
    winner: Call | None = None
    over: dict[str, str] = field(default_factory=dict)

    @property
    def ringing(self) -> list[Call]:
        return [leg for leg in self.legs if leg.sid not in self.over and leg is not self.winner]


def dial(
    exchange: Exchange, call: Call, verb: Dial, url: str
) -> Generator[Waiting, Given, Address | None]:
    """Ring, put through, wait for the end; the request that follows, or None without an action."""
    if not verb.answer_on_bridge:
        exchange.answered(call)
    dialled = _Dialled(exchange.ring_legs(call, verb, url))
    try:
        yield from _ringing(exchange, dialled)
        if dialled.winner is not None:
            exchange.answered(call)
            stop = exchange.limit(call, verb.time_limit)
            try:
                yield from _through(exchange, verb, dialled)
            finally:
                stop()
    except (Gone, Elsewhere) as gone:
        status = "completed" if dialled.winner else "canceled"
        for leg in dialled.legs:
            exchange.post(leg, Dropped(status if leg is dialled.winner else "canceled"))
        if isinstance(gone, Gone) and verb.action:
            call.status = "completed" if call.answered_at else "no-answer"
            exchange.herald.tell(call, _after(verb, url, dialled, status))
        raise
    if verb.action is None:
        return None
    return _after(verb, url, dialled, "completed" if dialled.winner else "")


def _ringing(exchange: Exchange, dialled: _Dialled) -> Generator[Waiting, Given, None]:
    while len(dialled.over) < len(dialled.legs):
        rings = tuple({"sid": leg.sid, "to": leg.to} for leg in dialled.ringing)
        match (yield Waiting("dial", (("ringing", rings),))):
            case LegReady(sid=sid):
                dialled.winner = next(leg for leg in dialled.legs if leg.sid == sid)
                for leg in dialled.ringing:
                    exchange.post(leg, Dropped("canceled"))
                return
            case LegOver(sid=sid, status=status) if sid in [leg.sid for leg in dialled.legs]:
                dialled.over[sid] = status
            case Silence():
                for leg in dialled.ringing:
                    exchange.post(leg, NotPickedUp("no-answer"))
            case _:
                pass


def _through(exchange: Exchange, verb: Dial, dialled: _Dialled) -> Generator[Waiting, Given, None]:
    other = dialled.winner
    assert other is not None  # noqa: S101 - the caller has just looked
    while True:
        match (yield Waiting("bridge", (("with", other.sid),))):
            case LegOver(sid=sid) if sid == other.sid:
                return
            case Keys(keys=keys) if verb.hangup_on_star and "*" in keys:
                exchange.post(other, Dropped("completed"))
            case TimeUp():
                exchange.post(other, Dropped("completed"))
            case Speech(words=words):
                other.hears(words)
            case _:
                pass


def _after(verb: Dial, url: str, dialled: _Dialled, status: str) -> Address:
    """The request to the action, with what became of the dialled call."""
    ended = next((s for s in WORST_FIRST if s in dialled.over.values()), "no-answer")
    leg = dialled.winner or dialled.legs[0]
    fields: Parameters = (
        ("DialCallStatus", status or ended),
        ("DialCallSid", leg.sid),
        ("DialBridged", "true" if dialled.winner else "false"),
    )
    if dialled.winner:
        fields = (*fields, ("DialCallDuration", str(leg.seconds)))
    action = urljoin(url, verb.action or "")
    return Address(action, verb.method, fields)
