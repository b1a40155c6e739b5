"""By phone, the whole way: keypad, voice and silence, from the greeting to a callback."""

from __future__ import annotations

from tests.support.running import Running


def test_the_first_sentence_names_999(service: Running) -> None:
    """Whoever rings hears at once where to turn in danger."""
    call = service.call("+447700900201")
    call.hang_up()

    assert "nine nine nine" in call.heard[0].casefold() or "999" in call.heard[0]


def test_by_keypad_to_the_bladder_and_a_callback(service: Running) -> None:
    """A caller hears about the body and asks to be rung in the evening, all by key."""
    before = {c["ref"] for c in service.queue()}
    call = service.call("+447700900202")
    call.press("2")
    heard = call.press("2")
    for key in ("3", "1", "4", "1"):
        call.press(key)
    confirmed = call.press("2")
    call.hang_up()
    opened = [c for c in service.queue() if c["ref"] not in before]

    assert "bladder" in heard.casefold()
    assert [(c["asked"], c["channel"], c["level"]) for c in opened] == [(True, "voice", "none")]
    assert "today between 5pm and 9pm" in confirmed


def test_worried_about_somebody_hears_the_advice_and_is_red(service: Running) -> None:
    """The first key gives advice at once, and a red callback."""
    before = {c["ref"] for c in service.queue()}
    call = service.call("+447700900203")
    heard = call.press("1")
    call.hang_up()
    opened = [c for c in service.queue() if c["ref"] not in before]

    assert "999" in heard or "nine nine nine" in heard.casefold()
    assert [c["level"] for c in opened] == ["red"]


def test_danger_said_aloud_is_heard_at_any_step(service: Running) -> None:
    """What is said is screened, whatever was asked."""
    call = service.call("+447700900204")
    call.press("3")
    heard = call.say("actually hes gone all blue and hes not breathing right")
    call.hang_up()

    assert "999" in heard or "nine nine nine" in heard.casefold()
    assert service.queue()[0]["level"] == "red"


def test_silence_never_meets_a_dead_end(service: Running) -> None:
    """A caller who says nothing is asked again, then put through, and is never just cut off."""
    call = service.call("+447700900205")
    heard = [call.stay_silent() for _ in range(2)]
    call.hang_up()

    assert all(heard)
    assert len(set(heard)) == len(heard)


def test_a_caller_who_drops_out_before_asking_leaves_nothing(service: Running) -> None:
    """A call that ends before anything was asked for leaves no callback."""
    before = {c["ref"] for c in service.queue()}
    call = service.call("+447700900206")
    call.press("2")
    call.hang_up()

    assert {c["ref"] for c in service.queue()} == before


def test_both_doors_are_one_person(service: Running) -> None:
    """A text and a call from one number make one callback."""
    number = "+447700900207"
    before = {c["ref"] for c in service.queue()}
    service.text(number, "KET")
    service.text(number, "CALL")
    call = service.call(number)
    call.press("1")
    call.hang_up()
    opened = [c for c in service.queue() if c["ref"] not in before]

    assert [(c["level"], c["asked"], c["channel"]) for c in opened] == [("red", True, "sms")]
