"""As much of Prometheus' language as our rules are written in, worked out on two scrapes.

    sum( ... )   increase( metric{label="x",other=~"a|b"}[10m] )   metric{...}   a - b   a > 3

`increase` is the difference between the two scrapes; anything else is of the second.  A comparison
keeps what it holds for, and an alarm fires when anything is kept.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]
Samples = Mapping[str, Mapping[Labels, float]]
Found = dict[Labels, float]
_COMPARES: Final[dict[str, Callable[[float, float], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-zA-Z_:][\w:]*)|(?P<span>\[\w+\])"
    r"|(?P<labels>\{[^}]*\})|(?P<op>==|!=|>=|<=|[-+*/()<>]))"
)
_LABEL: Final = re.compile(r'(\w+)(=~|=)"([^"]*)"')


def scraped(exposition: str, **extra: float) -> Samples:
    """The samples of a scrape, by name; `extra` are those that Prometheus makes itself."""
    found: dict[str, dict[Labels, float]] = {}
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            labels = frozenset(sample.labels.items())
            found.setdefault(sample.name, {})[labels] = sample.value
    for name, value in extra.items():
        found[name] = {frozenset({("job", "helpline")}): value}
    return found


def metrics_in(expression: str) -> set[str]:
    """Every metric that an expression names."""
    words = {m["name"] for m in _TOKEN.finditer(expression) if m["name"]}
    return {word for word in words if word.startswith("helpline_") or word == "up"}


def holds(expression: str, before: Samples, now: Samples) -> bool:
    """Whether an alarm with this expression fires (its `for` aside)."""
    return bool(_Reader(expression, before, now).comparison())


@dataclass
class _Reader:
    """Reads an expression from left to right."""

    expression: str
    before: Samples
    now: Samples
    at: int = 0

    def comparison(self) -> Found:
        """A value, compared with another or not."""
        left = self._sum()
        sign = self._taken("op", *_COMPARES)
        if sign is None:
            assert self.at == len(self.expression), f"not read: {self.expression[self.at :]}"
            return left
        right = self._sum()
        limit = next(iter(right.values()))
        return {labels: v for labels, v in left.items() if _COMPARES[sign](v, limit)}

    def _sum(self) -> Found:
        left = self._one()
        while (sign := self._taken("op", "-", "+")) is not None:
            right = next(iter(self._one().values()))
            right = -right if sign == "-" else right
            left = {labels: value + right for labels, value in left.items()}
        return left

    def _one(self) -> Found:
        number = self._taken("number")
        if number is not None:
            return {frozenset(): float(number)}
        name = self._taken("name")
        assert name is not None, f"not read: {self.expression[self.at :]}"
        if name == "sum":
            return {frozenset(): sum(self._inside().values())}
        if name == "increase":
            return self._increase()
        return self._selected(name, self.now, self._taken("labels") or "")

    def _inside(self) -> Found:
        assert self._taken("op", "(") == "("
        found = self._sum()
        assert self._taken("op", ")") == ")"
        return found

    def _increase(self) -> Found:
        assert self._taken("op", "(") == "("
        name, labels = self._taken("name"), self._taken("labels") or ""
        assert name is not None
        assert self._taken("span") is not None
        assert self._taken("op", ")") == ")"
        then = self._selected(name, self.before, labels)
        return {
            one: value - then.get(one, 0.0)
            for one, value in self._selected(name, self.now, labels).items()
        }

    def _selected(self, name: str, samples: Samples, labels: str) -> Found:
        wanted = _LABEL.findall(labels)
        return {
            one: value
            for one, value in samples.get(name, {}).items()
            if all(_matches(dict(one).get(label, ""), how, what) for label, how, what in wanted)
        }

    def _taken(self, kind: str, *allowed: str) -> str | None:
        found = _TOKEN.match(self.expression, self.at)
        if found is None or found[kind] is None or (allowed and found[kind] not in allowed):
            return None
        self.at = found.end()
        return found[kind]


def _matches(value: str, how: str, what: str) -> bool:
    return value == what if how == "=" else re.fullmatch(what, value) is not None
