"""Rows of whole numbers, each row in one big integer, so that whole rows are added in one go.

Python adds two such integers as quickly as two small ones, where adding row by row, number by
number, costs a step of the interpreter for each.  Each number has a lane of 32 bits: what is added
up must stay between -2**31 and 2**31.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from struct import Struct
from typing import Final

_BITS: Final = 32
_HALF: Final = 1 << (_BITS - 1)


def packed(row: Sequence[int]) -> int:
    """The row as one integer."""
    halves = _halves(len(row))
    return (int.from_bytes(_struct(len(row)).pack(*row), "little") ^ halves) - halves


def unpacked(rows: int, lanes: int) -> tuple[int, ...]:
    """The numbers of a row, or of a sum of rows, of that many lanes."""
    halves = _halves(lanes)
    return _struct(lanes).unpack(((rows + halves) ^ halves).to_bytes(lanes * _BITS // 8, "little"))


@cache
def _halves(lanes: int) -> int:
    """Half of the range in each lane: added, it makes every number of a row positive; its bits
    turned, the lane is the number as the machine writes it."""
    return sum(_HALF << (_BITS * lane) for lane in range(lanes))


@cache
def _struct(lanes: int) -> Struct:
    return Struct(f"<{lanes}i")
