"""Nobody but Twilio gets in, over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
import requests

from tests.support.running import Running

FORM = {"MessageSid": "SM" + "9" * 32, "From": "+447700900301", "Body": "call me", "NumMedia": "0"}


def _signed(url: str, secret: str) -> dict[str, str]:
    text = url + "".join(name + FORM[name] for name in sorted(FORM))
    mac = hmac.new(secret.encode(), text.encode(), hashlib.sha1)
    return {"X-Twilio-Signature": base64.b64encode(mac.digest()).decode()}


@pytest.mark.parametrize("path", ["sms", "voice", "voice/answer", "status/message", "status/call"])
def test_unsigned_and_forged_are_turned_away(service: Running, path: str) -> None:
    """Without a signature, or with one made with another secret, the answer is 403."""
    url = f"http://127.0.0.1:{service.environment['PORT']}/twilio/{path}"
    before = len(service.queue())

    assert requests.post(url, data=FORM, timeout=10).status_code == 403
    headers = _signed(url, "not the token")
    assert requests.post(url, data=FORM, headers=headers, timeout=10).status_code == 403
    assert len(service.queue()) == before
