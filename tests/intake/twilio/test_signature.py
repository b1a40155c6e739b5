"""Only what Twilio signed gets in, whatever the URL looks like and however the secret rotates."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from intake.twilio.signature import Signatures, SigningKey

BASE = "https://line.example"
TOKEN = "12345"


def sign(target: str, fields: dict[str, str], secret: str = TOKEN, digest: str = "sha1") -> str:
    """The signature as the platform's documentation describes it, written out on purpose."""
    text = BASE + target + "".join(name + fields[name] for name in sorted(fields))
    mac = hmac.new(secret.encode(), text.encode(), getattr(hashlib, digest))
    return base64.b64encode(mac.digest()).decode()


def request(target: str, fields: dict[str, str], **headers: str) -> Request:
    """A request whose raw target is exactly `target`, as a server would hand it over."""
    builder = EnvironBuilder(
        path=target.partition("?")[0],
        method="POST",
        data=fields,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    environ = builder.get_environ()
    environ["QUERY_STRING"] = target.partition("?")[2]
    environ["RAW_URI"] = target
    return Request(environ)


FIELDS = {"MessageSid": "SM1", "Body": "can't wake her £ 😢", "FromCity": ""}


@pytest.mark.parametrize(
    "target",
    [
        "/twilio/sms",
        "/twilio/voice/answer?at=menu&tries=1&turn=2",
        "/twilio/sms?next=%2Fmenu",
        "/twilio/sms?t=12%3A30&a=%40b",
        "/twilio/sms?a=it%27s&tok=a%2Cb%7E",
        "/twilio/sms?a=caf%C3%A9&b=%e9",
        "/twilio/caf%C3%A9",
        "/twilio/sms?empty=",
    ],
)
def test_the_raw_target_is_what_was_signed(target: str) -> None:
    """The signature holds for the target as it was sent, never for one decoded and re-encoded."""
    asked = request(target, FIELDS, X_Twilio_Signature=sign(target, FIELDS))

    assert Signatures(BASE, [TOKEN]).vouch_for(asked)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, "no signature"),
        ({"X_Twilio_Signature": ""}, "empty signature"),
        ({"X_Twilio_Signature": "AAAA"}, "a wrong one"),
        ({"X_Twilio_Signature": sign("/twilio/sms", FIELDS, "other")}, "another secret"),
        ({"X_Twilio_Signature": sign("/twilio/voice", FIELDS)}, "another route"),
        ({"X_Twilio_Signature": sign("/twilio/sms", {"Body": "x"})}, "another body"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_anything_else_is_refused(headers: dict[str, str], why: str) -> None:
    """Unsigned, forged or moved requests are not vouched for, and raise nothing."""
    asked = request("/twilio/sms", FIELDS, **headers)

    assert not Signatures(BASE, [TOKEN]).vouch_for(asked), why


def test_the_host_header_counts_for_nothing() -> None:
    """A request for another host, signed for that host, is refused: the base URL is ours."""
    signature = sign("/twilio/sms", FIELDS)
    asked = request("/twilio/sms", FIELDS, Host="evil.example", X_Twilio_Signature=signature)

    assert Signatures(BASE, [TOKEN]).vouch_for(asked)
    assert not Signatures("https://evil.example", [TOKEN]).vouch_for(asked)


def test_two_tokens_are_good_while_rotating() -> None:
    """While a token rotates, requests signed with the old and with the new one are let in."""
    signatures = Signatures(BASE, ["new", "old"])

    for secret in ("new", "old"):
        asked = request(
            "/twilio/sms", FIELDS, X_Twilio_Signature=sign("/twilio/sms", FIELDS, secret)
        )
        assert signatures.vouch_for(asked)


@pytest.mark.parametrize(
    ("settings", "good"),
    [
        ("key=k1,algorithm=HMAC_SHA256", True),
        ("key=k2,algorithm=HMAC_SHA256", False),
        ("key=k1,algorithm=HMAC_SHA1", False),
        ("key=k1,algorithm=NONE", False),
        ("key=k1", False),
        ("algorithm=HMAC_SHA256", False),
    ],
)
def test_a_shared_key_signs_with_its_own_algorithm(settings: str, good: bool) -> None:
    """A shared key is known by its id and only with the algorithm it was made for."""
    signature = sign("/twilio/sms", FIELDS, "shared", "sha256")
    asked = request(
        "/twilio/sms",
        FIELDS,
        X_Twilio_Signature=signature,
        X_Twilio_Webhooks_Signature_Settings=settings,
    )
    signatures = Signatures(BASE, [TOKEN], [SigningKey("k1", "HMAC_SHA256", "shared")])

    assert signatures.vouch_for(asked) is good


def test_json_is_never_vouched_for() -> None:
    """A body that is not a form is refused, whatever its signature covers."""
    builder = EnvironBuilder(path="/twilio/sms", method="POST", json={"Body": "x"})
    asked = Request(builder.get_environ())
    asked.environ["HTTP_X_TWILIO_SIGNATURE"] = sign("/twilio/sms", {})

    assert not Signatures(BASE, [TOKEN]).vouch_for(asked)
