"""Connection overrides: `#ct=2000&rc=2&rp=ct,rt` behind a webhook's URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urldefrag

POLICIES: Final = ("4xx", "5xx", "ct", "rt", "all")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds, how often it is tried again, and after what."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    after: frozenset[str] = frozenset({"ct"})

    def tries_again_after(self, failure: str) -> bool:
        """Whether a failure of this kind (ct, rt, 4xx, 5xx) is worth another try."""
        return "all" in self.after or failure in self.after


def patience(url: str) -> Patience:
    """What the fragment of `url` asks for; the platform's own figures where it says nothing."""
    asked = dict(parse_qsl(urldefrag(url).fragment))
    kept = Patience()
    kept = replace(
        kept,
        connect=_seconds(asked.get("ct", ""), least=0.1, most=10.0, otherwise=kept.connect),
        read=_seconds(asked.get("rt", ""), least=0.1, most=15.0, otherwise=kept.read),
        total=_seconds(asked.get("tt", ""), least=0.1, most=15.0, otherwise=kept.total),
    )
    if asked.get("rc", "").isdecimal():
        kept = replace(kept, retries=min(int(asked["rc"]), 5))
    policies = [policy for policy in asked.get("rp", "").split(",") if policy in POLICIES]
    return replace(kept, after=frozenset(policies)) if policies else kept


def _seconds(text: str, *, least: float, most: float, otherwise: float) -> float:
    return min(max(int(text) / 1000, least), most) if text.isdecimal() else otherwise
