"""How pages are registered and drawn: each with the right it needs, all in the same frame.

The templates are the console's own environment, so that the NHS.UK macros, which want undefined
names to be quiet, change nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Final

from flask import Blueprint, Response, g, request, url_for
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from intake.console.door import ConsoleDoor
from intake.console.guard import Guard, asked_for
from intake.console.roles import Right, may
from intake.console.watch import Alarm, alarm_for, banner_for
from workers.errors import StoreAway
from workers.sessions import IDLE

KEYS_COOKIE: Final = "console_keys"
View = Callable[..., Response]

_MENU: Final = (
    ("Desk", "console.desk", Right.DESK),
    ("Search", "console.search_page", Right.SEARCH),
    ("Rota", "console.rota_page", Right.ROTA),
    ("Blocked", "console.blocked_page", Right.BLOCK),
    ("Reports", "console.reports_page", Right.REPORTS),
    ("Accounts", "console.accounts_page", Right.ACCOUNTS),
    ("Audit", "console.audit_page", Right.AUDIT),
    ("Words", "console.words", Right.WORDS),
    ("Status", "console.status", Right.STATUS),
)


class Pages:
    """Registers pages on the console's blueprint and draws their templates."""

    def __init__(self, blueprint: Blueprint, door: ConsoleDoor) -> None:
        self.door = door
        self.guard = Guard(door)
        self._blueprint = blueprint
        self._rights: dict[str, Right] = {}
        self._quiet: set[str] = set()
        self._templates = _environment()

    def get(self, rule: str, right: Right, *, quiet: bool = False) -> Callable[[View], View]:
        """A page that is looked at; `quiet`: asked for by itself, so that nobody need be there."""
        return self._page(rule, right, "GET", quiet)

    def post(self, rule: str, right: Right, *, quiet: bool = False) -> Callable[[View], View]:
        """A step that changes something; it carries a form token."""
        return self._page(rule, right, "POST", quiet)

    def quiet(self) -> bool:
        """Whether a page made this request by itself: it keeps no session alive."""
        return (request.endpoint or "") in self._quiet

    def right_needed(self) -> Right | None:
        """What the page of this request needs; None when nobody has said."""
        if request.endpoint == f"{self._blueprint.name}.static":
            return Right.NOTHING
        return self._rights.get(request.endpoint or "")

    def draw(self, template: str, status: int = HTTPStatus.OK, **context: Any) -> Response:
        """The page, in the frame that all pages share."""
        account = g.get("account")
        frame = {
            "account": account,
            "csrf": self.guard.token(),
            "nonce": g.nonce,
            "demonstration": self.door.demonstration,
            "menu": _menu(account.role) if account else (),
            "rights": _rights(account.role) if account else frozenset(),
            "keys": request.cookies.get(KEYS_COOKIE) != "off",
            "here": asked_for(request),
            "idle": int(IDLE.total_seconds()),
            "in_front": banner_for(self.door) if account else ("", ""),
            "alarm": alarm_for(self.door, account.role) if account else None,
            "watch": None if account else self._watch(),
        }
        drawn = self._templates.get_template(template).render(frame | context)
        return Response(drawn, status, content_type="text/html; charset=utf-8")

    def _watch(self) -> Alarm | None:
        """What a locked desk still says."""
        try:
            account = self.guard.watching()
        except StoreAway:
            return None
        return alarm_for(self.door, account.role) if account else None

    def record(self, what: str, about: str = "", word: str = "") -> None:
        """Put on the audit what whoever is signed in does."""
        self.door.audit.add(g.account.name, what, self.door.now(), about=about, word=word)

    def _page(self, rule: str, right: Right, method: str, quiet: bool) -> Callable[[View], View]:
        def register(view: View) -> View:
            endpoint = f"{self._blueprint.name}.{view.__name__}"
            self._rights[endpoint] = right
            if quiet:
                self._quiet.add(endpoint)
            self._blueprint.add_url_rule(
                rule, view.__name__, view, methods=[method], strict_slashes=False
            )
            return view

        return register


def see_other(address: str) -> Response:
    """Go and look at `address`: what every step that was done answers."""
    return Response("", HTTPStatus.SEE_OTHER, {"Location": address})


def field(name: str, most: int = 4000) -> str:
    """What was typed into a field, trimmed and never endless."""
    return request.form.get(name, "").strip()[:most]


def typed_password(name: str) -> str:
    """A password as it was typed: nothing is trimmed."""
    return request.form.get(name, "")[:1001]


def home_of(role: str) -> str:
    """Where somebody of this role begins: the first page of their menu."""
    return str(_menu(role)[0]["href"])


def _menu(role: str) -> list[Mapping[str, object]]:
    return [
        {"text": text, "href": (href := url_for(page)), "current": _current(href)}
        for text, page, right in _MENU
        if may(role, right)
    ]


def _current(href: str) -> str:
    """How a page of the menu stands to the one that is open: "page", "true" (below it), or not."""
    if request.path.rstrip("/") == href.rstrip("/"):
        return "page"
    return "true" if not href.endswith("/") and request.path.startswith(f"{href}/") else ""


def _rights(role: str) -> frozenset[str]:
    return frozenset(right.name for right in Right if may(role, right))


@cache
def _environment() -> Environment:
    """The templates, compiled once in a process."""
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader("intake.console"), PackageLoader("nhsuk_frontend_jinja")]
        ),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = _asset
    return environment


@cache
def _asset(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it."""
    return url_for("console.static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    found = files("intake.console") / "static" / name
    return sha256(found.read_bytes()).hexdigest()[:8]
