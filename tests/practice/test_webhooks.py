"""How a webhook is made: its signature, its patience, and when it is tried again."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from practice.overrides import patience
from practice.signature import Signer, body_digest, signature
from practice.webhooks import Webhook, Webhooks
from practice.wire import Unanswered
from tests.practice.service import TOKEN, Reply, Service

PLAIN = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
)
MY_PHP = "mycompany.com/myapp.php?foo=1&bar=2"
VECTORS = {
    "plain": (f"https://{MY_PHP}", PLAIN, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    "port 443": (
        "https://mycompany.com:443/myapp.php?foo=1&bar=2",
        PLAIN,
        "kvajT1Ptam85bY51eRf/AJRuM3w=",
    ),
    "port 80": (
        "http://mycompany.com:80/myapp.php?foo=1&bar=2",
        PLAIN,
        "0ZXoZLH/DfblKGATFgpif+LLRf4=",
    ),
    "another port": (
        "http://mycompany.com:1234/myapp.php?foo=1&bar=2",
        PLAIN,
        "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
    ),
}


@pytest.mark.parametrize(("url", "fields", "wanted"), VECTORS.values(), ids=VECTORS.keys())
def test_the_public_vectors(url: str, fields: tuple[tuple[str, str], ...], wanted: str) -> None:
    """The signature is the one that the platform's own test suites expect (token 12345)."""
    assert signature("12345", url, fields) == wanted


SHAPES = {
    "nothing": (),
    "blank": (("ToCity", ""), ("Body", "")),
    "duplicates": (("A", "2"), ("A", "1"), ("A", "2")),
    "not ascii": (("Body", "naïve £ 😢\n"),),
    "upper before lower": (("b", "1"), ("B", "2"), ("a", "3")),
}


@pytest.mark.parametrize("fields", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("target", ["/x", "/x?a=%2F%7E&b=it%27s", "/caf%C3%A9?e="])
def test_the_official_validator_agrees(target: str, fields: tuple[tuple[str, str], ...]) -> None:
    """Whatever the shape, the official validator takes what is signed here, and nothing else."""
    url = f"https://line.example{target}"
    signed = Signer(TOKEN).headers(url, fields)["X-Twilio-Signature"]
    official = RequestValidator(TOKEN)
    grouped = MultiDict(fields)

    assert official.validate(url, grouped, signed)
    assert not official.validate(url + "x", grouped, signed)
    assert not RequestValidator("another").validate(url, grouped, signed)


def test_a_shared_signing_key() -> None:
    """A signing key names itself and its algorithm, and is not the token."""
    url = "https://line.example/x"
    headers = Signer(TOKEN, ("key1", "HMAC_SHA256", "s3cret")).headers(url, PLAIN)
    signed = headers["X-Twilio-Signature"]

    assert headers["X-Twilio-Webhooks-Signature-Settings"] == "key=key1,algorithm=HMAC_SHA256"
    assert RequestValidator("s3cret").validate(url, dict(PLAIN), signed, "HMAC_SHA256")


def test_a_digest_of_a_body() -> None:
    """A JSON body is signed by its digest in the URL."""
    body = b'{"a": 1}'
    url = f"https://line.example/x?bodySHA256={body_digest(body)}"

    assert RequestValidator(TOKEN).validate(url, body.decode(), signature(TOKEN, url, ()))


def test_a_get_signs_its_whole_address(service: Service) -> None:
    """With GET the fields stand in the query, and the address alone is signed."""
    service.answers("/x", "")
    Webhooks(Signer(TOKEN)).ask(Webhook(f"{service.url}/x?a=1", (("B", "é /"),), "GET"))

    assert service.told[0].target == "/x?a=1&B=%C3%A9+%2F"
    assert service.told[0].genuine


def test_the_fragment_is_neither_sent_nor_signed(service: Service) -> None:
    """Connection overrides stay at home."""
    service.answers("/x", "")
    Webhooks(Signer(TOKEN)).ask(Webhook(f"{service.url}/x#rc=2&rp=all", PLAIN))

    assert service.told[0].target == "/x"
    assert service.told[0].genuine


def test_the_usual_patience() -> None:
    """Five seconds to connect, fifteen to answer and in all; one retry, on connecting only."""
    usual = patience("https://line.example/x")

    assert (usual.connect, usual.read, usual.total, usual.retries) == (5.0, 15.0, 15.0, 1)
    assert [k for k in ("ct", "rt", "4xx", "5xx") if usual.tries_again_after(k)] == ["ct"]


def test_overrides_keep_within_their_ranges() -> None:
    """Figures beyond the range are brought back into it; unknown policies are passed over."""
    asked = patience("https://line.example/x#ct=1&rt=99999&tt=2000&rc=9&rp=5xx,never")

    assert (asked.connect, asked.read, asked.total, asked.retries) == (0.1, 15.0, 2.0, 5)
    assert asked.after == {"5xx"}


def ask(url: str) -> Unanswered:
    """Ask, and fail."""
    with pytest.raises(Unanswered) as failed:
        Webhooks(Signer(TOKEN)).ask(Webhook(url, PLAIN))
    return failed.value


@pytest.mark.parametrize(
    ("override", "times"),
    [("", 1), ("#rp=5xx", 2), ("#rc=3&rp=5xx", 4), ("#rc=3&rp=4xx", 1), ("#rc=0&rp=all", 1)],
)
def test_when_a_bad_answer_is_tried_again(service: Service, override: str, times: int) -> None:
    """A 500 is final unless the address says otherwise; each try is the same request."""
    service.answers("/x", Reply(status=500))
    failed = ask(f"{service.url}/x{override}")

    assert (failed.code, failed.kind, len(service.told)) == (11200, "5xx", times)
    assert len({t.headers["I-Twilio-Idempotency-Token"] for t in service.told}) == 1


def test_a_retry_can_succeed(service: Service) -> None:
    """What the second try brings is the answer."""
    service.answers("/x", Reply(status=500), Reply("<Response/>"))
    fetched = Webhooks(Signer(TOKEN)).ask(Webhook(f"{service.url}/x#rp=5xx", PLAIN))

    assert fetched.body == b"<Response/>"


def test_a_slow_answer(service: Service) -> None:
    """An answer that takes longer than it may is none, and is not asked for again."""
    service.answers("/x", Reply(after=0.6))
    failed = ask(f"{service.url}/x#rt=200")

    assert (failed.code, failed.kind, len(service.told)) == (11200, "rt", 1)


def test_all_tries_together_have_their_time(service: Service) -> None:
    """The total covers every try."""
    service.answers("/x", Reply(after=0.5))
    began = time.monotonic()
    ask(f"{service.url}/x#rt=200&tt=500&rc=5&rp=rt")

    assert time.monotonic() - began < 1.0
    assert len(service.told) <= 3


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address where a connection is never made: nobody takes the calls that wait there."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        time.sleep(0.1)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for filler in fillers:
            filler.close()


@pytest.mark.parametrize(("override", "least"), [("#ct=200", 0.4), ("#ct=200&rc=3", 0.8)])
def test_a_connection_that_is_never_made(deaf: str, override: str, least: float) -> None:
    """A connect timeout, and only that, is tried again without being asked to."""
    began = time.monotonic()
    failed = ask(deaf + override)

    assert (failed.code, failed.kind) == (11205, "ct")
    assert least <= time.monotonic() - began < least + 0.5


NOWHERE = {
    "http://127.0.0.1:1/x": 11205,
    "http://nowhere.invalid/x": 11210,
    "ftp://line.example/x": 11100,
    "": 11100,
}


@pytest.mark.parametrize(("url", "code"), NOWHERE.items())
def test_addresses_that_lead_nowhere(url: str, code: int) -> None:
    """Each kind of dead address has its own code."""
    assert ask(url).code == code


def test_redirects_without_end(service: Service) -> None:
    """A circle of redirects is given up."""
    service.answers("/x", Reply(status=307, location="/x"))

    assert ask(f"{service.url}/x").code == 11215
    assert all(told.genuine for told in service.told)
