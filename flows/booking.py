"""Arranging a callback: asked for at once, made better by each answer, confirmed, taken back.

The callback exists from the moment they ask, so that one who puts the phone away half way is rung
all the same.  Every question may be skipped, and none is asked whose answer we have.
"""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Conversation, Wishes
from flows.levels import Kind, Level
from flows.numbers import as_read, spelt
from flows.outcome import (
    EraseMe,
    KeepCallback,
    Outcome,
    Say,
    StartTexts,
    StopTexts,
    WithdrawCallback,
)
from flows.promises import STILL_ANSWERING, promised, while_open
from flows.scene import Scene, before
from flows.shapes import Step
from flows.values import Value, name_in_passing
from flows.when import Window, in_words, read_window


def ask_for_call(scene: Scene, text: str = "") -> Outcome:
    """They want to be rung: open the callback and ask the first question."""
    open_one = scene.conversation.callback
    window = read_window(text, scene.now) if text else None
    name = name_in_passing(text, scene) or scene.conversation.wishes.name
    scene = scene.wishing(shall_we_ring=True, name=name)
    if window is not None:
        scene = _choosing(scene, window)
    if nowhere_to_ring(scene):
        return scene.asks("call_other_number", Say("number_needed"))
    if open_one is not None and open_one.asked:
        if window is not None:
            return booked(scene)
        return scene.asks("call_again", effects=[kept(scene)])
    first = scene.pack.step(scene.pack.call[scene.door])
    if _known(scene.conversation.wishes, first):
        return before(onward(scene, first), Say("callback_started"))
    return scene.asks(first.id, Say("callback_started"), effects=[kept(scene, still=True)])


def nowhere_to_ring(scene: Scene) -> bool:
    """Whether we have no number of theirs that we may ring."""
    usable = scene.conversation.number not in ("withheld", "refused")
    return not usable and not scene.conversation.wishes.other_number


def answer(scene: Scene, step: Step, value: Value) -> Outcome:
    """An answer to one of the questions: keep it and go on."""
    if isinstance(value, Window):
        scene = _choosing(scene, value)
    else:
        scene = scene.wishing(**{step.into: value})
        if step.into == "may_leave_message" and scene.conversation.number == "mobile":
            scene = scene.wishing(may_text=bool(value))
    return onward(scene, step)


def onward(scene: Scene, step: Step) -> Outcome:
    """The question after `step`, passing over what they told us already."""
    if nowhere_to_ring(scene):
        return scene.rests(Say("no_number"))
    if step.then[scene.door] == "booked":
        return booked(scene)
    after = scene.pack.step(step.then[scene.door])
    if after.takes == "yes_no" and not after.into:
        if not scene.conversation.wishes.other_number:
            return onward(scene, after)  # they gave none: there is nothing to confirm
        return scene.asks(after.id)  # they confirm it first; until then nothing is kept
    if scene.door == "voice" and scene.conversation.level is Level.RED:
        return booked(scene)
    if _known(scene.conversation.wishes, after):
        return onward(scene, after)
    return scene.asks(after.id, effects=[kept(scene, still=True)])


def _known(wishes: Wishes, step: Step) -> bool:
    match step.into:
        case "when":
            return wishes.due_by is not None
        case "may_leave_message":
            return wishes.may_leave_message is not None
        case "shared_phone":
            return wishes.shared_phone is not None
        case "name":
            return bool(wishes.name)
        case _:
            return False


def booked(scene: Scene, *first: Say) -> Outcome:
    """Everything asked: confirm it, with a reference that can be read aloud."""
    if nowhere_to_ring(scene):
        return scene.rests(*first, Say("no_number"))
    keep = kept(scene)
    values = {"when": _when(keep, scene), "number": _number(scene)}
    said = [*first, Say("callback_confirmed", values)]
    if keep.level is not Level.RED and _nobody_is_in(scene):
        said.insert(len(first), Say("closed_then"))
    return scene.rests(*said, effects=[keep])


def _nobody_is_in(scene: Scene) -> bool:
    """Whether nobody is there at any moment of the time they asked for."""
    wishes = scene.conversation.wishes
    return scene.hours(wishes.not_before or scene.now) > (wishes.due_by or scene.now)


def choose_part(scene: Scene, part: str) -> Outcome:
    """A caller pressed the key for now, morning, afternoon or evening."""
    window = read_window(part, scene.now)
    step = scene.pack.step(scene.place.step)
    return answer(scene, step, window) if window else scene.stays()


def number_again(scene: Scene) -> Outcome:
    """The number that we read back was not right."""
    return scene.wishing(other_number="").asks("call_other_number")


def withdraw(scene: Scene) -> Outcome:
    """They take it back.  Red stays for a person to close, and what they said is shown there."""
    if scene.conversation.callback is None:
        return scene.rests(Say("callback_none"))
    scene = scene.with_(wishes=Wishes(name=scene.conversation.wishes.name, shall_we_ring=False))
    return scene.rests(Say("callback_withdrawn"), effects=[WithdrawCallback()])


def status(scene: Scene) -> Outcome:
    """Where their callback stands."""
    found = scene.conversation.callback
    if found is None:
        return scene.stays(Say("callback_none"))
    if found.state in ("claimed", "calling"):
        return scene.stays(Say("status_claimed"))
    if not found.asked:
        return scene.stays(Say("status_unasked"))
    window = Window(found.not_before, found.due_at)
    when = _soon(scene) if found.level is Level.RED else in_words(window, scene.now)
    return scene.stays(Say("status_waiting", {"when": when}))


def leave_as_it_is(scene: Scene) -> Outcome:
    """They asked again, and want it no other way than before."""
    there = status(scene)
    said = tuple(reply for reply in there.replies if isinstance(reply, Say))
    return scene.rests(*said)


def stop_texts(scene: Scene) -> Outcome:
    """No more texts from us; a callback they asked for is kept."""
    return scene.with_(texts_stopped=True).rests(Say("stop_confirmed"), effects=[StopTexts()])


def start_texts(scene: Scene) -> Outcome:
    """Texts again."""
    scene = scene.with_(texts_stopped=False)
    if scene.resting and scene.conversation.check != "open":
        return scene.begins(Say("start_confirmed"), effects=[StartTexts()])
    return scene.stays(Say("start_confirmed"), effects=[StartTexts()])


def erase(scene: Scene) -> Outcome:
    """They confirmed that everything about them shall go: the conversation begins anew."""
    before = scene.conversation
    found = before.callback
    stays = found is not None and (
        found.level is Level.RED or found.state in ("claimed", "calling")
    )
    home = scene.pack.begin["sms"]
    fresh = Conversation(
        started_at=scene.now,
        pack=before.pack,
        number=before.number,
        texts_stopped=before.texts_stopped,
        callback=found if stays else None,
    )
    scene = replace(scene, conversation=fresh)
    said = Say("erased_later" if stays else "erased")
    return scene.ends(said, scene.ask(home, quiet=True), effects=[EraseMe()])


def kept(scene: Scene, *, still: bool = False) -> KeepCallback:
    """The callback as they want it now; while they are `still` answering it waits a little."""
    conversation = scene.conversation
    wishes = conversation.wishes
    wish = Window(wishes.not_before, wishes.due_by) if wishes.not_before and wishes.due_by else None
    level = conversation.level
    kind = None if level is Level.NONE else conversation.kind
    asked_kind = None if kind is Kind.UNCLEAR else kind
    promise = promised(level, asked_kind, True, wish, scene.now)
    if level is not Level.RED:
        if still and wish is None:
            promise = Window(scene.now + STILL_ANSWERING, promise.due_by)
        promise = while_open(promise, scene.hours)
    start, end = promise.not_before, promise.due_by
    return KeepCallback(True, level, kind, start, end, wishes, rescheduled=wish is not None)


def _choosing(scene: Scene, window: Window) -> Scene:
    return scene.wishing(
        when=in_words(window, scene.now), not_before=window.not_before, due_by=window.due_by
    )


def _when(keep: KeepCallback, scene: Scene) -> str:
    if keep.level is Level.RED:
        return _soon(scene)
    return in_words(Window(keep.not_before, keep.due_at), scene.now)


def _soon(scene: Scene) -> str:
    return scene.pack.lines["as_soon_as_we_can"].words(scene.door)


def _number(scene: Scene) -> str:
    other = scene.conversation.wishes.other_number
    if not other:
        return scene.pack.lines["this_number"].words(scene.door)
    return as_read(other) if scene.door == "sms" else spelt(other)
