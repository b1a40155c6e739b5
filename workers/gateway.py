"""The one place that talks to Twilio's REST API: texts and calls that we begin.

The synchronous client with a timeout, and no retries of its own: creating a text or a call is not
idempotent, and whether to try again is decided by whoever keeps the record.  No number and no word
reaches a log or an exception from here; Twilio's own are not chained, for they carry both.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

from flows.numbers import NumberKind, kind_of
from workers.errors import SendFailed as SendFailed

TWILIO_API: Final = "https://api.twilio.com"
TIMEOUT_SECONDS: Final = 10.0
VALID_SECONDS: Final = 1800  # a text that says "soon" must not arrive hours later
RING_SECONDS: Final = 18  # shorter than most voicemails need to pick up
NOT_REACHED: Final = 21211  # what Twilio says of a number that cannot be reached
CALL_STATUS: Final = "/twilio/status/call"
_GONE: Final = 404
_ANY_OF_THEIRS: Final = re.compile(r"https://[a-z]+\.twilio\.com")
_NOT_PROCESSED: Final = frozenset({401, 403, 408, 429})  # mended or waited for, it may go
_CLOCKS_APART: Final = timedelta(minutes=2)


class Gateway(Protocol):
    """Sends what the workers have to send.  Every method raises SendFailed."""

    def send_text(self, to: str, body: str, entry_id: str) -> str:
        """Send a text; its sid.  `entry_id` comes back with every status callback."""
        ...

    def find_text(self, to: str, body: str, since: datetime) -> str | None:
        """The sid of such a text sent since then, when Twilio has one."""
        ...

    def place_call(
        self, to: str, path: str, query: Mapping[str, str], *, status: str = CALL_STATUS
    ) -> str:
        """Ring `to`; whoever answers hears what our `path` says.  The call's sid.

        What becomes of it is told at `status`.
        """
        ...

    def forget_text(self, sid: str) -> None:
        """Have Twilio drop the words and the number of a text."""
        ...


class TwilioGateway:
    """Twilio, or what stands at `api_url` in its place."""

    def __init__(
        self,
        account_sid: str,
        key: str,
        secret: str,
        *,
        api_url: str,
        from_sms: str,
        caller_id: str,
        base_url: str,
        timeout: float = TIMEOUT_SECONDS,
        staff: Iterable[str] = (),
    ) -> None:
        self._client = client_of(account_sid, key, secret, api_url=api_url, timeout=timeout)
        self._from_sms = from_sms
        self._caller_id = caller_id
        self._base_url = base_url.rstrip("/")
        self._staff = frozenset(staff)

    def send_text(self, to: str, body: str, entry_id: str) -> str:
        """Send a text; its sid.  Raises SendFailed."""
        self._refuse_unless(to, NumberKind.MOBILE)
        with told_plainly():
            return _sid(
                self._client.messages.create(
                    to=to,
                    from_=self._from_sms,
                    body=body,
                    validity_period=VALID_SECONDS,
                    status_callback=self._url("/twilio/status/message", {"id": entry_id}),
                )
            )

    def find_text(self, to: str, body: str, since: datetime) -> str | None:
        """The sid of a text with these words to that number.  Raises SendFailed.

        One whose words Twilio was told not to keep counts as ours.
        """
        with told_plainly():
            found = self._client.messages.list(
                to=to, date_sent_after=since - _CLOCKS_APART, limit=50
            )
            ours = [text for text in found if text.body in (body, "", None)]
            return _sid(ours[0]) if ours else None

    def place_call(
        self, to: str, path: str, query: Mapping[str, str], *, status: str = CALL_STATUS
    ) -> str:
        """Ring `to` from our caller id.  Raises SendFailed."""
        self._refuse_unless(to, NumberKind.MOBILE, NumberKind.LANDLINE)
        with told_plainly():
            return _sid(
                self._client.calls.create(
                    to=to,
                    from_=self._caller_id,
                    url=self._url(path, query),
                    method="POST",
                    timeout=RING_SECONDS,
                    status_callback=self._url(status, query),
                    status_callback_event=["answered", "completed"],
                )
            )

    def forget_text(self, sid: str) -> None:
        """Delete a text at Twilio.  Raises SendFailed; one that is gone is gone."""
        with told_plainly(gone_is_well=True):
            self._client.messages(sid).delete()

    def _refuse_unless(self, to: str, *kinds: NumberKind) -> None:
        """Only ordinary UK numbers, and phones of staff as they were set up; never our own.

        A text to a landline would be read aloud to whoever picks up.
        """
        own = to in (self._from_sms, self._caller_id)
        if own or (to not in self._staff and kind_of(to) not in kinds):
            raise SendFailed(NOT_REACHED, retryable=False, outcome_unknown=False)

    def _url(self, path: str, query: Mapping[str, str]) -> str:
        return f"{self._base_url}{path}?{urlencode(query)}"


class Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # twilio ships no types
    """Twilio's client at another address, with a timeout and nothing to say in the log."""

    def __init__(self, api_url: str, timeout: float) -> None:
        quiet = logging.getLogger(__name__ + ".quiet")
        quiet.setLevel(logging.CRITICAL)
        # urllib3 would write whole addresses, and a search has the number in its address
        logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)
        super().__init__(timeout=timeout, logger=quiet)
        self._api_url = api_url.rstrip("/")
        self._moved = self._api_url != TWILIO_API

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """The same request, there."""
        there = _ANY_OF_THEIRS.sub(self._api_url, url, count=1)
        return super().request(method, there if self._moved else url, *args, **kwargs)


def client_of(
    account_sid: str, key: str, secret: str, *, api_url: str, timeout: float = TIMEOUT_SECONDS
) -> Client:
    """Twilio's own client, at `api_url`, as every part of ours uses it."""
    return Client(key, secret, account_sid, http_client=Elsewhere(api_url or TWILIO_API, timeout))


@contextmanager
def told_plainly(*, gone_is_well: bool = False) -> Iterator[None]:
    """Turns whatever goes wrong into SendFailed, without a number or a word in it.

    What is not there is no failure for whoever wanted it gone.
    """
    failure: SendFailed
    try:
        yield
        return
    except TwilioException as error:
        if gone_is_well and getattr(error, "status", 0) == _GONE:
            return
        failure = _answered(error)
    except requests.RequestException as error:
        failure = _not_answered(error)
    raise failure from None


def _answered(error: TwilioException) -> SendFailed:
    told = error.args[-1] if error.args else None  # of a list that was refused, only the answer
    status = int(getattr(error, "status", 0) or getattr(error, "status_code", 0) or 0)
    status = status or int(getattr(told, "status_code", 0) or 0)
    code = int(getattr(error, "code", 0) or status)
    unknown = status == 0 or status >= 500
    return SendFailed(code, retryable=status in _NOT_PROCESSED, outcome_unknown=unknown)


def _not_answered(error: requests.RequestException) -> SendFailed:
    """Only a connection that never stood means that nothing was taken."""
    reason = error.args[0] if error.args else None
    refused = isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
    never_stood = refused or isinstance(error, requests.ConnectTimeout)
    return SendFailed(0, retryable=never_stood, outcome_unknown=not never_stood)


def _sid(made: Any) -> str:
    return str(made.sid or "")
