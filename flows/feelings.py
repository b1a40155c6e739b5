"""People who say how they feel, or for whom they fear, and ask nothing: a kind answer comes first.

Which words mean which feeling, what is said to it and which topics go with it stands in the pack's
feelings.yaml.  What asks something is answered as a question; only when we are not sure what was
asked does the feeling in it count.  Danger has been looked for long before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flows.topic_model import spelt_out
from flows.typed import mentions, plain

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
    heard: tuple[tuple[str, ...], ...]
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Feelings:
    """All that the pack knows, in the order in which they are looked for.

    `asks` are phrases that make a question of what was said, `no_question` others that look like
    one and are none: "don't know what to do".
    """

    known: tuple[Feeling, ...] = ()
    asks: tuple[str, ...] = ()
    no_question: tuple[str, ...] = ()

    def in_words(self, text: str, *, unsure: bool = False) -> Feeling | None:
        """The feeling in `text`, whatever else it says."""
        said = _spelt(text)
        known = (f for f in self.known if f.unsure is unsure)
        return next((f for f in known if all(mentions(said, group) for group in f.heard)), None)

    def asked_nothing(self, text: str) -> bool:
        """Whether `text` is no question, so far as one can see."""
        said = f" {_spelt(text)} "
        for phrase in self.no_question:
            said = said.replace(f" {phrase} ", " ")
        return "?" not in text and not mentions(said.strip(), self.asks)


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
            heard=tuple(groups[name] for name in row["heard"]),
            unsure=bool(row.get("unsure", False)),
        )
        for row in found.get("feelings", ())
    )
    return Feelings(known, _phrases(found.get("asks", ())), _phrases(found.get("no_question", ())))


def _phrases(words: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_spelt(str(phrase)) for phrase in words))


def _spelt(text: str) -> str:
    return " ".join(spelt_out(plain(text), _AS_WRITTEN))
