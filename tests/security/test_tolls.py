"""Nobody makes us pay: which numbers are rung and texted, how often, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from redis import Redis

from flows.numbers import read_number
from intake.gauges import gauges
from intake.runtime import gateway_of
from intake.settings import SettingsRefused, read_settings
from tests.intake.house import SECRETS, House, settings_for
from tests.support.queueing import NOW, VAULT, FakeGateway, text_to
from tests.support.tried import Tried
from workers.errors import SendFailed
from workers.gateway import NOT_REACHED, TwilioGateway
from workers.outbox import Outbox
from workers.sending import send
from workers.tolls import CEILINGS, Tolls

DEAR = (
    "+447012345678", "+447601234567", "+448431234567", "+448712345678", "+449098790123",
    "+449118790123", "+44118118", "118118", "+445601234567", "+15005550006", "+3531234567",
    "+38671234567", "+2250712345678", "+870776123456", "+882161234567", "+979123456789", "999",
    "112", "+44999", "66777", "60060", "", "anonymous", "sip:a@b.example", "client:x",
    "+447700900123;ext=1", "+447700900123,118118", "whatsapp:+447700900123", "+4477009001234",
    "+441134960000",
)  # fmt: skip


class Wire:
    """Twilio's client, which must not be used."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked of Twilio")


def closed_gateway(tmp_path: Path, **changes: Any) -> TwilioGateway:
    """The gateway as the settings make it, over a Twilio that must not be reached."""
    gateway = gateway_of(settings_for("redis://127.0.0.1:1/0", tmp_path, **changes))
    gateway._client = Wire()  # noqa: SLF001 - nothing may come this far
    return gateway


def test_dear_foreign_and_odd_numbers_are_neither_rung_nor_texted(
    tmp_path: Path, tried: Tried
) -> None:
    """Personal, premium, service, directory, satellite, foreign and short numbers, addresses that
    are none, and our own: refused before Twilio is asked, and never tried again."""
    gateway = closed_gateway(tmp_path)
    for number in DEAR:
        for act in (
            lambda to: gateway.send_text(to, "x", "a_1"),
            lambda to: gateway.place_call(to, "/twilio/voice/officer", {}),
        ):
            with pytest.raises(SendFailed) as refused:
                act(number)
            assert refused.value.code == NOT_REACHED, number
            assert not refused.value.retryable
    tried("dear, foreign, odd or own numbers rung and texted", 2 * len(DEAR), "refused unasked")


def test_no_such_number_is_taken_from_a_person(tried: Tried) -> None:
    """Nor can anybody leave one to be rung back on, typed or said."""
    left = [n for n in DEAR if "7700900" not in n and n != "+441134960000"]
    said = ["070 1234 5678", "0909 879 0123", "oh nine oh nine eight seven nine oh one two three",
            "118 118", "0871 234 5678", "00 225 07 12 34 56 78", "nine nine nine"]  # fmt: skip

    assert [read_number(number) for number in (*left, *said)] == [""] * len((*left, *said))
    tried("dear numbers left to be rung back on", len(left) + len(said), "not taken")


def test_a_landline_is_rung_but_never_texted(tmp_path: Path) -> None:
    """A text to it would be read aloud to whoever picks up."""
    gateway = closed_gateway(tmp_path)

    with pytest.raises(SendFailed):
        gateway.send_text("+442079460123", "x", "a_1")
    with pytest.raises(AssertionError, match="calls"):
        gateway.place_call("+442079460123", "/twilio/voice/officer", {})


def test_a_phone_of_staff_is_reached_wherever_it_is(tmp_path: Path) -> None:
    """Whoever set it up knows what it costs."""
    gateway = closed_gateway(tmp_path, alert_numbers="+353201234567")

    with pytest.raises(AssertionError, match="messages"):
        gateway.send_text("+353201234567", "x", "a_1")


@pytest.mark.parametrize("own", ["66777", "+441134960000", "0113 496 0000"])
def test_dialling_ourselves_is_refused_at_start(own: str) -> None:
    """Nobody is put through to a number that is answered by us."""
    with pytest.raises(SettingsRefused, match="ADMISSIONS_DIAL"):
        read_settings(**SECRETS, admissions_dial=own, _env_file=None)


def queued(outbox: Outbox, n: int, person: str, kind: str = "text") -> str:
    """Something to be sent, due now."""
    entry = replace(text_to(entry_id=f"e{n}", at=NOW), person=person, kind=kind)
    outbox.add(entry)
    return f"e{n}"


def test_texts_to_one_person_end_at_their_ceiling(redis: Redis, tried: Tried) -> None:
    """However they come to be sent: after a dozen in an hour the rest fail, by name, and are not
    tried again; in the next hour there are more, and others are not touched by it."""
    outbox, gateway, most = Outbox(redis, VAULT), FakeGateway(), CEILINGS["text"].to_one
    ids = [queued(outbox, n, "p" * 32) for n in range(most + 5)]
    other = queued(outbox, 999, "q" * 32)
    for entry_id in (*ids, other):
        send(outbox, gateway, entry_id, NOW)
    states = [view.state for view in map(outbox.get, ids) if view is not None]
    errors = {view.error for view in map(outbox.get, ids[most:]) if view is not None}
    later = queued(outbox, 1000, "p" * 32)
    send(outbox, gateway, later, NOW + timedelta(hours=1))

    assert states == ["sent"] * most + ["failed"] * 5
    assert errors == {"ceiling"}
    assert len(gateway.taken) == most + 2
    tried("texts to one person in an hour", most + 5, f"{most} went, the rest failed by name")


def test_what_all_cause_together_is_held_back_and_said(
    redis: Redis, house: House, tried: Tried
) -> None:
    """At the ceiling of all, what is to be sent waits for the next hour: it is an error in the log
    and a number in the metrics, and nothing is dropped."""
    outbox, gateway, most = Outbox(redis, VAULT), FakeGateway(), CEILINGS["text"].at_all
    redis.set(f"hi:tolls:text:{int(NOW.timestamp()) // 3600}", most - 1)
    first, second = queued(outbox, 1, "p" * 32), queued(outbox, 2, "q" * 32)
    with structlog.testing.capture_logs() as logged:
        send(outbox, gateway, first, NOW)
        send(outbox, gateway, second, NOW)
    waiting = outbox.get(second)
    house.clock.at = NOW
    metrics = gauges(house.runtime.parts, house.runtime.twilio.turns.spool).decode()
    after = NOW + timedelta(hours=1)
    send(outbox, gateway, second, after)
    gone = outbox.get(second)

    assert waiting is not None
    assert (waiting.state, waiting.error) == ("pending", "ceiling")
    assert [line["log_level"] for line in logged if line["event"] == "tolls.ceiling"] == ["error"]
    assert "helpline_sends_held 1.0" in metrics
    assert gone is not None
    assert gone.state == "sent"
    tried("texts of all in an hour, beyond their ceiling", 2, "held, said, sent the next hour")


def test_alerts_have_no_ceiling_of_one(redis: Redis) -> None:
    """A phone on duty hears of every person in danger."""
    tolls = Tolls(Outbox(redis, VAULT)._scripts)  # noqa: SLF001 - the same scripts

    assert {tolls.refused("alert", "", NOW) for _ in range(200)} == {""}
