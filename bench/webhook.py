"""Our SMS webhook beside the least honest one: the same server, the same Redis, in turns.

The two are measured one after the other, several rounds over, so that a machine that slows down
slows both; the figures are those of the middle round by requests a second.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from bench.load import Figures, drive, signed
from bench.servers import THREADS, WORKERS, gunicorn, redis

BASE_URL: Final = "https://bench.example"
TOKEN: Final = "a-token-for-measuring-only-0123456789"
ROUNDS: Final = 3
REQUESTS: Final = 1_000
CONNECTIONS: Final = 8
PEOPLE: Final = 1_000  # 07700 900xxx holds a thousand numbers

TOPIC: Final = "what does it do to your bladder"
RED: Final = "my mate wont wake up"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing measured: what is sent to which application, and what a right answer holds."""

    name: str
    application: str
    body: str
    good: Callable[[bytes], bool]


CASES: Final = (
    Case("minimal honest webhook", "bench.minimal:create_app()", TOPIC, lambda a: b"Thank" in a),
    Case("ours, a topic question", "bench.ours:create_app()", TOPIC, lambda a: b"bladder" in a),
    Case("ours, a red text", "bench.ours:create_app()", RED, lambda a: b"999" in a),
)


def environment(redis_url: str, folder: str) -> dict[str, str]:
    """What either application reads."""
    return {
        "REDIS_URL": redis_url,
        "PUBLIC_BASE_URL": BASE_URL,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_KEY_SID": "SK" + "0" * 32,
        "TWILIO_API_KEY_SECRET": "a-secret-for-measuring-only",
        "SECRET_KEY": "a-secret-for-measuring-only",
        "DATA_KEYS": "a-data-key-for-measuring-only",
        "LOOKUP_KEY": "a-lookup-key-for-measuring-only",
        "SMS_NUMBER": "60000",
        "CALLER_ID": "+441134960000",
        "DATA_DIR": folder,
    }


def report() -> str:
    """The table of requests a second and times, and the ratios wanted of them."""
    rounds: dict[str, list[Figures]] = {case.name: [] for case in CASES}
    for number in range(ROUNDS):
        for case in CASES:
            rounds[case.name].append(_measured(case, number))
    middle = {name: sorted(found, key=_speed)[ROUNDS // 2] for name, found in rounds.items()}
    least = middle[CASES[0].name]
    rows = [_row(name, figures, least, rounds[name]) for name, figures in middle.items()]
    head = [
        f"Signed `POST /twilio/sms`, gunicorn gthread {WORKERS} workers x {THREADS} threads, "
        f"{CONNECTIONS} connections, {REQUESTS:,} requests a round, middle of {ROUNDS} rounds; "
        "Redis appendonly, appendfsync always, on the same machine as the driver.",
        "",
        "| | requests/s | of minimal | p50 ms | p99 ms | slowest and fastest round | wrong |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join([*head, *rows])


def _measured(case: Case, number: int) -> Figures:
    warm, timed = _requests(case, number, "w", 300), _requests(case, number, "t", REQUESTS)
    with _served(case) as port:
        drive(port, warm, CONNECTIONS, case.good)
        return drive(port, timed, CONNECTIONS, case.good)


@contextmanager
def _served(case: Case) -> Iterator[int]:
    with (
        redis() as url,
        tempfile.TemporaryDirectory() as folder,
        gunicorn(case.application, environment(url, folder)) as port,
    ):
        yield port


def _requests(case: Case, number: int, part: str, count: int) -> list[bytes]:
    return [signed(BASE_URL, TOKEN, fields(case.body, f"{number}{part}", n)) for n in range(count)]


def fields(body: str, mark: str, n: int) -> dict[str, str]:
    """The fields of one text, as many as Twilio sends."""
    return {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": f"SM{mark}{n:028d}",
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": f"SM{mark}{n:028d}",
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "GB",
        "To": "60000",
        "NumSegments": "1",
        "MessageSid": f"SM{mark}{n:028d}",
        "AccountSid": "AC" + "0" * 32,
        "From": f"+447700900{n % PEOPLE:03d}",
        "ApiVersion": "2010-04-01",
    }


def _row(name: str, figures: Figures, least: Figures, rounds: list[Figures]) -> str:
    speeds = sorted(found.per_second for found in rounds)
    wrong = sum(found.wrong for found in rounds)
    return (
        f"| {name} | {figures.per_second:,.0f} | {figures.per_second / least.per_second:.2f} "
        f"| {figures.p50:.1f} | {figures.p99:.1f} | {speeds[0]:,.0f} to {speeds[-1]:,.0f} "
        f"| {wrong} |"
    )


def _speed(figures: Figures) -> float:
    return figures.per_second
