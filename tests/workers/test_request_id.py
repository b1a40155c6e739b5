"""The id of a request goes with what it leads to: from the webhook to the job to Twilio."""

from __future__ import annotations

import structlog
from redis import Redis
from structlog.contextvars import bound_contextvars
from structlog.testing import capture_logs

from tests.support.queueing import BUSY, NOW, NUMBER, VAULT, FakeGateway, commit, text_to
from workers import keys
from workers.outbox import Outbox
from workers.sending import send
from workers.store import Store


def logged(outbox: Outbox, gateway: FakeGateway) -> list[str]:
    """The request named by each line of the log while a message is sent."""
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        send(outbox, gateway, "text1", NOW)
    return [line.get("request", "") for line in lines]


def test_a_message_remembers_its_request(redis: Redis, store: Store, outbox: Outbox) -> None:
    """Every line that the worker logs about it names the request that it followed from."""
    with bound_contextvars(request="abcdefghjkmn"):
        commit(store, "SM1", outbox=(text_to(),))
    assert redis.hget(keys.outbox("text1"), "request") == b"abcdefghjkmn"
    assert logged(outbox, FakeGateway()) == ["abcdefghjkmn"]


def test_so_does_one_that_is_refused(store: Store, outbox: Outbox) -> None:
    """Trouble is where one needs it most."""
    with bound_contextvars(request="abcdefghjkmn"):
        commit(store, "SM1", outbox=(text_to(),))
    assert logged(outbox, FakeGateway(failing={NUMBER: BUSY})) == ["abcdefghjkmn"]


def test_an_entry_of_an_earlier_version_has_none(
    redis: Redis, store: Store, outbox: Outbox
) -> None:
    """What was stored before ids were kept is sent all the same."""
    commit(store, "SM1", outbox=(text_to(),))
    redis.hdel(keys.outbox("text1"), "request")
    assert logged(outbox, FakeGateway()) == [""]
    assert Outbox(redis, VAULT).counts()[("text", "sent")] == 1
