"""The page of a callback, from waiting to closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.intake.console.office import MOTHER
from tests.intake.console.stops.guide import Guide, Stop, busy, closing, taken


def _waiting(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/callbacks/C3D-9PX")


def _lower(guide: Guide) -> None:
    taken(guide)
    guide.page.get_by_text("Lower the level").click()
    guide.page.get_by_text("What to say").click()


def _later(guide: Guide) -> None:
    taken(guide)
    guide.page.get_by_label("They asked to be rung later").check()


def _missing(guide: Guide) -> None:
    taken(guide)
    guide.presses("Record this try")


def _with_a_phone(guide: Guide) -> None:
    guide.office.staff.set_number("pat", "07700 900180")
    taken(guide)


def _calling(guide: Guide) -> None:
    _with_a_phone(guide)
    guide.presses("Call now")


def _called(guide: Guide) -> None:
    _calling(guide)
    office = guide.office
    token = office.twilio.calls[-1][2]["t"]
    office.bridging.bridges.named(token, "CA1", office.clock())
    office.bridging.bridges.accept(token, "CA1", office.clock())
    office.bridging.bridges.person_over(token, "no-answer", 0, office.clock())
    guide.page.get_by_text("Nobody answered.").wait_for()


def _texted(guide: Guide) -> None:
    person = replace(
        MOTHER, not_before=timedelta(0), said=(*MOTHER.said, ("sms", "we", "We will call you."))
    )
    guide.office.arrives(
        replace(person, wishes=replace(MOTHER.wishes, not_before=None, due_by=None))
    )
    guide.goes("/console/callbacks/C3D-9PX")
    guide.presses("Take this one")
    guide.page.locator("#line").check()
    guide.presses("Send this text")
    guide.page.get_by_text("The text is on its way.").wait_for()


def _duplicate(guide: Guide) -> None:
    taken(guide)
    guide.page.get_by_label("Duplicate of another callback").check()
    guide.page.get_by_text("Several people use this number").click()
    guide.presses("Close the callback")


def _block(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/callbacks/P9A-6TC")
    guide.page.get_by_text("Block this number").click()


def _second(guide: Guide) -> None:
    busy(guide.office)
    guide.goes("/console/callbacks/H7K-4RM")
    guide.office.queue.claim("H7K-4RM", "kim", guide.office.clock())
    guide.presses("Take this one")


def _lost(guide: Guide) -> None:
    taken(guide)
    guide.page.locator("#close-note").fill("He is awake, an ambulance is with him.")
    guide.page.get_by_label("Reached: we spoke to them").check()
    guide.office.clock.on(minutes=16)
    guide.office.queue.take_next("kim", guide.office.clock())
    guide.presses("Close the callback")


def _closing_page(guide: Guide) -> None:
    closing(guide)
    guide.goes("/console/callbacks/H7K-4RM")


def _closed(guide: Guide) -> None:
    taken(guide)
    guide.page.get_by_label("Reached: we spoke to them").check()
    guide.page.locator("#close-note").fill("He is awake, an ambulance is with him.")
    guide.presses("Close the callback")
    guide.page.get_by_text("Undo the closing").wait_for()
    guide.office.a_minute_later("H7K-4RM")
    guide.goes("/console/callbacks/H7K-4RM")


STOPS: tuple[Stop, ...] = (
    Stop("callback-waiting", "A callback that is not to be rung yet", _waiting),
    Stop("callback", "A callback that one holds", taken),
    Stop("callback-open", "With what to say, and lowering the level", _lower),
    Stop("callback-later", "They asked to be rung later", _later),
    Stop("callback-missing", "A form that lacks something", _missing),
    Stop("callback-calling", "Their own phone rings, to be put through", _calling),
    Stop("callback-called", "The call is over, and filled in", _called),
    Stop("callback-texted", "A prepared text is on its way", _texted),
    Stop("callback-duplicate", "Of which one it is a duplicate is missing", _duplicate),
    Stop("callback-block", "A lead may block the number", _block, role="lead"),
    Stop("callback-second", "Somebody else was quicker", _second),
    Stop("callback-lost", "The time with it had ended; what was written is kept", _lost),
    Stop("callback-closing", "A callback that is being closed", _closing_page),
    Stop("callback-closed", "A closed callback", _closed),
)
