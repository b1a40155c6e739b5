"""Whether the words fit: GSM-7 only, two segments a text, a page on the phone short enough to hear.

Blanks are filled with the longest that is likely, so that what fits here fits when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Final

from flows.checks.problem import Problem, error
from flows.events import Door
from flows.outcome import Ask, Say
from flows.pack import Pack
from flows.segments import not_gsm7, segments
from flows.shapes import Topic
from flows.wording import choices, wording

MOST_SEGMENTS: Final = 2
MOST_WORDS: Final = 75
_LONGEST: Final[Mapping[str, str]] = {
    "reference": "H7K-4RM",
    "number": "07700 900123",
    "own_number": "0 7 7 0 0, 9 0 0, 1 2 3",
    "other_number": "0 7 7 0 0, 9 0 0, 1 2 3",
    "when": "on Wednesday 30 September between 10.30am and 11.30am",
    "opens": "on Wednesday at 10.30am",
}
_PARTS: Final = frozenset({"key", "menu", "title"})  # of the line that puts one choice


def affordable(pack: Pack) -> Iterator[Problem]:
    """Every line and page, in both doors."""
    for name, line in pack.lines.items():
        yield from _blanks(pack, name)
        if name != "topic_choice":
            yield from _text(f"line {name}", _said(pack, name, "sms"))
            yield from _spoken(f"line {name}", line.voice)
    for topic in pack.topics.values():
        for page, words in enumerate(topic.sms, start=1):
            yield from _text(f"topic {topic.id}, page {page}", words)
        for page, words in enumerate(topic.voice, start=1):
            yield from _spoken(f"topic {topic.id}, page {page}", words)
        if len(topic.sms) != len(topic.voice):
            yield error(f"topic {topic.id}", "has not as many pages by phone as by text")
    first = f"{_said(pack, 'welcome', 'sms')}\n{_menu(pack)}"
    yield from _text("the first message", first)


def _blanks(pack: Pack, name: str) -> Iterator[Problem]:
    known = {*_LONGEST, "topics", "choices", "helpline_name", *_PARTS}
    line = pack.lines[name]
    for words in (line.sms, line.voice):
        for _, blank, _, _ in Formatter().parse(words):
            if blank is not None and blank not in known:
                yield error(f"line {name}", f"nothing fills the blank {{{blank}}}")


def _said(pack: Pack, name: str, door: Door) -> str:
    some = [(str(n), topic) for n, topic in enumerate(_three_longest(pack), start=1)]
    values = {**_LONGEST, "choices": choices(pack, door, some)}
    if "{topics}" in pack.lines[name].words(door):
        return _menu(pack)
    return wording(Say(name, values), pack, door, {})


def _menu(pack: Pack) -> str:
    return wording(Ask(pack.begin["sms"]), pack, "sms", {})


def _three_longest(pack: Pack) -> list[Topic]:
    return sorted(pack.topics.values(), key=lambda topic: -len(topic.menu))[:3]


def _text(where: str, words: str) -> Iterator[Problem]:
    strange = not_gsm7(words)
    if strange:
        yield error(where, f"not in the GSM-7 alphabet of texts: {strange}")
    cost = segments(words)
    if cost.count > MOST_SEGMENTS:
        yield error(where, f"{cost.count} segments ({cost.units} characters); at most two")


def _spoken(where: str, words: str) -> Iterator[Problem]:
    count = len(words.split())
    if count > MOST_WORDS:
        yield error(where, f"{count} words to listen to; at most {MOST_WORDS}")
