"""Whoever tries to sign in again and again from one address is told to wait, whatever the name.

The service stands behind a proxy that ends HTTPS: when the other side is this machine or a private
network, the address is the last one in X-Forwarded-For, which that proxy has put there.  With none
there is nothing to count by, and the lock of each account must do.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Final

import structlog
from flask import Request, Response

from workers.guesses import MOST, Guesses

log = structlog.get_logger(__name__)
_NEAR: Final = tuple(
    ip_network(near)
    for near in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10")
)
STEPS: Final = ("/console/sign-in", "/console/sign-in/code")


class Addresses:
    """Stands before the forms for signing in."""

    def __init__(self, guesses: Guesses) -> None:
        self._guesses = guesses

    def too_many(self, request: Request) -> bool:
        """Whether this address has tried too often; counts this try."""
        address = address_of(request) if _is_try(request) else ""
        if not address:
            return False
        made = self._guesses.made(address)
        if made == MOST + 1:
            log.error("console.guessing", tries=made)
        return made > MOST

    def answered(self, request: Request, response: Response) -> None:
        """A try that was right does not count."""
        address = address_of(request) if _is_try(request) else ""
        if address and response.status_code < 400:
            self._guesses.right(address)


def address_of(request: Request) -> str:
    """Where the request comes from, "" when only our own proxy is known."""
    peer = request.remote_addr or ""
    if not _ours(peer):
        return peer
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return ip_address(said).compressed
    except ValueError:
        return ""


def _ours(peer: str) -> bool:
    try:
        found = ip_address(peer)
    except ValueError:
        return True  # a unix socket
    return found.is_loopback or any(found in network for network in _NEAR)


def _is_try(request: Request) -> bool:
    return request.method == "POST" and request.path.rstrip("/") in STEPS
