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
    raised = _struct(len(row)).pack(*(number + _HALF for number in row))
    return int.from_bytes(raised, "little") - _halves(len(row))


def unpacked(rows: int, lanes: int) -> tuple[int, ...]:
    """The numbers of a row, or of a sum of rows, of that many lanes."""
    raw = (rows + _halves(lanes)).to_bytes(lanes * _BITS // 8, "little")
    return tuple(number - _HALF for number in _struct(lanes).unpack(raw))


@cache
def _halves(lanes: int) -> int:
    """Half of the range in each lane: what makes every number of a row positive."""
    return sum(_HALF << (_BITS * lane) for lane in range(lanes))


@cache
def _struct(lanes: int) -> Struct:
    return Struct(f"<{lanes}I")
