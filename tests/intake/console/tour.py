"""A tour of every page in every state worth seeing: what axe looks at, and what pictures show.

A new page of the console gets its stop in `stops/`, and with it both.
"""

from __future__ import annotations

from playwright.sync_api import Page

from tests.intake.console.browsers import enter
from tests.intake.console.office import Office
from tests.intake.console.stops import at_desk, callbacks, looking, people, service, signing
from tests.intake.console.stops.guide import Guide, Stop

STOPS: tuple[Stop, ...] = (
    *signing.STOPS,
    *at_desk.STOPS,
    *callbacks.STOPS,
    *looking.STOPS,
    *people.STOPS,
    *service.STOPS,
)


def visit(stop: Stop, office: Office, base: str, page: Page) -> None:
    """Bring the browser to this stop, in an empty office, and wait until it has come to rest: a
    button may have sent it to another page, which must not be looked at half way.
    """
    office.empty()
    office.clock.at = office.start
    page.context.clear_cookies()
    if stop.role:
        office.hire("pat", stop.role)
        enter(page, base, office, "pat")
    stop.way(Guide(office, base, page))
    page.wait_for_load_state("networkidle")
