"""Which topic a question is about, by number or by the keywords of the content."""

from __future__ import annotations

from flows.pack import Pack, Topic
from flows.typed import mentions


def topic_for_key(pack: Pack, key: str) -> Topic | None:
    """The topic with that number in the menu."""
    return next((topic for topic in pack.topics.values() if topic.key == key), None)


def topics_about(pack: Pack, said: str) -> tuple[Topic, ...]:
    """The topics whose keywords stand in `said` (already plain), the likeliest first."""
    scored = ((mentions(said, topic.keywords), topic) for topic in pack.topics.values())
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return tuple(topic for _, topic in found)
