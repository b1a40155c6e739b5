"""What an answer means at the step it was given at: an option, a value, a command, a topic.

A text in the middle of a question that is not an answer to it is understood, not forced.  What
cannot be understood is met kindly, differently each time, and the third time leads somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flows import actions, booking, reading
from flows.ask import ask
from flows.conversation import Place
from flows.feelings import Feeling
from flows.outcome import Outcome, Say
from flows.scene import BESIDE_THEM, Scene
from flows.shapes import Command, Option, Step
from flows.topics import offered, topic_for_number, topic_on_offer, worth_offering
from flows.typed import mentions, plain
from flows.values import read_value

LONG: Final = 300


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
    return _asked_about(scene, step, text, said)


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
    if scene.door == "sms" and step.resting:
        if not plain(text):
            return scene.stays(Say("no_words"))
        if len(text) > LONG:
            return scene.stays(Say("long_text"))
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


def _asked_about(scene: Scene, step: Step, text: str, said: str) -> Outcome | None:
    """A topic: by its number where topics are on offer, else by what they asked."""
    beside = scene.pack.step(scene.place.held) if scene.place.held else step
    known = topic_on_offer(scene.pack, offered(beside, scene.place.topic), said)
    if known is None and beside.takes == "topic" and scene.door == "sms":
        known = topic_for_number(scene.pack, said)
    if known is not None:
        return reading.read(scene, known.id)
    if not said or said.isdigit() or len(text) > LONG:
        return None  # a long outpouring is about more than a topic
    feeling = scene.pack.feelings.in_words(text) if said not in scene.pack.named else None
    if feeling is not None and scene.pack.feelings.asked_nothing(text):
        return _kindly(scene, step, feeling)
    return _asked(scene, step, text, feeling)


def _asked(scene: Scene, step: Step, text: str, feeling: Feeling | None) -> Outcome | None:
    """The topic asked about; where we are not sure of one, what they feel is answered."""
    said, answer = plain(text), ask(text, scene.pack)
    if feeling is not None and answer.topic not in {*scene.pack.topics, "callback"}:
        return _kindly(scene, step, feeling)
    if answer.topic in scene.pack.topics:
        return _read(scene, step, answer.topic or "", said)
    if not (step.takes in ("topic", "choice") or step.resting):
        return None
    match answer.topic:
        case "callback":
            return booking.ask_for_call(scene, text)
        case "menu":
            return scene.begins()
        case None:
            few = worth_offering(scene.pack, answer)
            return _offer(scene, few) if few else None
        case _:
            return None


def _offer(scene: Scene, few: tuple[str, ...]) -> Outcome:
    """Ask which of these they mean rather than guess."""
    there = scene.at(Place("which_topic", topic="-".join(few)))
    return there.ends(there.ask("which_topic"))


def _kindly(scene: Scene, step: Step, feeling: Feeling) -> Outcome:
    """A kind word; then topics that fit, unless a question of ours stands or they wait with it."""
    word = Say(feeling.line)
    rests = step.takes in ("topic", "choice") or step.resting
    if not rests or step.id in BESIDE_THEM:
        return scene.stays(word)
    there = scene.at(Place(feeling.then, topic="-".join(feeling.offers)))
    return there.ends(word, there.ask(feeling.then))


def _read(scene: Scene, step: Step, topic: str, said: str) -> Outcome:
    page = scene.pack.topics[topic].page_about(said)
    if step.takes in ("topic", "choice") or step.resting:
        return reading.read(scene, topic, page)
    return reading.aside(scene, topic, page)
