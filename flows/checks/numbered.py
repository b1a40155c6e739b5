"""Whether every number that is said stands in the numbers file, and was looked at lately."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from flows.checks.problem import Problem, error, warning
from flows.pack import Pack

GOOD_FOR: Final = timedelta(days=180)
_LONG: Final = re.compile(r"\d(?:[\d ]*\d)?")
_LEAST_DIGITS: Final = 3


def numbered(pack: Pack, today: date) -> Iterator[Problem]:
    """Numbers in the words against the file, and the file against the calendar."""
    for number in pack.numbers.values():
        yield from _fresh(number.id, number.checked, today)
        if re.sub(r"\D", "", number.sms) != number.digits:
            yield error(f"number {number.id}", "is printed with other digits than are dialled")
    known = {number.digits for number in pack.numbers.values()}
    for where, words in everything(pack):
        for found in _LONG.findall(words):
            digits = found.replace(" ", "")
            if len(digits) >= _LEAST_DIGITS and digits not in known:
                yield error(where, f"the number {found} does not stand in numbers.yaml")


def everything(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every wording there is, with where it stands."""
    for name, line in pack.lines.items():
        yield f"line {name}, text", line.sms
        yield f"line {name}, phone", line.voice
    for topic in pack.topics.values():
        for page, words in enumerate(topic.sms, start=1):
            yield f"topic {topic.id}, text page {page}", words
        for page, words in enumerate(topic.voice, start=1):
            yield f"topic {topic.id}, phone page {page}", words


def _fresh(name: str, checked: str, today: date) -> Iterator[Problem]:
    try:
        day = date.fromisoformat(checked)
    except ValueError:
        yield error(f"number {name}", f'"{checked}" is no date on which it was checked')
        return
    if day > today:
        yield error(f"number {name}", f"was checked on {day}, which is still to come")
    if today - day > GOOD_FOR:
        yield warning(f"number {name}", f"was last checked on {day}: look at it again")
