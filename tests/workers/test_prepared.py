"""Prepared texts: the pack's words, to somebody who allowed texts, sent once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from redis import Redis

from flows.conversation import Wishes
from flows.pack import load
from tests.support.queueing import NOW, NUMBER, PLAIN, VAULT, FakeGateway, keep, person_of, turn_of
from workers.callback_queue import CallbackQueue, LeaseLost
from workers.callbacks import Callback, deleted
from workers.errors import TextRefused
from workers.outbox import Outbox
from workers.prepared import ANSWER, NEUTRAL, PreparedTexts, why_not
from workers.sending import send
from workers.store import Committed, Store

PACK = load()
MISSED = "neutral_missed"
AGAIN = "prepared_ring_again"


@pytest.fixture(name="texts")
def _texts(redis: Redis) -> PreparedTexts:
    return PreparedTexts(redis, VAULT, PACK)


def held(
    store: Store,
    queue: CallbackQueue,
    number: str = NUMBER,
    *,
    asked: bool = True,
    **wishes: object,
) -> Callback:
    """A callback with these wishes, which ann holds."""
    kept = replace(keep(PLAIN, asked=asked), wishes=Wishes(**{"may_text": True, **wishes}))  # type: ignore[arg-type]
    done = store.commit_turn(turn_of(store, "SM1", number, kept=kept))
    assert isinstance(done, Committed)
    assert done.callback is not None
    return queue.claim(done.callback.reference, "ann", NOW)


def test_it_goes_by_the_outbox_and_is_on_record(
    store: Store, queue: CallbackQueue, texts: PreparedTexts, outbox: Outbox
) -> None:
    """Written once however often it is pressed; shown with the conversation and in the history."""
    callback = held(store, queue)
    ring = [texts.send(callback.reference, callback.fence, "ann", MISSED, NOW) for _ in range(3)]
    assert len(set(ring)) == 1
    gateway = FakeGateway()
    for member in ring:
        send(outbox, gateway, member.partition(":")[2], NOW)
    ((to, words, tag),) = gateway.taken
    assert (to, words) == (NUMBER, PACK.lines[MISSED].sms)
    outbox.apply_status(tag, "delivered", "", NOW)
    assert [view.state for view in outbox.of_person(person_of())] == ["delivered"]
    assert [entry.text for entry in store.transcript(person_of()) if entry.who == "officer"] == [
        words
    ]
    line = queue.history(callback.reference)[-1]
    assert (line.what, line.by, line.detail) == ("texted", "ann", MISSED)


@pytest.mark.parametrize(
    ("wishes", "asked", "telling"),
    [({}, True, True), ({}, False, False), ({"shared_phone": True}, True, False)],
)
def test_only_who_asked_is_told_what_it_is_about(
    store: Store,
    queue: CallbackQueue,
    texts: PreparedTexts,
    wishes: dict[str, object],
    asked: bool,
    telling: bool,
) -> None:
    """Law 11: unasked, or on a shared phone, nothing but neutral words is offered or taken."""
    callback = held(store, queue, asked=asked, **wishes)
    offered = [text.line for text in texts.choices(callback)]
    assert MISSED in offered
    assert ANSWER not in offered
    assert (AGAIN in offered) is telling
    assert all(text.neutral == text.line.startswith(NEUTRAL) for text in texts.choices(callback))
    if not telling:
        with pytest.raises(TextRefused):
            texts.send(callback.reference, callback.fence, "ann", AGAIN, NOW)


@pytest.mark.parametrize("allowed", [None, False])
def test_nobody_is_texted_who_did_not_allow_it(
    store: Store, queue: CallbackQueue, texts: PreparedTexts, allowed: bool | None
) -> None:
    """No answer is not a yes."""
    callback = held(store, queue, may_text=allowed)
    with pytest.raises(TextRefused, match=r"yes|no"):
        texts.send(callback.reference, callback.fence, "ann", MISSED, NOW)


def test_stop_is_the_last_word(
    store: Store, queue: CallbackQueue, texts: PreparedTexts, outbox: Outbox
) -> None:
    """Whoever stopped our texts gets none, whatever they allowed before."""
    callback = held(store, queue)
    store.commit_turn(turn_of(store, "SM2", stop_texts=True))
    with pytest.raises(TextRefused, match="stopped"):
        texts.send(callback.reference, callback.fence, "ann", MISSED, NOW)
    assert outbox.of_person(person_of()) == ()
    assert why_not(callback, texts_stopped=True)


def test_a_landline_is_not_texted(store: Store, queue: CallbackQueue, texts: PreparedTexts) -> None:
    """A machine would read it aloud to whoever picks up."""
    callback = held(store, queue, "+441134960000")
    with pytest.raises(TextRefused, match="cannot be texted"):
        texts.send(callback.reference, callback.fence, "ann", MISSED, NOW)


def test_who_asked_to_be_deleted_is_left_alone(store: Store, queue: CallbackQueue) -> None:
    """The wish stands before everything."""
    assert why_not(deleted(held(store, queue), NOW))


def test_only_who_holds_it_sends(
    store: Store, queue: CallbackQueue, texts: PreparedTexts, outbox: Outbox
) -> None:
    """By the newest fence; a line that is no prepared text is refused."""
    callback = held(store, queue)
    with pytest.raises(LeaseLost):
        texts.send(callback.reference, callback.fence + 1, "ann", MISSED, NOW)
    with pytest.raises(TextRefused):
        texts.send(callback.reference, callback.fence, "ann", "welcome", NOW)
    assert outbox.of_person(person_of()) == ()
