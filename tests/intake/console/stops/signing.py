"""Signing in, in every state."""

from __future__ import annotations

from tests.intake.console.office import PASSWORD
from tests.intake.console.stops.guide import Guide, Stop, authenticator


def _signed_out(guide: Guide) -> None:
    guide.goes("/console/")


def _wrong(guide: Guide) -> None:
    guide.goes("/console/sign-in")
    guide.page.get_by_label("Name").fill("pat")
    guide.page.locator("#password").fill(PASSWORD + "?")
    guide.presses("Sign in")


def _code(guide: Guide) -> None:
    guide.office.hire("pat")
    authenticator(guide)
    guide.goes("/console/sign-in")
    guide.page.get_by_label("Name").fill("pat")
    guide.page.locator("#password").fill(PASSWORD)
    guide.presses("Sign in")


def _code_wrong(guide: Guide) -> None:
    _code(guide)
    guide.page.get_by_label("Code", exact=True).fill("000000")
    guide.presses("Sign in")


STOPS: tuple[Stop, ...] = (
    Stop("sign-in", "Signing in", _signed_out, role=""),
    Stop("sign-in-wrong", "A wrong password", _wrong, role=""),
    Stop("sign-in-code", "The code from the phone", _code, role=""),
    Stop("sign-in-code-wrong", "A code that was used before, or is wrong", _code_wrong, role=""),
)
