"""Reading a topic, page by page, in either door."""

from __future__ import annotations

from datetime import datetime

from flows.conversation import Place
from flows.outcome import Outcome, Read, Say, SendText
from flows.scene import Scene


def read(scene: Scene, topic: str, page: int = 0) -> Outcome:
    """Read that page and wait for more, or for anything else; past the end, say that it is."""
    pages = scene.pack.topics[topic].pages(scene.door)
    if page >= len(pages):
        return scene.stays(Say("no_more"))
    page = max(page, 0)
    here = Place("reading", topic=topic, page=page)
    scene = scene.at(here, topics_read=_remembering(scene, topic))
    return scene.ends(Read(topic, page), scene.ask("reading", line=scene.more_to_read()))


def aside(scene: Scene, topic: str, page: int = 0) -> Outcome:
    """Answer a question asked in the middle of ours, then ask ours again."""
    read_now = scene.with_(topics_read=_remembering(scene, topic))
    return read_now.stays(Read(topic, page))


def more(scene: Scene, by: int) -> Outcome:
    """The page `by` further on in what is being read; with nothing being read, the beginning."""
    here = scene.place
    if here.step != "reading" or here.topic not in scene.pack.topics:
        return scene.begins()
    if here.page + by < 0:
        return scene.begins()
    return read(scene, here.topic, here.page + by)


def repeat(scene: Scene) -> Outcome:
    """The same again."""
    here = scene.place
    if here.step != "reading" or here.topic not in scene.pack.topics:
        return scene.stays()
    return read(scene, here.topic, here.page)


def text_topic(scene: Scene) -> Outcome:
    """Send what is being read to the caller's mobile, where a text can go."""
    topic = scene.place.topic
    if topic not in scene.pack.topics:
        return text_numbers(scene)
    pages = len(scene.pack.topics[topic].sms)
    return _text(scene, tuple(Read(topic, page) for page in range(pages)), scene.now)


def text_numbers(scene: Scene) -> Outcome:
    """Send the numbers that help, and how to go on by text, to the caller's mobile."""
    return _text(scene, (Say("texted_numbers"),), scene.now)


def _text(scene: Scene, replies: tuple[Say | Read, ...], at: datetime) -> Outcome:
    if scene.conversation.number != "mobile":
        return scene.stays(Say("cannot_text"))
    if scene.conversation.texts_stopped:
        return scene.stays(Say("texts_are_stopped"))
    return scene.stays(Say("texting_you"), effects=[SendText(replies, at)])


def _remembering(scene: Scene, topic: str) -> tuple[str, ...]:
    """The topics they have read, this one last."""
    return (*(t for t in scene.conversation.topics_read if t != topic), topic)
