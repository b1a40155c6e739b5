"""Ports for what a test starts: below those that the system hands out to connections.

Asked for "any free port", the system names one that an outgoing connection may take before the
test's server does.  These lie below that range, and each test process walks its own stretch.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from itertools import count
from typing import Final

_LOWEST: Final = 10_240
_STRETCH: Final = 512
_STRETCHES: Final = 42


def _walk() -> Iterator[int]:
    beginning = _LOWEST + os.getpid() % _STRETCHES * _STRETCH
    return (beginning + step % _STRETCH for step in count())


_ours = _walk()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that this process has not named lately."""
    for port in _ours:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
