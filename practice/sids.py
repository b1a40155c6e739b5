"""Identifiers in the platform's shape: two letters and 32 hexadecimal digits."""

from __future__ import annotations

import uuid


def sid(prefix: str) -> str:
    """A new one, such as SM… for a message or CA… for a call."""
    return prefix + uuid.uuid4().hex
