"""What somebody sends who is not Twilio, or who is Twilio once and pretends to be it again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import TestResponse

from tests.intake.house import BASE, NUMBER, TOKEN

SIGNATURE: Final = "X-Twilio-Signature"
SETTINGS: Final = "X-Twilio-Webhooks-Signature-Settings"
FORM: Final = "application/x-www-form-urlencoded"
FIELDS: Final = {
    "MessageSid": "SM" + "9" * 32, "CallSid": "CA" + "9" * 32, "From": NUMBER, "To": "66777",
    "Body": "my mate wont wake up", "NumMedia": "0", "CallStatus": "completed", "Digits": "1",
    "MessageStatus": "delivered",
}  # fmt: skip


def signed(
    target: str, fields: Mapping[str, str], secret: str = TOKEN, how: str = "sha1", base: str = BASE
) -> str:
    """The signature as the platform's documentation describes it."""
    text = base + target + "".join(name + fields[name] for name in sorted(fields))
    mac = hmac.new(secret.encode(), text.encode(), getattr(hashlib, how))
    return base64.b64encode(mac.digest()).decode()


@dataclass(frozen=True)
class Attack:
    """One request that must be refused: `raw` is its request target, `path` where it is routed."""

    name: str
    path: str
    body: bytes = urlencode(FIELDS).encode()
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""
    method: str = "POST"
    kind: str = FORM

    def send(self, app: Flask) -> TestResponse:
        """Send it."""
        more: dict[str, Any] = {"environ_overrides": {"RAW_URI": self.raw or self.path}}
        return app.test_client().open(
            self.path, method=self.method, data=self.body, content_type=self.kind,
            headers=dict(self.headers), **more,
        )  # fmt: skip


def routes(app: Flask, below: str) -> list[str]:
    """Every address below `below` that the application answers, found in its own map."""
    found = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(below)}
    return sorted(re.sub(r"<[^>]*>", "H7K-4RM", rule) for rule in found)


def attacks(path: str) -> Iterator[Attack]:
    """Everything that we know to try against one route of Twilio's."""
    yield from _unsigned(path)
    yield from _forged(path)
    yield from _moved(path)
    yield from _other_bodies(path)
    yield from _odd_headers(path)


def _unsigned(path: str) -> Iterator[Attack]:
    yield Attack("unsigned", path)
    yield Attack("empty signature", path, headers={SIGNATURE: ""})
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        good = {SIGNATURE: signed(path, FIELDS)}
        yield Attack(f"by {method}", path, method=method, headers=good)
    query = f"{path}?{urlencode(FIELDS)}"
    good = {SIGNATURE: signed(query, {})}
    yield Attack("GET with everything in the query", query, b"", good, query, "GET")
    override = {SIGNATURE: signed(path, FIELDS), "X-HTTP-Method-Override": "POST"}
    yield Attack("GET that says it is POST", path, headers=override, method="GET")


def _forged(path: str) -> Iterator[Attack]:
    for secret in ("", "a guess", TOKEN.upper(), TOKEN + "\n", TOKEN[:-1]):
        yield Attack(
            f"secret {secret!r}", path, headers={SIGNATURE: signed(path, FIELDS, secret or " ")}
        )
    right = signed(path, FIELDS)
    for name, wrong in {
        "cut short": right[:-2],
        "twice": right + right,
        "in another case": right.swapcase(),
        "with a space": right + " x",
        "as SHA-256": signed(path, FIELDS, how="sha256"),
        "as SHA-512": signed(path, FIELDS, how="sha512"),
        "hexadecimal": base64.b64decode(right).hex(),
        "very long": "A" * 8000,
        "not ASCII": "ñ" * 28,
        "a list": f"{right},{right}",
    }.items():
        yield Attack(f"signature {name}", path, headers={SIGNATURE: wrong})
    changed = urlencode({**FIELDS, "From": "+447700900999"}).encode()
    yield Attack("another sender", path, changed, {SIGNATURE: right})
    added = urlencode({**FIELDS, "Extra": "1"}).encode()
    yield Attack("a field added", path, added, {SIGNATURE: right})
    dropped = urlencode({k: v for k, v in FIELDS.items() if k != "Body"}).encode()
    yield Attack("a field dropped", path, dropped, {SIGNATURE: right})
    doubled = urlencode([*FIELDS.items(), ("Body", "something else")]).encode()
    yield Attack("a field twice", path, doubled, {SIGNATURE: right})


def _moved(path: str) -> Iterator[Attack]:
    elsewhere = "/twilio/sms" if path != "/twilio/sms" else "/twilio/voice"
    yield Attack("of another route", path, headers={SIGNATURE: signed(elsewhere, FIELDS)})
    right = {SIGNATURE: signed(path, FIELDS)}
    yield Attack("a query added", f"{path}?turn=9", headers=right, raw=f"{path}?turn=9")
    yield Attack("an empty query added", path, headers=right, raw=f"{path}?x=")
    last = path[-1]
    encoded = f"{path[:-1]}%{ord(last):02x}"
    yield Attack("the path re-encoded", path, headers=right, raw=encoded)
    yield Attack("the path doubled", path, headers=right, raw="/" + path)
    yield Attack("a dot in the path", path, headers=right, raw=path.replace("/twilio", "/./twilio"))
    upper = {SIGNATURE: signed(path, FIELDS, base=BASE.upper())}
    yield Attack("another host", path, headers={**upper, "Host": "LINE.EXAMPLE"})
    for base in ("http://line.example", "https://evil.example", "https://line.example.evil"):
        other = signed(path, FIELDS, base=base)
        named = {"Host": base.partition("//")[2], "X-Forwarded-Host": base.partition("//")[2]}
        yield Attack(f"signed for {base}", path, headers={SIGNATURE: other, **named})
    query = f"{path}?a=1&b=2"
    yield Attack(
        "the query in another order", query, headers={SIGNATURE: signed(f"{path}?b=2&a=1", FIELDS)},
        raw=query,
    )  # fmt: skip


def _other_bodies(path: str) -> Iterator[Attack]:
    right = {SIGNATURE: signed(path, FIELDS)}
    yield Attack("JSON", path, b'{"Body": "x"}', right, kind="application/json")
    body = b'{"Body": "x"}'
    digest = f"{path}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    good = {SIGNATURE: signed(digest, {})}
    yield Attack("JSON with its digest", digest, body, good, digest, kind="application/json")
    yield Attack("a form with its digest", digest, body, good, digest)
    yield Attack("plain text", path, urlencode(FIELDS).encode(), right, kind="text/plain")
    yield Attack("no type", path, urlencode(FIELDS).encode(), right, kind="")
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in FIELDS.items()
    )
    yield Attack(
        "in parts", path, (parts + "--b--\r\n").encode(), right,
        kind="multipart/form-data; boundary=b",
    )  # fmt: skip
    yield Attack("XML", path, b"<Body>x</Body>", right, kind="application/xml")
    yield Attack("bytes that are no text", path, bytes(range(256)), right)


def _odd_headers(path: str) -> Iterator[Attack]:
    right = signed(path, FIELDS)
    for said in (
        "key=k1,algorithm=HMAC_SHA256", "key=k1,algorithm=NONE", "key=,algorithm=", "algorithm=",
        "=", ",,,", "key", "key=k1,key=k2", "x" * 5000,
    ):  # fmt: skip
        if said not in ("=", ",,,", "key", "x" * 5000):
            yield Attack(f"settings {said[:30]}", path, headers={SIGNATURE: right, SETTINGS: said})
        yield Attack(
            f"settings {said[:30]}, unsigned", path, headers={SETTINGS: said, SIGNATURE: "AAAA"}
        )
    for name in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "Forwarded"):
        yield Attack(f"{name} instead of a signature", path, headers={name: "/healthz"})
