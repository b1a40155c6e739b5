"""Works a page as a person without JavaScript does: reads it, fills a form in, sends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

import requests

PATIENCE: Final = 30.0
_VOID_OF_WORDS: Final = frozenset({"script", "style", "noscript", "template"})


@dataclass
class Form:
    """One form on a page, with what stands in it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """A page: its words and its forms."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self._words: list[str] = []
        self._unread: list[str] = []
        self._open: Form | None = None
        self.feed(html)

    @property
    def words(self) -> str:
        """What a person reads, in order."""
        return " ".join(" ".join(self._words).split())

    def form(self, ending: str) -> Form:
        """The form that goes where `ending` says."""
        found = [form for form in self.forms if form.action.endswith(ending)]
        assert found, f"no form for {ending} on {self.url}: {[f.action for f in self.forms]}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or something in one."""
        given = {name: value or "" for name, value in attrs}
        if tag in _VOID_OF_WORDS:
            self._unread.append(tag)
        if tag == "form":
            self._open = Form(given.get("action", ""))
            self.forms.append(self._open)
        elif self._open is not None and given.get("name"):
            chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if chosen and "disabled" not in given:
                self._open.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """The end of a form, or of what nobody reads."""
        if tag == "form":
            self._open = None
        if self._unread and tag == self._unread[-1]:
            self._unread.pop()

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._unread:
            self._words.append(data)


class Visitor:
    """Somebody with a browser that has no JavaScript."""

    def __init__(self, start: str) -> None:
        self._session = requests.Session()
        self.page = self._seen(self._session.get(start, timeout=PATIENCE))

    def go(self, address: str) -> Page:
        """Open another page."""
        return self._look(self._session.get(urljoin(self.page.url, address), timeout=PATIENCE))

    def send(self, ending: str, **filled: str) -> Page:
        """Fill in the form that goes to `ending` and send it."""
        form = self.page.form(ending)
        url = urljoin(self.page.url, form.action)
        body = form.fields | filled
        return self._look(self._session.post(url, data=body, timeout=PATIENCE))

    def leave(self) -> None:
        """Close the browser."""
        self._session.close()

    def _look(self, answer: requests.Response) -> Page:
        self.page = self._seen(answer)
        return self.page

    def _seen(self, answer: requests.Response) -> Page:
        assert answer.status_code < 500, f"{answer.status_code} at {answer.url}"
        return Page(answer.url, answer.text)


class Officer(Visitor):
    """Somebody of admissions, signed in to the console."""

    def __init__(self, console_url: str, name: str, password: str) -> None:
        super().__init__(console_url)
        self.name = name
        self.send("/sign-in", name=name, password=password)
        assert "/sign-in" not in self.page.url, self.page.words

    @property
    def reference(self) -> str:
        """The callback whose page is open."""
        return self.page.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]

    def desk(self) -> Page:
        """The list of everybody who waits."""
        return self.go("/console/")

    def take_next(self) -> str:
        """Take whoever is to be rung next; their reference, or "" when nobody waits."""
        self.desk()
        self.send("/take-next")
        return self.reference if "/callbacks/" in self.page.url else ""

    def close(self, outcome: str, note: str = "") -> Page:
        """Close the callback whose page is open."""
        return self.send("/close", outcome=outcome, note=note)

    def attempt(self, result: str, **more: str) -> Page:
        """Record what came of trying to ring them."""
        return self.send("/attempt", result=result, **more)
