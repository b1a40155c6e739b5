"""What is done about danger: the advice, the check question, and the callback that people see.

Rules held here: advice goes out in the answer to the very message that needed it; a level never
falls by itself; amber twice running is red; yes to the check is red, a clear no closes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flows.booking import nowhere_to_ring
from flows.conversation import Place
from flows.leads import kind_steps
from flows.levels import Assessment, Kind, Level, higher
from flows.outcome import CloseCheck, Effect, KeepCallback, Outcome, Reply, Say
from flows.promises import promised
from flows.scene import BESIDE_THEM, Scene, before
from flows.triage import reads_as_no, reads_as_yes
from flows.typed import plain
from flows.when import nothing_but_times

_ANOTHER_LANGUAGE = "unclear.language"  # the rule of triage that finds it
_DOCTOR = (Level.AMBER, Kind.MEDICAL)
Ordinary = Callable[[Scene, str], Outcome | None]


def screened(scene: Scene, text: str, assessment: Assessment, ordinary: Ordinary) -> Outcome | None:
    """The outcome when `assessment` speaks of danger, else None: the ordinary answer follows.

    `ordinary` gives that answer, where what was found leaves room for it beside the advice.
    """
    if assessment.level is Level.NONE:
        return None
    if _plainly_a_time(scene, text, assessment) or _asked_for(scene, text, assessment):
        return None
    match assessment.level, assessment.kind:
        case Level.RED, kind:
            return alarm(scene, kind or Kind.OVERDOSE, assessment.sign)
        case Level.AMBER, Kind.MEDICAL:
            return _medical(scene, ordinary(scene, text))
        case _:  # amber, and no doctor's matter
            if scene.conversation.ambers:
                return alarm(scene, Kind.UNCLEAR)
            if any(found.rule == _ANOTHER_LANGUAGE for found in assessment.evidence):
                return _and_say(scene, _unclear(scene, None), Say("not_english"))
            return _unclear(scene, _beside(scene, text, ordinary))


def _asked_for(scene: Scene, text: str, assessment: Assessment) -> bool:
    """Word for word what we told them they could send (MORE, a yes, an "n"), and doubtful to the
    model alone: no rule found a sign in it.
    """
    if assessment.level is Level.RED or any(f.rule[:6] != "model." for f in assessment.evidence):
        return False
    said, pack = plain(text), scene.pack
    known = [*(c.words for c in pack.commands), pack.yes, pack.no]
    known += [option.words for option in pack.step(scene.place.step).options]
    return any(said in words for words in known)


def _plainly_a_time(scene: Scene, text: str, assessment: Assessment) -> bool:
    """Asked when to ring, or on our list already, they said nothing but a time, and no rule found
    a sign in it.

    Triage reads a message without knowing what was asked; its model may doubt "not before Monday".
    """
    waiting = scene.conversation.callback is not None and scene.conversation.callback.asked
    asked = scene.pack.step(scene.place.step).takes == "when"
    if not (asked or waiting) or not nothing_but_times(text):
        return False
    return all(found.rule.startswith("model.") for found in assessment.evidence)


def alarm(scene: Scene, kind: Kind, sign: str = "") -> Outcome:
    """Red: the advice now, a callback due at once, and somebody who stays beside them."""
    scene = scene.with_(level=Level.RED, kind=_graver(scene, kind), ambers=0, check="")
    advice = _advice(scene, kind, sign)
    effects = [red_callback(scene)]
    if scene.door == "sms":
        there = scene.at(Place("after_red"))
        return there.ends(advice, there.ask("after_red", quiet=True), effects=effects)
    return scene.asks("after_red", advice, Say("say_again"), advice, effects=effects)


def in_danger(scene: Scene) -> Outcome:
    """They pressed the key of danger: the advice at once; again, to those who had it already."""
    beside = scene.place.step in BESIDE_THEM and scene.conversation.level is Level.RED
    return say_again(scene) if beside else alarm(scene, Kind.UNCLEAR)


def say_again(scene: Scene) -> Outcome:
    """The advice once more, to a caller who waits beside somebody."""
    return scene.stays(_advice(scene, scene.conversation.kind or Kind.UNCLEAR, ""), quiet=True)


def _advice(scene: Scene, kind: Kind, sign: str) -> Say:
    general = f"red_{kind}" if f"red_{kind}" in scene.pack.lines else "red_unclear"
    return Say(f"{general}_{sign}" if f"{general}_{sign}" in scene.pack.lines else general)


def red_callback(scene: Scene) -> KeepCallback:
    """A callback due at once, whether asked for or not."""
    wishes = scene.conversation.wishes
    kind = scene.conversation.kind
    return KeepCallback(False, Level.RED, kind, scene.now, scene.now, wishes)


def answered_check(scene: Scene, text: str) -> Outcome | None:
    """The outcome when `text` answers the check question that stands, else None.

    It stands until it is answered, also when they have gone on to ask for something else; but a
    yes to another question of ours is not a yes to this one.
    """
    if scene.place.step != "check" and not (scene.resting and scene.conversation.check == "open"):
        return None
    if reads_as_yes(text):
        return alarm(scene, Kind.UNCLEAR)
    return safe(scene) if reads_as_no(text) else None


def safe(scene: Scene) -> Outcome:
    """A clear no: the check closes, and we go on where we were."""
    here = scene.place
    held = here.held or (scene.pack.begin[scene.door] if here.step == "check" else here.step)
    scene = scene.with_(check="closed", ambers=0)
    effects: list[Effect] = [CloseCheck()]
    there = scene.at(replace(here, step=held, tries=0, held=""))
    return there.stays(Say("check_closed"), effects=effects)


def after_red(scene: Scene, ring: bool) -> Outcome:
    """They said whether they want a call after; either way a person sees what they wrote."""
    scene = scene.wishing(shall_we_ring=ring)
    keep = replace(red_callback(scene), asked=ring)
    if ring and nowhere_to_ring(scene):
        return scene.asks("call_other_number", Say("number_needed"), effects=[keep])
    said = Say("ring_after_yes" if ring else "ring_after_no")
    return scene.rests(said, effects=[keep])


def ask_whether_safe(scene: Scene) -> Outcome:
    """Help, said alone: ask whether anybody is in danger, as for any other bare cry."""
    return alarm(scene, Kind.UNCLEAR) if scene.conversation.ambers else _unclear(scene, None)


def _unclear(scene: Scene, ordinary: Outcome | None) -> Outcome:
    """Ask whether anybody is in danger; where no question is held up, answer as well.

    A texter reads the question first; a caller hears the kind word first and the question last.
    """
    here = (_stands(scene, ordinary) if ordinary else None) or scene.place
    asked = replace(here, step="check", tries=0, held=here.held or here.step)
    scene = _raised(scene, Level.AMBER, Kind.UNCLEAR)
    scene = scene.with_(check="open", ambers=scene.conversation.ambers + 1).at(asked)
    due = promised(Level.AMBER, Kind.UNCLEAR, False, None, scene.now)
    wishes = scene.conversation.wishes
    keep = KeepCallback(False, Level.AMBER, Kind.UNCLEAR, due.not_before, due.due_by, wishes)
    said: tuple[Reply, ...] = ordinary.replies if ordinary else ()
    if scene.door == "voice":
        return scene.ends(*said[:1], scene.ask("check"), effects=[keep])
    return scene.ends(scene.ask("check"), *said, effects=[keep])


def _and_say(scene: Scene, question: Outcome, line: Say) -> Outcome:
    """The question, and a line after it; a caller hears the question last."""
    if scene.door == "voice":
        return before(question, line)
    return replace(question, replies=(*question.replies, line))


def _stands(scene: Scene, outcome: Outcome) -> Place | None:
    return outcome.conversation.texted if scene.door == "sms" else outcome.conversation.called


def _beside(scene: Scene, text: str, ordinary: Ordinary) -> Outcome | None:
    """The ordinary answer to give beside the check question, when it asks nothing itself."""
    step = scene.pack.step(scene.place.step)
    by_phone = scene.door == "voice"
    if step.id in BESIDE_THEM or not (step.resting or by_phone):
        return None
    answer = ordinary(scene, text)
    place = _stands(scene, answer) if answer else None
    if place is None or (by_phone and place.step not in kind_steps(scene.pack)):
        return None
    return answer if scene.pack.step(place.step).resting else None


def _medical(scene: Scene, ordinary: Outcome | None) -> Outcome:
    advice = Say("amber_medical")
    if ordinary is not None:
        raised = _raised(replace(scene, conversation=ordinary.conversation), *_DOCTOR)
        return before(replace(ordinary, conversation=raised.conversation), advice)
    scene = _raised(scene, *_DOCTOR)
    step = scene.pack.step(scene.place.step)
    return scene.rests(advice) if step.resting else scene.stays(advice)


def _raised(scene: Scene, level: Level, kind: Kind) -> Scene:
    conversation = scene.conversation
    if level.rank < conversation.level.rank:
        return scene
    kept = conversation.kind if conversation.kind is Kind.MEDICAL else kind
    return scene.with_(level=higher(conversation.level, level), kind=kept)


def _graver(scene: Scene, kind: Kind) -> Kind:
    """Once red, the first red kind stays: what was found first is not forgotten for the next."""
    conversation = scene.conversation
    if conversation.level is Level.RED and conversation.kind not in (None, Kind.UNCLEAR):
        return conversation.kind or kind
    return kind
