"""What an answer means at the step it was given at: an option, a value, a command, a topic.

A text in the middle of a question that is not an answer to it is understood, not forced.  What
cannot be understood is met kindly, differently each time, and the third time leads somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flows import actions, booking, reading
from flows.outcome import Outcome, Say
from flows.questions import asked_about
from flows.scene import Scene
from flows.shapes import Command, Option, Step
from flows.topics import offered, topic_on_offer
from flows.typed import mentions, plain
from flows.values import read_value


def understood(scene: Scene, text: str) -> Outcome | None:
    """The outcome of what was typed or said, or None when we can make nothing of it."""
    step = scene.pack.step(scene.place.step)
    said = plain(text)
    option = _chosen(step, said)
    if option is not None:
        return actions.take(scene, option)
    whole = _command(scene, lambda known: said in known.words)
    if whole is None or step.takes != "name":  # "menu" could be a name; "ok" is a plain yes
        answer = _answered(scene, step, text)
        if answer is not None:
            return answer
    command = whole or _command(scene, lambda known: mentions(said, known.phrases) > 0)
    if command is not None:
        return actions.do(scene, command.does[scene.door], text)
    return asked_about(scene, step, text)


def keyed(scene: Scene, keys: str) -> Outcome:
    """The outcome of keys pressed at this step."""
    step = scene.pack.step(scene.place.step)
    command = _command(scene, lambda known: known.pressed_by(keys))
    if command is not None:
        return actions.do(scene, command.does[scene.door], "")
    for option in step.options:
        if option.key == keys:
            return actions.take(scene, option)
    topic = topic_on_offer(scene.pack, offered(step, scene.place.topic), keys)
    if topic is not None:
        return reading.read(scene, topic.id)
    return _answered(scene, step, keys) or missed(scene)


def silent(scene: Scene) -> Outcome:
    """Nothing came in time."""
    step = scene.pack.step(scene.place.step)
    return _again(scene, step, step.silence or step.again, quiet=step.calm)


def missed(scene: Scene, text: str = "") -> Outcome:
    """Something came and we could make nothing of it."""
    step = scene.pack.step(scene.place.step)
    if scene.door == "sms" and step.resting and not plain(text):
        return scene.stays(Say("no_words"))
    return _again(scene, step, step.again)


def _again(scene: Scene, step: Step, lines: tuple[str, ...], *, quiet: bool = False) -> Outcome:
    here = scene.place
    said = Say(lines[min(here.tries, len(lines) - 1)])
    if here.tries + 1 >= len(lines):
        return actions.go_or_do(scene, step.third[scene.door], said)
    here = replace(here, step=step.id, tries=here.tries + 1)
    by_text = scene.door == "sms"  # what is said again to a texter is a question already
    return scene.at(here).stays(said, quiet=quiet or by_text)


def _chosen(step: Step, said: str) -> Option | None:
    return next((option for option in step.options if said in option.words), None)


def _command(scene: Scene, meant: Callable[[Command], bool]) -> Command | None:
    known = (command for command in scene.pack.commands if scene.door in command.does)
    return next((command for command in known if meant(command)), None)


def _answered(scene: Scene, step: Step, text: str) -> Outcome | None:
    if not step.takes or step.takes in ("topic", "choice"):
        return None
    value = read_value(step, text, scene)
    if value is None:
        return None
    if step.takes == "yes_no" and not step.into:
        yes_no = step.options[0 if value else 1]
        return actions.take(scene, yes_no)
    return booking.answer(scene, step, value)
