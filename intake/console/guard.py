"""Who is at the desk: session, form token and headers, for every page of the console.

A page says which right it needs when it is registered; one that says nothing is refused.  Fails
closed: no session, no page; no token, no change.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from flask import Request, Response, abort, g, request

from intake.console.door import ConsoleDoor
from intake.console.roles import Right, may
from workers.staff import Account

HOME: Final = "/console/"
_FORM: Final = "csrf"


class Guard:
    """Stands before every page of the console."""

    def __init__(self, door: ConsoleDoor) -> None:
        self._door = door
        self._secure = not door.demonstration
        prefix = "__Host-" if self._secure else ""
        self.session_cookie = prefix + "console_session"
        self.visitor_cookie = prefix + "console_visitor"
        self.half_cookie = prefix + "console_half"
        self.watch_cookie = prefix + "console_watch"

    def admit(self, right: Right | None, *, quiet: bool = False) -> bool:
        """Whether this request may go on; aborts when it may not.  False: not signed in.

        A `quiet` request is the page's own: it does not count as somebody being there.
        """
        g.nonce = secrets.token_urlsafe(16)
        g.account, g.changed = self._account(quiet)
        g.bound = self._bound()
        if right is None:
            abort(403)
        if right is not Right.NOTHING and g.account is None:
            return False
        if request.method == "POST" and not self._token_holds():
            abort(400)
        if right is not Right.NOTHING and not may(g.account.role, right):
            abort(403)
        return True

    def token(self) -> str:
        """The form token of this session, or of this visitor before they sign in."""
        key = self._door.secret_key.encode()
        return hmac.new(key, f"console form {g.bound}".encode(), sha256).hexdigest()

    def sign_in(self, response: Response, account: Account) -> None:
        """Give the browser a new session; what it carried before is worth nothing."""
        token = self._door.sessions.open(account, self._door.now())
        self._set(response, self.session_cookie, token)
        self._door.sessions.half_close(request.cookies.get(self.half_cookie, ""))
        self._unset(response, self.half_cookie)
        if watching := request.cookies.get(self.watch_cookie, ""):
            self._door.sessions.watch_close(watching)
            self._unset(response, self.watch_cookie)

    def keep_watch(self, response: Response, account: Account) -> None:
        """The desk is locked, and goes on saying that somebody waits: how many, and no more."""
        self._set(response, self.watch_cookie, self._door.sessions.watch(account))

    def watching(self) -> Account | None:
        """Whose locked desk this browser is, while that account may still sign in."""
        token = request.cookies.get(self.watch_cookie, "")
        name = self._door.sessions.watcher(token) if token else ""
        account = self._door.staff.get(name) if name else None
        return account if account and not account.disabled else None

    def owe_second_step(self, response: Response, account: Account) -> None:
        """The password was right: remember for some minutes who owes the second step."""
        self._set(response, self.half_cookie, self._door.sessions.half_open(account))

    def who_owes_second_step(self) -> str:
        """The name of whoever gave their password in this browser just now; empty when nobody."""
        return self._door.sessions.half(request.cookies.get(self.half_cookie, ""))

    def sign_out(self, response: Response) -> None:
        """End the session on both sides."""
        token = request.cookies.get(self.session_cookie, "")
        if token:
            self._door.sessions.close(token)
        self._unset(response, self.session_cookie)

    def remember(self, response: Response, name: str, value: str) -> None:
        """A choice about this browser, for a year; nothing about anybody."""
        response.set_cookie(
            name, value, max_age=31_536_000, path="/console/",
            secure=self._secure, httponly=True, samesite="Lax",
        )  # fmt: skip

    def finish(self, response: Response) -> Response:
        """Security headers, and the visitor's cookie where a sign-in form was shown."""
        if g.get("bound") and g.get("account") is None and request.cookies.get(
            self.visitor_cookie
        ) != g.bound:  # fmt: skip
            self._set(response, self.visitor_cookie, g.bound)
        response.headers.update(_headers(g.get("nonce", ""), self._secure))
        return response

    def _account(self, quiet: bool) -> tuple[Account | None, int]:
        """Who is signed in, and how far the queue had changed when we looked."""
        token = request.cookies.get(self.session_cookie, "")
        return self._door.sessions.look(token, self._door.now(), kept_alive=not quiet)

    def _bound(self) -> str:
        """What a form token is bound to: the session, or a number this visitor was given."""
        if g.account is not None:
            return request.cookies[self.session_cookie]
        return request.cookies.get(self.visitor_cookie, "") or secrets.token_urlsafe(16)

    def _token_holds(self) -> bool:
        given = request.form.get(_FORM, "")
        return hmac.compare_digest(given.encode(), self.token().encode())

    def _unset(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self._secure, httponly=True, samesite="Lax")

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name, value, path="/", secure=self._secure, httponly=True, samesite="Lax"
        )


def way_back(asked: str) -> str:
    """Where to go after signing in: a page of ours, or the desk; never another site."""
    parts = urlsplit(asked)
    plain = not (parts.scheme or parts.netloc) and asked.isprintable()
    ours = asked.startswith(HOME) and "//" not in asked and "\\" not in asked
    away = asked.startswith((HOME + "sign-", HOME + "desk/"))
    return asked if plain and ours and not away else HOME


def asked_for(wanted: Request) -> str:
    """The page to come back to: only pages that are looked at, never a step."""
    if wanted.method != "GET":
        return HOME
    query = wanted.query_string.decode("ascii", "replace")
    return way_back(f"{wanted.path}?{query}" if query else wanted.path)


def _headers(nonce: str, secure: bool) -> dict[str, str]:
    policy = (
        "default-src 'none'; "
        f"script-src 'nonce-{nonce}' 'strict-dynamic'; "
        "style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cache-Control": "no-store",
    }
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
