"""Which topic a question in one's own words is about, or which two or three it may be about.

A topic's own name, or a keyword alone, always means that topic, and nothing more is looked at.
Else the small model of the pack (flows/topic_model.py) weighs what was said.  A pack without one
goes by its keywords.  When it is not sure enough it says so, and the flow asks rather than guesses.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flows.topic_model import likelihoods
from flows.typed import mentions, plain

if TYPE_CHECKING:
    from flows.pack import Pack

SURE_ENOUGH: Final = 2.4  # how many times likelier than the next the likeliest must be
LONGEST_QUESTION: Final = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """`topic` is None when it would rather ask; `topics` are the likeliest three, best first.

    Besides the pack's topics a model may know `callback`, `menu` and `other`; `offers` are the
    likeliest three that can be read.
    """

    topic: str | None
    topics: tuple[str, ...]
    offers: tuple[str, ...] = ()


def ask(text: str, pack: Pack) -> Answer:
    """The topic that `text` is about, among those of the pack."""
    said = plain(text[:LONGEST_QUESTION])
    named = pack.named.get(said) or pack.named.get(_without_the_subject(said, pack))
    if named:
        return Answer(named[0], named[:3])
    if pack.asking is None:
        return _by_keywords(said, pack)
    return weighed(likelihoods(said, pack.asking), pack.topics)


def _without_the_subject(said: str, pack: Pack) -> str:
    """The subject beside a topic's name tells no topics apart, and is left out."""
    return " ".join(word for word in said.split() if word not in pack.keyword)


def weighed(chances: Mapping[str, float], readable: Container[str] = ()) -> Answer:
    """The answer, where these are how likely each topic is, and these can be read."""
    best = sorted(chances, key=lambda topic: -chances[topic])
    sure = chances[best[0]] >= SURE_ENOUGH * chances[best[1]]
    offers = tuple(topic for topic in best if topic in readable)[:3]
    return Answer(best[0] if sure else None, tuple(best[:3]), offers)


def _by_keywords(said: str, pack: Pack) -> Answer:
    scored = [(mentions(said, topic.keywords), topic.id) for topic in pack.topics.values()]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    topics = tuple(topic for _, topic in found[:3])
    clear = len(found) == 1 or (len(found) > 1 and found[0][0] > found[1][0])
    return Answer(topics[0] if clear else None, topics, topics)
