"""What an answer means at the step it was given at: an option, a command, a value, a topic.

A text in the middle of a question that is not an answer to it is understood, not forced.  What
cannot be understood is met kindly, differently each time, and the third time leads somewhere.
"""

from __future__ import annotations

from dataclasses import replace

from flows import actions, booking, reading
from flows.outcome import Outcome, Say
from flows.pack import Option, Step
from flows.scene import Scene
from flows.topics import topic_for_key, topics_about
from flows.typed import mentions, plain
from flows.values import read_value


def understood(scene: Scene, text: str) -> Outcome | None:
    """The outcome of what was typed or said, or None when we can make nothing of it."""
    step = scene.pack.step(scene.place.step)
    said = plain(text)
    option = _chosen(step, said)
    if option is not None:
        return actions.take(scene, option)
    command = _command(scene, said)
    if command:
        return actions.do(scene, command, text)
    return _answered(scene, step, text) or _asked_about(scene, step, said)


def keyed(scene: Scene, keys: str) -> Outcome:
    """The outcome of keys pressed at this step."""
    step = scene.pack.step(scene.place.step)
    for option in step.options:
        if option.key == keys:
            return actions.take(scene, option)
    if step.takes == "topic":
        topic = topic_for_key(scene.pack, keys)
        if topic is not None:
            return reading.read(scene, topic.id)
    return _answered(scene, step, keys) or missed(scene)


def silent(scene: Scene) -> Outcome:
    """Nothing came in time."""
    step = scene.pack.step(scene.place.step)
    return _again(scene, step, step.silence or step.again)


def missed(scene: Scene) -> Outcome:
    """Something came and we could make nothing of it."""
    step = scene.pack.step(scene.place.step)
    return _again(scene, step, step.again)


def _again(scene: Scene, step: Step, lines: tuple[str, ...]) -> Outcome:
    here = scene.place
    said = Say(lines[min(here.tries, len(lines) - 1)])
    if here.tries + 1 >= len(lines):
        return actions.go_or_do(scene, step.third[scene.door], said)
    return scene.at(replace(here, step=step.id, tries=here.tries + 1)).stays(said)


def _chosen(step: Step, said: str) -> Option | None:
    return next((option for option in step.options if said in option.words), None)


def _command(scene: Scene, said: str) -> str:
    if scene.door == "voice":
        return ""
    for command in scene.pack.commands:
        if said in command.words or mentions(said, command.phrases):
            return command.id
    return ""


def _answered(scene: Scene, step: Step, text: str) -> Outcome | None:
    if not step.takes or step.takes == "topic":
        return None
    value = read_value(step.takes, text, scene)
    if value is None:
        return None
    if step.takes == "yes_no" and not step.into:
        yes_no = step.options[0 if value else 1]
        return actions.take(scene, yes_no)
    return booking.answer(scene, step, value)


def _asked_about(scene: Scene, step: Step, said: str) -> Outcome | None:
    """A topic, by its number where topics are on offer, or by words anywhere."""
    topic = topic_for_key(scene.pack, said) if step.takes == "topic" else None
    found = (topic,) if topic else topics_about(scene.pack, said)
    if not found:
        return None
    if step.takes == "topic" or step.resting:
        return reading.read(scene, found[0].id)
    return reading.aside(scene, found[0].id)
