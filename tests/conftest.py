"""Options and fixtures that every room's tests may use."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden conversations are rewritten by a command, never by hand."""
    parser.addoption(
        "--rewrite-golden", action="store_true", help="make our side of the golden texts anew"
    )
