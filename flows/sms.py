"""Replies as text messages.  Words only: what is sent, and when, is for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import escape

from flows.outcome import Ask, Read, Reply, Say
from flows.pack import Pack
from flows.segments import segments
from flows.wording import wording

MOST_SEGMENTS: Final = 2
_DECLARED: Final = '<?xml version="1.0" encoding="UTF-8"?>'


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
    """The TwiML that answers a text with these messages; none of them is an answer too.

    Two elements, written out: to build a tree of them costs a twentieth of a whole turn.
    """
    inside = "".join(f"<Message>{escape(message)}</Message>" for message in messages)
    return f"{_DECLARED}<Response>{inside}</Response>" if inside else f"{_DECLARED}<Response />"
