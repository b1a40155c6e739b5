"""How the platform signs a webhook: over the URL as it is configured, and every parameter.

Written from the platform's description, not with our verifier, so that the two check each other.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urldefrag

Parameters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with the account's token, or with a shared signing key when there is one."""

    token: str
    key: tuple[str, str, str] | None = None

    def headers(self, url: str, parameters: Parameters) -> dict[str, str]:
        """The headers that vouch for a request with these form parameters (none for GET)."""
        if self.key is None:
            return {"X-Twilio-Signature": signature(self.token, url, parameters)}
        name, algorithm, secret = self.key
        digest = "sha256" if algorithm.upper().endswith("256") else "sha1"
        return {
            "X-Twilio-Signature": signature(secret, url, parameters, digest),
            "X-Twilio-Webhooks-Signature-Settings": f"key={name},algorithm={algorithm}",
        }


def signature(
    secret: str, url: str, parameters: Iterable[tuple[str, str]], digest: str = "sha1"
) -> str:
    """Base64 of the HMAC over the URL and each name with each of its values, all sorted, once."""
    text = urldefrag(url).url + "".join(name + value for name, value in sorted(set(parameters)))
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), digest).digest()).decode()


def body_digest(body: bytes) -> str:
    """What stands in `bodySHA256` when the body is JSON: there the URL alone is signed."""
    return hashlib.sha256(body).hexdigest()
