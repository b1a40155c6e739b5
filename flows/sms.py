"""Replies as text messages.  Words only: what is sent, and when, is for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from twilio.twiml.messaging_response import MessagingResponse

from flows.outcome import Ask, Read, Reply, Say
from flows.pack import Pack
from flows.segments import segments
from flows.wording import wording

MOST_SEGMENTS: Final = 2


def texts(replies: Iterable[Reply], pack: Pack, facts: Mapping[str, str]) -> tuple[str, ...]:
    """The messages that `replies` make, each of at most two segments where its words allow.

    Short replies share a message; a reply that would make it too long begins the next one.
    """
    messages: list[str] = []
    for reply in replies:
        if not isinstance(reply, Say | Read | Ask):
            continue
        words = wording(reply, pack, "sms", facts)
        if not words:
            continue
        joined = f"{messages[-1]}\n{words}" if messages else words
        if messages and segments(joined).count <= MOST_SEGMENTS:
            messages[-1] = joined
        else:
            messages.append(words)
    return tuple(messages)


def twiml(messages: Iterable[str]) -> str:
    """The TwiML that answers a text with these messages; none of them is an answer too."""
    response = MessagingResponse()
    for message in messages:
        response.message(message)
    return str(response)
