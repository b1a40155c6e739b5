"""People who say how they feel, or for whom they fear, and ask nothing: a kind answer comes first.

Which words mean which feeling, what is said to it and which topics go with it stands in the pack's
feelings.yaml.  What asks something is answered as a question; only when we are not sure what was
asked does the feeling in it count.  Danger has been looked for long before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from flows.topic_model import spelt_out
from flows.typed import plain, runs

_AS_WRITTEN: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Feeling:
    """One way that people feel: heard when each group of phrases has one that was said.

    `line` is what is said to it, `offers` are the topics that go with it (none: the likeliest), and
    `then` the step at which they are offered.  One that is for the `unsure` is heard only when we
    are not sure what they are on about.
    """

    id: str
    line: str
    offers: tuple[str, ...]
    then: str
    heard: tuple[frozenset[str], ...]
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Feelings:
    """All that the pack knows, in the order in which they are looked for.

    `asks` are phrases that make a question of what was said, `no_question` others that look like
    one and are none: "don't know what to do".  No phrase has more than `longest` words.
    """

    known: tuple[Feeling, ...] = ()
    asks: frozenset[str] = frozenset()
    no_question: tuple[str, ...] = ()
    longest: int = 0

    def in_words(self, text: str, *, unsure: bool = False) -> Feeling | None:
        """The feeling in `text`, whatever else it says."""
        said = runs(_spelt(text), self.longest)
        for feeling in self.known:
            if feeling.unsure is unsure and not any(map(said.isdisjoint, feeling.heard)):
                return feeling
        return None

    def asked_nothing(self, text: str) -> bool:
        """Whether `text` is no question, so far as one can see."""
        said = f" {_spelt(text)} "
        for phrase in self.no_question:
            said = said.replace(f" {phrase} ", " ")
        return "?" not in text and self.asks.isdisjoint(runs(said, self.longest))


NO_FEELINGS: Final = Feelings()


def feelings(found: Mapping[str, Any]) -> Feelings:
    """The feelings of a pack, out of its file.  Raises KeyError for what is missing."""
    groups = {name: _phrases(words) for name, words in found.get("groups", {}).items()}
    known = tuple(
        Feeling(
            id=row["id"],
            line=row["line"],
            offers=tuple(row.get("offers", ())),
            then=found["then"],
            heard=tuple(frozenset(groups[name]) for name in row["heard"]),
            unsure=bool(row.get("unsure", False)),
        )
        for row in found.get("feelings", ())
    )
    asks = _phrases(found.get("asks", ()))
    longest = max((len(p.split()) for p in chain(asks, *groups.values())), default=0)
    return Feelings(known, frozenset(asks), _phrases(found.get("no_question", ())), longest)


def _phrases(words: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_spelt(str(phrase)) for phrase in words))


def _spelt(text: str) -> str:
    return " ".join(spelt_out(plain(text), _AS_WRITTEN))
