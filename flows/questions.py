"""What they ask or tell us in their own words: a topic, a choice of topics, a kind word, a call.

Comes last, when what was said is neither an answer to our question nor a command.  A question of
ours that stands is asked again after what is answered here.
"""

from __future__ import annotations

import re
from typing import Final

from flows import booking, reading
from flows.ask import ask
from flows.conversation import Place
from flows.feelings import Feeling
from flows.numbers import read_number
from flows.outcome import Outcome, Say
from flows.scene import BESIDE_THEM, Scene
from flows.shapes import Step
from flows.topics import offered, topic_for_number, topic_on_offer, worth_offering
from flows.typed import mentions, plain
from flows.when import nothing_but_times

LONG: Final = 300
_A_SENTENCE: Final = 4  # words
_NUMBER: Final = re.compile(r"\+?[\d(][\d\s()-]{8,16}\d")


def asked_about(scene: Scene, step: Step, text: str) -> Outcome | None:
    """A topic: by its number where topics are on offer, else by what they asked."""
    said = plain(text)
    beside = scene.pack.step(scene.place.held) if scene.place.held else step
    known = topic_on_offer(scene.pack, offered(beside, scene.place.topic), said)
    if known is None and beside.takes == "topic" and scene.door == "sms":
        known = topic_for_number(scene.pack, said)
    if known is not None:
        return reading.read(scene, known.id)
    if not said or said.isdigit():
        return None
    feeling = scene.pack.feelings.in_words(text) if said not in scene.pack.named else None
    if len(text) > LONG:  # a long outpouring is about more than a topic
        return _kindly(scene, step, feeling) if feeling else _much(scene, step)
    if feeling is not None and scene.pack.feelings.asked_nothing(text):
        return _kindly(scene, step, feeling)
    return _asked(scene, step, text, feeling)


def _much(scene: Scene, step: Step) -> Outcome | None:
    return scene.stays(Say("long_text")) if _rests(step) else None


def _asked(scene: Scene, step: Step, text: str, feeling: Feeling | None) -> Outcome | None:
    """The topic asked about; where we are not sure of one, what they feel is answered."""
    changed = _what_waits_changed(scene, text) if _rests(step) else None
    if changed is not None:
        return changed
    answer = ask(text, scene.pack)
    if feeling is not None and answer.topic not in {*scene.pack.topics, "callback"}:
        return _kindly(scene, step, feeling)
    if answer.topic in scene.pack.topics:
        return _read(scene, step, answer.topic or "", text)
    if not _rests(step) or (answer.topic is None and step.id in BESIDE_THEM):
        return None  # beside somebody in danger nobody is asked which topic they mean
    match answer.topic:
        case "callback":
            return booking.ask_for_call(scene, text)
        case "menu":
            return scene.begins()
        case None:
            return _unsure(scene, step, text, worth_offering(answer))
        case _:
            return None


def _rests(step: Step) -> bool:
    return step.takes in ("topic", "choice") or step.resting


def _what_waits_changed(scene: Scene, text: str) -> Outcome | None:
    """Who waits for our call and is asked nothing may name a time, or a number, and no more."""
    waiting = scene.conversation.callback
    if waiting is None or not waiting.asked:
        return None
    number = read_number(text) if _NUMBER.fullmatch(text.strip()) else ""
    if number:
        return booking.booked(scene.wishing(other_number=number))
    if len(text.split()) > 1 and nothing_but_times(text):  # "Morning" by itself greets
        return booking.ask_for_call(scene, text)
    return None


def _unsure(scene: Scene, step: Step, text: str, few: tuple[str, ...]) -> Outcome | None:
    """A choice of the likeliest; who told us something, and asked nothing, is thanked first."""
    if not few:
        return None
    told = len(text.split()) >= _A_SENTENCE and scene.pack.feelings.asked_nothing(text)
    feeling = scene.pack.feelings.in_words(text, unsure=True) if told else None
    return _kindly(scene, step, feeling, few) if feeling else _offer(scene, few)


def _offer(scene: Scene, few: tuple[str, ...]) -> Outcome:
    """Ask which of these they mean rather than guess."""
    there = scene.at(Place("which_topic", topic="-".join(few)))
    return there.ends(there.ask("which_topic"))


def _kindly(scene: Scene, step: Step, feeling: Feeling, likely: tuple[str, ...] = ()) -> Outcome:
    """A kind word; then topics that fit, unless a question of ours stands or they wait with it."""
    word = Say(feeling.line)
    if not _rests(step) or step.id in BESIDE_THEM:
        return scene.stays(word)
    there = scene.at(Place(feeling.then, topic="-".join(feeling.offers or likely)))
    return there.ends(word, there.ask(feeling.then))


def _read(scene: Scene, step: Step, topic: str, text: str) -> Outcome | None:
    """Read it; where a question of ours stands, only if they asked something or named the topic."""
    said, known = plain(text), scene.pack.topics[topic]
    page = known.page_about(said)
    if _rests(step):
        return reading.read(scene, topic, page)
    if scene.pack.feelings.asked_nothing(text) and not mentions(said, known.keywords):
        return None  # "it depends" answers our question; about a topic we would only guess
    return reading.aside(scene, topic, page)
