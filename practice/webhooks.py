"""Webhooks as the platform makes them: signed, retried on a connect timeout, then the fallback.

The signature covers the URL without its fragment.  A redirect with 301, 302 or 303 becomes a GET
that has lost its parameters, as there.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urldefrag, urlencode, urljoin

from practice.overrides import Patience, patience
from practice.signature import Parameters, Signer
from practice.wire import Answer, Unanswered, request

MOST_REDIRECTS: Final = 10
FORM: Final = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request to be made of the service."""

    url: str
    parameters: Parameters
    method: str = "POST"
    token: str = field(default_factory=lambda: str(uuid.uuid4()))

    def further(self, *more: tuple[str, str]) -> Webhook:
        """The same with more parameters."""
        return replace(self, parameters=(*self.parameters, *more))


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer in the 200s, and the URL that gave it."""

    url: str
    status: int
    content_type: str
    body: bytes


class Webhooks:
    """Makes signed requests."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def ask(self, webhook: Webhook) -> Fetched:
        """The answer, after retries.  Raises Unanswered."""
        kept = patience(webhook.url)
        deadline = time.monotonic() + kept.total
        for left in range(kept.retries, -1, -1):
            try:
                return self._follow(webhook, kept, deadline)
            except Unanswered as failure:
                spent = time.monotonic() >= deadline
                if left == 0 or spent or not kept.tries_again_after(failure.kind):
                    raise
        raise AssertionError("every path above returns or raises")

    def _follow(self, webhook: Webhook, kept: Patience, deadline: float) -> Fetched:
        for _ in range(MOST_REDIRECTS):
            answer = self._once(webhook, kept, deadline)
            if answer.status not in (301, 302, 303, 307, 308):
                break
            onward = urljoin(webhook.url, answer.location)
            if answer.status < 307:
                webhook = replace(webhook, url=onward, method="GET", parameters=())
            else:
                webhook = replace(webhook, url=onward)
        else:
            raise Unanswered(11215, "other", "too many redirects")
        if not 200 <= answer.status < 300:
            family = f"{answer.status // 100}xx"
            raise Unanswered(11200, family, f"status {answer.status}", answer.status)
        return Fetched(webhook.url, answer.status, answer.content_type, answer.body)

    def _once(self, webhook: Webhook, kept: Patience, deadline: float) -> Answer:
        url, body, signed = urldefrag(webhook.url).url, b"", webhook.parameters
        if webhook.method == "GET":
            query = urlencode(webhook.parameters)
            url += ("&" if "?" in url else "?") + query if query else ""
            signed = ()
        else:
            body = urlencode(webhook.parameters).encode()
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": webhook.token,
            **self._signer.headers(url, signed),
        }
        if webhook.method == "POST":
            headers["Content-Type"] = FORM
        return request(webhook.method, url, body, headers, kept, deadline)
