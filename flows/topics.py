"""Finding a topic: by its number in a text, by the key it has at a step, or among a few offered."""

from __future__ import annotations

from flows.ask import Answer
from flows.pack import Pack
from flows.shapes import Step, Topic


def topic_for_number(pack: Pack, number: str) -> Topic | None:
    """The topic with that number in the menu of texts."""
    return next((topic for topic in pack.topics.values() if topic.key == number), None)


def topic_on_offer(pack: Pack, offers: tuple[str, ...], key: str) -> Topic | None:
    """The topic that has this key, counted from one, among those on offer."""
    if not key.isascii() or not key.isdigit() or not 1 <= int(key) <= len(offers):
        return None
    return pack.topics.get(offers[int(key) - 1])


def offered(step: Step, place_topic: str) -> tuple[str, ...]:
    """What is on offer at a step: always the same, or what we were not sure about."""
    return tuple(place_topic.split("-")) if step.takes == "choice" else step.offers


def worth_offering(answer: Answer) -> tuple[str, ...]:
    """The topics to offer somebody whom we are not sure we understood; none when it is hopeless."""
    if answer.topics and answer.topics[0] == "other":
        return ()
    return answer.offers
