"""What the flow file may `do`: each name there is one line of this table, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

from flows import booking, reading, urgent
from flows.conversation import Place
from flows.levels import Kind
from flows.outcome import HangUp, Outcome, Reply, RingAdmissions, Say
from flows.scene import Scene, before
from flows.shapes import Option

Action = Callable[[Scene], Outcome]


def take(scene: Scene, option: Option) -> Outcome:
    """Go where the chosen option leads, or do what it says."""
    return go_or_do(scene, option.go or option.do)


def go_or_do(scene: Scene, target: str, *said: Reply) -> Outcome:
    """Say `said`, then go to the step or do the action of that name."""
    if target == "booked":
        return before(booking.booked(scene), *said)
    if target in scene.pack.steps:
        there = scene.at(Place(target))
        quiet = scene.door == "sms" and there.resting and bool(said)
        return there.ends(*said, there.ask(target, quiet=quiet))
    return before(ACTIONS[target](scene), *said)


def do(scene: Scene, command: str, text: str) -> Outcome:
    """Do what a command word asks; `text` is the whole message, which may say when to ring."""
    if command == "call":
        return booking.ask_for_call(scene, text)
    return ACTIONS[command](scene)


def _skip(scene: Scene) -> Outcome:
    return booking.onward(scene, scene.pack.step(scene.place.step))


def _ring_admissions(scene: Scene) -> Outcome:
    return scene.at(Place("offer")).ends(Say("admissions_ringing"), RingAdmissions())


def _say(line: str) -> Action:
    return lambda scene: scene.stays(Say(line))


def _hang_up(scene: Scene) -> Outcome:
    return scene.ends(HangUp())


def _goodbye(scene: Scene) -> Outcome:
    return scene.ends(Say("goodbye"), HangUp())


def _part(part: str) -> Action:
    return lambda scene: booking.choose_part(scene, part)


ACTIONS: dict[str, Action] = {
    "begin": Scene.begins,
    "menu": Scene.begins,
    "more": lambda scene: reading.more(scene, 1),
    "back": lambda scene: reading.more(scene, -1),
    "repeat": reading.repeat,
    "text_topic": reading.text_topic,
    "text_numbers": reading.text_numbers,
    "ask_for_call": booking.ask_for_call,
    "skip": _skip,
    "when_now": _part("now"),
    "when_morning": _part("morning"),
    "when_afternoon": _part("afternoon"),
    "when_evening": _part("evening"),
    "number_again": booking.number_again,
    "leave_as_it_is": booking.leave_as_it_is,
    "no_call": booking.withdraw,
    "status": booking.status,
    "stop": booking.stop_texts,
    "start": booking.start_texts,
    "delete": lambda scene: scene.asks("delete_check"),
    "erase": booking.erase,
    "not_erased": lambda scene: scene.rests(Say("not_erased")),
    "info": _say("info"),
    "thanked": _say("thanked"),
    "enough": lambda scene: scene.rests(Say("thanked")),
    "help": urgent.ask_whether_safe,
    "danger": urgent.in_danger,
    "red_again": urgent.say_again,
    "ring_admissions": _ring_admissions,
    "raise_alarm": lambda scene: urgent.alarm(scene, Kind.OVERDOSE),
    "check_yes": lambda scene: urgent.alarm(scene, Kind.UNCLEAR),
    "check_no": urgent.safe,
    "ring_after_yes": lambda scene: urgent.after_red(scene, ring=True),
    "ring_after_no": lambda scene: urgent.after_red(scene, ring=False),
    "goodbye": _goodbye,
    "hang_up": _hang_up,
}
