"""Packed rows add up as the numbers in them do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.lanes import packed, unpacked

ROWS = st.lists(st.lists(st.integers(-(10**6), 10**6), min_size=4, max_size=4), max_size=9)


@given(ROWS)
def test_a_sum_of_packed_rows_is_the_packed_sum(rows: list[list[int]]) -> None:
    """Lane by lane, negative numbers and all, with nothing carried from one into the next."""
    wanted = tuple(map(sum, zip(*rows, strict=True))) if rows else (0, 0, 0, 0)

    assert unpacked(sum(map(packed, rows)), 4) == wanted
