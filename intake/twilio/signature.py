"""Whether a request really comes from Twilio.

The signature covers `PUBLIC_BASE_URL` and the request target exactly as it was sent, never the
Host header and never a URL that a framework has decoded and put together again.  It stands on the
blueprint, so no route can be without it, and there is no way to turn it off: tests sign.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)
from werkzeug.wrappers import Request

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A shared signing key: its id, its algorithm (HMAC_SHA256 or HMAC_SHA1), and the secret."""

    id: str
    algorithm: str
    secret: str


class Signatures:
    """Checks requests against every secret that is good at the moment (several while rotating)."""

    def __init__(self, base_url: str, tokens: Iterable[str], keys: Iterable[SigningKey] = ()):
        self._base_url = base_url.rstrip("/")
        self._tokens = [RequestValidator(token) for token in tokens]
        self._keys = {key.id: (key.algorithm, RequestValidator(key.secret)) for key in keys}

    def vouch_for(self, request: Request) -> bool:
        """True when a secret of ours signed this very request; False for everything else."""
        given = request.headers.get(SIGNATURE_HEADER, "")
        if not given or request.method != "POST" or request.mimetype != FORM:
            return False
        url = self._base_url + _target(request)
        settings = _settings(request.headers.get(SIGNATURE_SETTINGS_HEADER, ""))
        return any(
            _signed(validator, url, request, algorithm)
            for algorithm, validator in self._good_for(settings)
        )

    def _good_for(self, settings: Mapping[str, str]) -> list[tuple[str, RequestValidator]]:
        if not settings:
            return [(HMAC_SHA1, token) for token in self._tokens]
        key = self._keys.get(settings.get("key", ""))
        algorithm = settings.get("algorithm", HMAC_SHA1).upper()
        if key is None or key[0].upper() != algorithm or algorithm not in (HMAC_SHA1, HMAC_SHA256):
            return []
        return [(algorithm, key[1])]


def _signed(validator: RequestValidator, url: str, request: Request, algorithm: str) -> bool:
    """Whether this secret signed it.

    Twilio may sign with a port in the address or without.  Ours as it stands is tried first, for it
    is nearly always the one, and each try costs more than all that this module does besides.
    """
    given = request.headers[SIGNATURE_HEADER]
    computed = validator.compute_signature(url, request.form, algorithm)
    if hmac.compare_digest(computed.encode(), given.encode()):
        return True
    return bool(validator.validate(url, request.form, given, algorithm))


def _settings(header: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in header.split(","))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def _target(request: Request) -> str:
    """The path and query exactly as they stood in the request line."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if not raw:
        query = request.query_string.decode("latin-1")
        return request.path + (f"?{query}" if query else "")
    target = str(raw)
    if target.startswith("/"):
        return target
    parts = urlsplit(target)  # a proxy may send the absolute form
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
