"""Tables as files for a spreadsheet, which must not run what is in them.

A cell that begins like a formula is given a quote in front, so that opening the file calculates,
sends and starts nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from flask import Response

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheet(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The rows under their head, as a CSV file to be kept under `name`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return Response(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def harmless(cell: object) -> object:
    """The cell, quoted when a spreadsheet would take it for a formula; figures stay figures."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return cell
