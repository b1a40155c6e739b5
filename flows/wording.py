"""The words of a reply in one door's wording, blanks filled.  Shared by both renderers."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from flows.events import Door
from flows.outcome import Ask, Read, Say
from flows.pack import Pack
from flows.segments import not_gsm7


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
            return _line(reply.line or pack.step(reply.step).line, pack, door, facts)


def _line(line: str, pack: Pack, door: Door, values: Mapping[str, str]) -> str:
    words = pack.lines[line].words(door)
    if "{" not in words:
        return words
    own = {name: affordable(value) for name, value in values.items()} if door == "sms" else values
    blanks = _Filled(own)
    blanks["topics"] = _menu(pack, door)
    blanks["helpline_name"] = pack.helpline_name
    return words.format_map(blanks)


def _menu(pack: Pack, door: Door) -> str:
    on_offer = [topic for topic in pack.topics.values() if topic.key]
    if door == "sms":
        return " ".join(f"{topic.key} {topic.menu}." for topic in on_offer)
    return " ".join(f"For {topic.title}, press {topic.key}." for topic in on_offer)


def affordable(value: str) -> str:
    """`value` in the GSM-7 alphabet: one strange letter would make a text cost more than twice."""
    if not not_gsm7(value):
        return value
    folded = unicodedata.normalize("NFKD", value)
    strange = set(not_gsm7(folded))
    return "".join(character for character in folded if character not in strange)
