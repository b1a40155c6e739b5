"""A flood of signed nonsense: no 5xx, no hang, and every answer is one that Twilio can play."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from tests.security.fuzz_run import Found, flood
from tests.support.tried import Size, Tried

LONGEST_SECONDS: Final = 5.0  # of a processor, for one request
SEEDS: Final = (20261125, 20261126)


def test_no_signed_nonsense_breaks_it(size: Size, tried: Tried) -> None:
    """Whatever Twilio's requests are made to hold: answered within seconds, never with a 5xx, in
    well-formed TwiML of a bearable size, without one fault of ours behind it, and nothing stuck."""
    for found in _flooded(size(100_000, 1_000)):
        assert found.wrong == []
        assert found.left_on_disk == 0
        assert found.slowest < LONGEST_SECONDS
        assert found.answered + found.refused == found.sent
        assert found.answered > found.sent * 0.9

        tried("signed webhooks, bent by their structure", found.sent, "no 5xx, no hang, playable")


def _flooded(times: int) -> list[Found]:
    """By two processes when there are many to send."""
    if times < 10_000:
        return [flood(SEEDS[0], times)]
    with ProcessPoolExecutor(len(SEEDS), mp_context=get_context("spawn")) as pool:
        shares = [pool.submit(flood, seed, times // len(SEEDS)) for seed in SEEDS]
        return [share.result() for share in shares]
