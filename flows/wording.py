"""The words of a reply in one door's wording, blanks filled.  Shared by both renderers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from flows.events import Door
from flows.outcome import Ask, Read, Say
from flows.pack import Pack
from flows.segments import not_gsm7
from flows.shapes import Topic


class _Filled(dict[str, str]):
    """A blank that nothing fills is left out rather than shown."""

    def __missing__(self, key: str) -> str:
        return ""


def wording(reply: Say | Read | Ask, pack: Pack, door: Door, facts: Mapping[str, str]) -> str:
    """What is said for `reply` through `door`; `facts` fill blanks that only the shell knows."""
    match reply:
        case Say():
            return _line(reply.line, pack, door, {**facts, **reply.values})
        case Read():
            return pack.topics[reply.topic].pages(door)[reply.page]
        case Ask():
            if reply.quiet:
                return ""
            step = pack.step(reply.step)
            line = reply.line or step.line
            values = {**facts, **reply.values}
            if "{topics}" in pack.lines[line].words(door):
                values["topics"] = _menu(pack, door, step.offers)
            return _line(line, pack, door, values)


def _line(line: str, pack: Pack, door: Door, values: Mapping[str, str]) -> str:
    words = pack.lines[line].words(door)
    if "{" not in words:
        return words
    own = {name: affordable(value) for name, value in values.items()} if door == "sms" else values
    return words.format_map(_Filled({"helpline_name": pack.helpline_name, **own}))


def _menu(pack: Pack, door: Door, offers: Iterable[str]) -> str:
    """The topics on offer: in a text all, by their own numbers; on the phone a few, by key."""
    if door == "sms":
        return choices(pack, door, ((t.key, t) for t in pack.topics.values() if t.key))
    on_offer = enumerate((pack.topics[name] for name in offers), start=1)
    return choices(pack, door, ((str(n), topic) for n, topic in on_offer))


def choices(pack: Pack, door: Door, keyed: Iterable[tuple[str, Topic]]) -> str:
    """Topics as a numbered choice, in the pack's own way of putting one."""
    put = pack.lines["topic_choice"].words(door)
    between = "\n" if door == "sms" else " "
    return between.join(
        put.format(key=key, menu=topic.menu, title=topic.title[:1].lower() + topic.title[1:])
        for key, topic in keyed
    )


def affordable(value: str) -> str:
    """`value` in the GSM-7 alphabet: one strange letter would make a text cost more than twice."""
    if not not_gsm7(value):
        return value
    folded = unicodedata.normalize("NFKD", value)
    strange = set(not_gsm7(folded))
    return "".join(character for character in folded if character not in strange)
