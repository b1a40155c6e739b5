"""A phone on the practice page, over its JSON: texts, and calls by key, voice and silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests

PATIENCE: Final = 30.0


@dataclass
class Call:
    """One call on the practice phone."""

    phone_url: str
    state: Mapping[str, Any]

    @property
    def heard(self) -> list[str]:
        """The sentences heard since the call began."""
        return list(self.state["heard"])

    @property
    def said(self) -> str:
        """Everything heard since the call began, as one."""
        return " ".join(self.heard)

    @property
    def ended(self) -> bool:
        """Whether the line is dead."""
        return bool(self.state["ended"])

    def press(self, keys: str) -> str:
        """Press keys; what is heard next."""
        return self._act("keys", {"digits": keys})

    def say(self, words: str) -> str:
        """Say something; what is heard next."""
        return self._act("say", {"speech": words})

    def stay_silent(self) -> str:
        """Say nothing until it gives up waiting; what is heard next."""
        return self._act("silence", {})

    def answer(self) -> str:
        """Pick up a phone that rings; what is heard."""
        return self._act("answer", {})

    def ignore(self) -> None:
        """Let it ring until it stops."""
        self._act("ignore", {})

    def hang_up(self) -> None:
        """Hang up."""
        self._act("hangup", {})

    def look(self) -> Call:
        """The call as it stands now."""
        url = f"{self.phone_url}phone/calls/{self.state['sid']}"
        return Call(self.phone_url, fetched(url))

    def _act(self, what: str, body: dict[str, str]) -> str:
        before = len(self.heard)
        url = f"{self.phone_url}phone/calls/{self.state['sid']}/{what}"
        self.state = posted(url, body)
        return " ".join(self.heard[before:])


def posted(url: str, body: Mapping[str, str]) -> Mapping[str, Any]:
    """What the phone answers to this; a refusal fails the test."""
    answer = requests.post(url, json=dict(body), timeout=PATIENCE)
    assert answer.ok, f"{answer.status_code}: {answer.text}"
    state: Mapping[str, Any] = answer.json()
    return state


def fetched(url: str) -> Any:
    """What the phone shows there."""
    answer = requests.get(url, timeout=PATIENCE)
    assert answer.ok, f"{answer.status_code}: {answer.text}"
    return answer.json()
