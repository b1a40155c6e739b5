"""Signed webhooks that no Twilio would send, made by the shape of those it does send.

Everything follows from a seed, so that a failure can be sent again.  Calls are followed: the next
step goes to the address that the last answer gave, sometimes bent.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

WORDS: Final = (
    "CALL", "call me", "STOP", "START", "HELP", "DELETE", "YES", "NO", "KET", "2", "MORE", "0", "*",
    "my mate wont wake up", "i want to die", "skip", "tomorrow evening", "07700 900123",
    "+447700900123", "Sam", "what does it do to your bladder", "no call", "status", "END",
    "between 25:61 and noon on the 31st of february", "ring me in 99999999 years", "monday " * 9,
)  # fmt: skip
NASTY: Final = (
    "\x00", "\x0b\x0c\x1b[31m", "\ud83d", "\u202e", "🏳️‍🌈" * 9, "é" * 30, "<Say>hi</Say>",
    "</Message><Message>x", "]]>", "<!--", "&amp;&lt;&#0;&#x1F;", "{{7*7}}", "{reference}",
    "%s%n%d",
    "${jndi:ldap://x}", "'; DROP TABLE people;--", "=cmd|' /C calc'!A0", "\r\nSet-Cookie: a=b",
    "../../../../etc/passwd", "\ufeff", "\u2028\u2029", "\U0001d4f1\U0001d4ee",
    "\uff43\uff41\uff4c\uff4c", "İ" * 20, "ﷺ" * 10, "\u0301" * 50,
    "-1", "1e999", "NaN",
)  # fmt: skip
LONG: Final = (
    "A" * 5000, "a " * 4000, "9" * 4000, "no " * 2000, "🏳️‍🌈" * 600, "é" * 3000, "İ" * 2000,
    "ﷺ" * 1000, "\u0301" * 5000, "my mate wont wake up " * 300, "<" * 6000, "not " * 1500,
)  # fmt: skip
LONG_ONES: Final = 0.01
NUMBERS: Final = (
    "+447700900123", "+441134960001", "+442079460002", "anonymous", "", "+266696687", "66777",
    "whatsapp:+447700900123", "client:me", "sip:a@b.example", "+1", "+" + "9" * 40, "0", "abc",
    "+447700900123 ", "\x00", "+449098790123", "+447012345678",
)  # fmt: skip
KEYS: Final = ("1", "2", "3", "9", "0", "#", "12", "*", "w", "9" * 50)
STATUSES: Final = ("completed", "busy", "failed", "no-answer", "canceled", "ringing", "", "x" * 99)
_ACTION: Final = re.compile(r'(?:action=|<Redirect[^>]*>)"?([^"<]+)')


@dataclass(frozen=True)
class Sent:
    """One request: its raw target and its fields in order, names perhaps more than once."""

    target: str
    fields: tuple[tuple[str, str], ...]


class Fuzz:
    """A stream of requests; `answered` tells it what came back, so that it can go on from there."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._onward: list[tuple[str, str, str]] = []
        self._n = 0

    def __iter__(self) -> Iterator[Sent]:
        while True:
            self._n += 1
            yield self._next()

    def answered(self, sent: Sent, text: str) -> None:
        """Remember where a call goes on."""
        fields = dict(sent.fields)
        if not sent.target.startswith("/twilio/voice") or not fields.get("CallSid"):
            return
        for found in _ACTION.findall(text):
            parts = urlsplit(html.unescape(found))
            where = parts.path + (f"?{parts.query}" if parts.query else "")
            self._onward.append((where, fields["CallSid"], fields.get("From", "")))
        del self._onward[:-50]

    def _next(self) -> Sent:
        chance = self._chance
        kind = chance.random()
        if kind < 0.45:
            return self._text()
        if kind < 0.75 and self._onward:
            return self._step()
        if kind < 0.85:
            return self._call("/twilio/voice", f"CA{self._n:032}", self._number())
        if kind < 0.93:
            bent = chance.choice(("answer", "silence", "admissions")) + self._query()
            return self._call(f"/twilio/voice/{bent}", f"CA{self._n:032}", self._number())
        return self._status()

    def _text(self) -> Sent:
        fields = {
            "MessageSid": self._sid("SM"), "From": self._number(), "To": "66777",
            "Body": self._words(), "NumMedia": self._chance.choice(("0", "1", "-1", "x", "9" * 30)),
        }  # fmt: skip
        if self._chance.random() < 0.1:
            fields["OptOutType"] = self._chance.choice(("STOP", "START", "HELP", "x"))
        if self._chance.random() < 0.2:
            fields["MediaUrl0"] = self._chance.choice(("http://127.0.0.1:1/", "file:///etc/passwd"))
        return self._bent(
            "/twilio/sms" + (self._query() if self._chance.random() < 0.1 else ""), fields
        )

    def _step(self) -> Sent:
        where, call, number = self._chance.choice(self._onward)
        if self._chance.random() < 0.2:
            where = where.partition("?")[0] + self._query()
        return self._call(where, call, number)

    def _call(self, target: str, call: str, number: str) -> Sent:
        chance = self._chance
        fields = {"CallSid": call, "From": number, "To": "+448082502196", "CallStatus": "ringing"}
        match chance.randrange(4):
            case 0:
                fields["Digits"] = chance.choice(
                    ("1", "2", "3", "9", "0", "#", "12", "*", "w", "9" * 50)
                )
            case 1:
                fields["SpeechResult"] = self._words()
                fields["Confidence"] = chance.choice(("0.9", "", "x", "-1"))
            case 2:
                fields["DialCallStatus"] = chance.choice(STATUSES)
            case _:
                pass
        return self._bent(target, fields)

    def _status(self) -> Sent:
        chance = self._chance
        if chance.random() < 0.5:
            fields = {"CallSid": f"CA{chance.randrange(self._n):032}", "From": self._number()}
            return self._bent(
                "/twilio/status/call", {**fields, "CallStatus": chance.choice(STATUSES)}
            )
        fields = {
            "MessageSid": self._sid("SM"),
            "MessageStatus": chance.choice(("sent", "delivered", "x")),
        }
        fields["ErrorCode"] = chance.choice(("", "30003", "x", "\uff19", "9" * 80))
        return self._bent("/twilio/status/message" + self._query(), fields)

    def _bent(self, target: str, fields: dict[str, str]) -> Sent:
        chance = self._chance
        items = list(fields.items())
        if chance.random() < 0.05:
            items.pop(chance.randrange(len(items)))
        if chance.random() < 0.05:
            items.append((chance.choice(items)[0] if items else "Body", self._words()))
        if chance.random() < 0.05:
            items.append((chance.choice(NASTY)[:200], chance.choice(NASTY)))
        return Sent(target, tuple(items))

    def _query(self) -> str:
        chance = self._chance
        steps = ("menu", "call_number", "call_when", "check", "nowhere", "../x", "", "A" * 90)
        value = {
            "at": chance.choice(steps), "tries": chance.choice(("0", "1", "99", "-1", "x")),
            "turn": chance.choice(("0", "2", "999999", "9" * 30)),
            "held": chance.choice(NASTY)[:60],
            "topic": chance.choice(("physical", "nothing", "\x00")),
            "page": chance.choice(("1", "99")),
            "id": chance.choice(("nothing_1", "x" * 200, "a_b_c", "")),
        }  # fmt: skip
        names = chance.sample(sorted(value), chance.randrange(len(value) + 1))
        pairs = [f"{name}={quote(value[name], errors='replace')}" for name in names]
        return "?" + "&".join(pairs) if pairs else ""

    def _words(self) -> str:
        chance = self._chance
        if chance.random() < LONG_ONES:
            return chance.choice(LONG)
        parts = [chance.choice(WORDS if chance.random() < 0.6 else NASTY)]
        while chance.random() < 0.3:
            parts.append(chance.choice((*WORDS, *NASTY)))
        return chance.choice((" ", "", "\n")).join(parts)

    def _number(self) -> str:
        chance = self._chance
        usual = f"+447700900{chance.randrange(1000):03}"
        return usual if chance.random() < 0.8 else chance.choice(NUMBERS)

    def _sid(self, kind: str) -> str:
        if self._chance.random() < 0.9:
            return f"{kind}{self._n:032}"
        return self._chance.choice((f"{kind}{1:032}", "", *NASTY))
