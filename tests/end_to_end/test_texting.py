"""By text, the whole way: from a first word to a callback that admissions see."""

from __future__ import annotations

from tests.support.running import ON_DUTY, Running, eventually


def _reference(answer: str) -> str:
    """The reference in a confirmation, such as H7K-4RM."""
    words = [word.strip(".,") for word in answer.split()]
    return next(word for word in words if len(word) == 7 and word[3] == "-")


def test_a_first_word_is_answered_with_999_and_the_menu(service: Running) -> None:
    """Somebody who texts the keyword reads where to turn in danger, and what there is."""
    answer = service.texts("+447700900101", "KET")

    assert "999" in answer
    assert "1 " in answer


def test_a_question_about_the_bladder_is_answered(service: Running) -> None:
    """The topic that was asked for comes in the same answer."""
    assert "bladder" in service.texts("+447700900102", "KET", "bladder").casefold()


def test_a_call_tomorrow_evening_is_kept_for_tomorrow_evening(service: Running) -> None:
    """A callback asked for by text stands in the queue, not to be rung before it was wanted."""
    number = "+447700900103"
    answer = service.texts(number, "KET", "CALL", "Sam", "tomorrow evening", "yes", "no", "yes")
    reference = _reference(answer)
    kept = next(c for c in service.queue() if c["ref"] == reference)

    assert (kept["level"], kept["asked"], kept["channel"]) == ("none", True, "sms")
    assert kept["not_before"] > kept["waiting_since"]


def test_danger_is_answered_at_once_and_stands_first(service: Running) -> None:
    """A friend who will not wake: 999 in the same answer, first in the queue, on duty told."""
    service.texts("+447700900104", "KET", "call me please")
    answer = service.text("+447700900105", "my mate wont wake up")
    first = service.queue()[0]
    told = eventually(lambda: service.received(ON_DUTY), bool)

    assert "999" in answer[0]
    assert (first["level"], first["kind"]) == ("red", "overdose")
    assert any(first["ref"] in text for text in told)
    assert not any("wake" in text or "900105" in text for text in told)


def test_the_same_delivery_again_changes_nothing(service: Running) -> None:
    """A text that is delivered twice gets the same answer, and one callback."""
    number, sid = "+447700900106", "SM" + "6" * 32
    first = service.text(number, "he has collapsed and his lips are blue", sid=sid)
    open_before = len(service.queue())
    again = service.text(number, "he has collapsed and his lips are blue", sid=sid)

    assert again == first
    assert len(service.queue()) == open_before


def test_taken_back_it_is_gone(service: Running) -> None:
    """NO CALL takes an ordinary callback back."""
    number = "+447700900107"
    before = {c["ref"] for c in service.queue()}
    service.texts(number, "KET", "CALL")
    opened = {c["ref"] for c in service.queue()} - before
    service.texts(number, "NO CALL")

    assert len(opened) == 1
    assert opened.isdisjoint(c["ref"] for c in service.queue())
