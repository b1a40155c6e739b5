"""The text after a try that reached nobody: neutral, allowed, once, and by the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis

from flows.conversation import Wishes
from tests.support.queueing import NOW, NUMBER, PLAIN, VAULT, keep, person_of, turn_of
from workers.callback_queue import CallbackQueue, LeaseLost
from workers.outbox import Outbox
from workers.store import Committed, Store

WORDS = "Hi, sorry we missed you."
MINUTE = timedelta(minutes=1)


@pytest.fixture(name="texting")
def _texting(redis: Redis) -> CallbackQueue:
    return CallbackQueue(redis, VAULT, words={"neutral_missed": WORDS})


def waiting(store: Store, may_text: bool | None = True) -> str:
    """Somebody who waits, and said this about texts."""
    kept = replace(keep(PLAIN), wishes=Wishes(may_text=may_text))
    done = store.commit_turn(turn_of(store, "SM1", NUMBER, kept=kept))
    assert isinstance(done, Committed)
    assert done.callback is not None
    return done.callback.reference


def tried(queue: CallbackQueue, reference: str, result: str, n: int = 0) -> int:
    """Take it and report this; the fence it was held by."""
    now = NOW + n * MINUTE
    fence = queue.claim(reference, "ann", now).fence
    queue.attempt(reference, fence, "ann", result, now)
    return fence


def bodies(outbox: Outbox) -> list[str]:
    """What is to be sent to them."""
    return [view.body for view in outbox.of_person(person_of())]


def test_it_goes_with_the_try_and_is_on_record(
    texting: CallbackQueue, store: Store, outbox: Outbox
) -> None:
    """One script: the try, the text, what was said, the line of history."""
    reference = waiting(store)
    tried(texting, reference, "no_answer")
    assert bodies(outbox) == [WORDS]
    assert [e.text for e in store.transcript(person_of()) if e.who == "we"] == [WORDS]
    assert [(line.what, line.by) for line in texting.history(reference)][-2:] == [
        ("attempt", "ann"),
        ("texted", "clock"),
    ]


def test_only_after_the_tries_of_the_plan(
    texting: CallbackQueue, store: Store, outbox: Outbox
) -> None:
    """After the first and the third, and not when their phone was busy or they put it off."""
    reference = waiting(store)
    sent = []
    for n, result in enumerate(("later", "busy", "no_answer", "voicemail")):
        tried(texting, reference, result, n)
        sent.append(len(bodies(outbox)))
    assert sent == [0, 0, 0, 1]


@pytest.mark.parametrize("may_text", [None, False])
def test_nobody_is_texted_who_did_not_allow_it(
    texting: CallbackQueue, store: Store, outbox: Outbox, may_text: bool | None
) -> None:
    """No answer is not a yes."""
    tried(texting, waiting(store, may_text), "no_answer")
    assert bodies(outbox) == []


def test_a_form_sent_twice_texts_once(texting: CallbackQueue, store: Store, outbox: Outbox) -> None:
    """The second is refused like the try it came with."""
    reference = waiting(store)
    fence = tried(texting, reference, "no_answer")
    with pytest.raises(LeaseLost):
        texting.attempt(reference, fence, "ann", "no_answer", NOW)
    assert bodies(outbox) == [WORDS]


def test_without_words_nothing_is_sent(queue: CallbackQueue, store: Store, outbox: Outbox) -> None:
    """A pack without the line, or a queue that was given none."""
    tried(queue, waiting(store), "no_answer")
    assert bodies(outbox) == []
