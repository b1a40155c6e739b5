"""Erased is erased everywhere: Redis and its file, Twilio, the spool; a hash alone is left."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.parts import Parts, erased_list
from intake.runtime import worker_context
from intake.settings import Settings
from intake.spool import Spool, Spooled
from tests.intake.commands.conftest import Helpline
from tests.intake.house import House
from tests.support.practising import Practising
from tests.support.redis_server import RedisServer
from workers import due, keys
from workers.forgetting import AGAIN, BEGINS_AFTER, written_down
from workers.jobs import do

TEXTER = "+447700900321"
OTHER = "+447700900322"
SENTENCE = "what does it do to your bladder and to zebras"


@pytest.fixture(name="given")
def _given(given: dict[str, Any], practice: Practising) -> dict[str, Any]:
    return {**given, "twilio_api_url": practice.url}


def at_twilio(practice: Practising, number: str) -> int:
    """How many texts and calls with this number Twilio keeps."""
    api = practice.client()
    texts = [*api.messages.list(from_=number), *api.messages.list(to=number)]
    return len(texts) + len(api.calls.list(from_=number))


def known(practice: Practising, house: House, number: str) -> None:
    """Somebody who texted and rang, here and at Twilio."""
    house.text(SENTENCE, sid=practice.text(number, SENTENCE), number=number)
    practice.ring(number, to="+441134960005")


def test_twilio_keeps_nothing_of_them(
    helpline: Helpline, practice: Practising, house: House
) -> None:
    """The command deletes Twilio's copies at once, and nobody else's."""
    known(practice, house, TEXTER)
    known(practice, house, OTHER)
    done = helpline("erase", stdin="07700 900321\n")

    assert done.exit_code == 0, done.stderr
    assert (done.stdout, done.stderr) == ("Erased.\n", "")
    assert at_twilio(practice, TEXTER) == 0
    assert at_twilio(practice, OTHER) == 2


def test_a_text_that_says_delete_reaches_twilio_too(
    given: dict[str, Any], practice: Practising, house: House, parts: Parts
) -> None:
    """The clock has the rest done within the promised time; then no number is kept anywhere."""
    known(practice, house, TEXTER)
    house.text("DELETE", number=TEXTER)
    house.text("yes", number=TEXTER)
    person = parts.vault.person(TEXTER)
    assert parts.store.erasures.waiting() == 1
    context = worker_context(Settings(_env_file=None, **given), lambda: house.clock.at)
    house.clock.pass_time(BEGINS_AFTER)
    do(context, due.forget(person))

    assert at_twilio(practice, TEXTER) == 0
    assert parts.store.erasures.waiting() == 0
    assert [e.person for e in written_down(erased_list(parts.settings))] == [person]
    assert parts.redis.zscore(keys.DUE, due.forget(person)) is None


def test_twilio_away_is_tried_again(
    given: dict[str, Any], practice: Practising, house: House, parts: Parts, helpline: Helpline
) -> None:
    """Nothing is given up: it is due again in ten minutes, and then done."""
    known(practice, house, TEXTER)
    away = helpline("erase", stdin=TEXTER, twilio_api_url="http://127.0.0.1:1")
    person = parts.vault.person(TEXTER)

    assert "the worker goes on until they are" in away.stderr
    assert parts.store.erasures.number(person) == TEXTER
    score = parts.redis.zscore(keys.DUE, due.forget(person))
    assert score is not None
    assert score / 1000 - time.time() > AGAIN.total_seconds() - 30  # noqa: TID251 - Redis' own
    do(worker_context(Settings(_env_file=None, **given)), due.forget(person))
    assert at_twilio(practice, TEXTER) == 0
    assert parts.store.erasures.waiting() == 0


def test_an_open_callback_comes_first(
    given: dict[str, Any], practice: Practising, house: House, parts: Parts, helpline: Helpline
) -> None:
    """Law 5: while red waits for an officer Twilio's copies stay, too; with its closing they go."""
    words = "my mate wont wake up and his lips are blue"
    house.text(words, sid=practice.text(TEXTER, words), number=TEXTER)
    (red,) = parts.queue.open_callbacks(parts.now(), 10)
    done = helpline("erase", stdin=TEXTER)
    context = worker_context(Settings(_env_file=None, **given))
    do(context, due.forget(red.person))
    assert "stays until an officer closes it" in done.stdout
    assert at_twilio(practice, TEXTER) == 1

    fence = parts.queue.claim(red.reference, "ann", parts.now()).fence
    parts.queue.close(red.reference, fence, "ann", "reached", parts.now())
    do(context, due.forget(red.person))
    assert at_twilio(practice, TEXTER) == 0


def test_what_waits_on_the_disk_goes(helpline: Helpline, parts: Parts) -> None:
    """A request of theirs in the spool, damaged or not, is not taken any more."""
    spool = Spool(parts.settings.data_dir / "spool", parts.vault)
    form = (("MessageSid", "SM1"), ("From", TEXTER), ("Body", SENTENCE))
    spool.keep(Spooled("/twilio/sms", form, 1), parts.vault.person(TEXTER))
    spool.keep(Spooled("/twilio/sms", form, 2), parts.vault.person(TEXTER))
    spool.keep(Spooled("/twilio/sms", form, 3), parts.vault.person(OTHER))
    spool.set_aside(next(path for path, _ in spool.oldest_first()))
    done = helpline("erase", stdin=TEXTER)

    assert done.stdout == "Erased.\n"
    assert (spool.waiting(), spool.aside()) == (1, 0)


def test_the_file_of_redis_forgets(
    helpline: Helpline, given: dict[str, Any], practice: Practising, tmp_path: Path
) -> None:
    """After the rewriting no trace of what was sealed is in the append-only file."""
    with RedisServer() as server:
        settings = {**given, "redis_url": server.url}
        from intake.parts import build_parts

        parts = build_parts(Settings(_env_file=None, **settings), timeout=5.0)
        person = parts.vault.person(TEXTER)
        marker = b"a sealed value that is only here"
        parts.redis.rpush(keys.transcript(person), marker)
        assert marker in server.files()
        helpline("erase", stdin=TEXTER, redis_url=server.url)
        deadline = time.monotonic() + 10
        while marker in server.files():
            assert time.monotonic() < deadline, "the append-only file was not written anew"
            time.sleep(0.05)


def test_a_rewriting_under_way_is_waited_for() -> None:
    """One that began before the deletion would keep what was deleted: it is asked for again."""
    from redis import Redis
    from redis.exceptions import ResponseError

    from tests.support.queueing import NOW, VAULT
    from workers.forgetting import Erasures, finish

    class Busy(Redis):
        """A server that is writing its file already."""

        def bgrewriteaof(self, **_: object) -> bool:
            """As Redis says it."""
            raise ResponseError("Background append only file rewriting already in progress")

    with RedisServer() as server, Busy.from_url(server.url) as busy:
        erasures = Erasures(busy, VAULT)
        erasures.begin("somebody", TEXTER, NOW)
        assert not finish(erasures, None, None, "somebody", NOW)
        assert erasures.waiting() == 1
        assert busy.zscore(keys.DUE, "forget:somebody") == (NOW + AGAIN).timestamp() * 1000


def test_the_list_outside_redis_holds_hashes_alone(
    helpline: Helpline, house: House, practice: Practising, parts: Parts
) -> None:
    """No number is in it, and a torn line hurts nobody."""
    known(practice, house, TEXTER)
    helpline("erase", stdin=TEXTER)
    path = erased_list(parts.settings)
    with path.open("a") as file:
        file.write("torn")
    (line,) = written_down(path)

    assert line.person == parts.vault.person(TEXTER)
    assert abs(line.at - parts.now()) < timedelta(minutes=1)
    assert "900321" not in path.read_text()
