"""What was tried and what held: sizes for long and short runs, and a table at the end.

A test of a fault or an attack asks for `tried` and says what it tried, how often, and what held.
`--full` makes the runs as long as they are meant to be; without it each is a short share, for CI.
`--table FILE` writes the table as Markdown, for docs/reliability.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

_HEAD: Final = ("tried", "times", "held", "")
_KEPT: Final = pytest.StashKey[list["Row"]]()

Tried = Callable[[str, int, str], None]
Size = Callable[[int, int], int]


@dataclass(frozen=True)
class Row:
    """One line of the table; `test` is the test that says so."""

    test: str
    what: str
    times: int
    held: str


def pytest_addoption(parser: pytest.Parser) -> None:
    """Long or short, and where the table goes."""
    parser.addoption("--full", action="store_true", help="faults and attacks in their full size")
    parser.addoption("--previous", metavar="DIR", help="a checkout of the version before this one")
    parser.addoption("--table", metavar="FILE", help="write what was tried and what held, there")


def pytest_configure(config: pytest.Config) -> None:
    """Nothing has been tried yet."""
    config.stash[_KEPT] = []
    config.addinivalue_line("markers", "in_full: part of the full run alone")


def in_full(value: object, alone: bool) -> Any:
    """A parameter that is tried in the full run alone, where `alone` says so."""
    return pytest.param(value, marks=pytest.mark.in_full) if alone else value


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A short run leaves out, by name and not by skipping, what belongs to the full one."""
    if config.getoption("--full"):
        return
    left_out = [item for item in items if item.get_closest_marker("in_full")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(name="size")
def _size(pytestconfig: pytest.Config) -> Size:
    """`size(full, short)`: how often, in a long run and in a short one."""
    full: bool = pytestconfig.getoption("--full")

    def chosen(long: int, short: int) -> int:
        return long if full else short

    return chosen


@pytest.fixture(name="tried")
def _tried(request: pytest.FixtureRequest) -> Tried:
    """`tried(what, times, held)`: a line of the table, said by this test."""
    kept = request.config.stash[_KEPT]
    test = request.node.nodeid

    def say(what: str, times: int, held: str) -> None:
        kept.append(Row(test, what, times, held))

    return say


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The table, under which pytest's own last line stands."""
    failed = {
        report.nodeid
        for outcome in ("failed", "error")
        for report in terminalreporter.stats.get(outcome, [])
    }
    lines = [
        (row.what, f"{row.times:,}", row.held, "NOT HELD" if row.test in failed else "held")
        for row in config.stash[_KEPT]
    ]
    lines += [(test.rpartition("::")[2], "", "", "FAILED") for test in sorted(failed)]
    if config.getoption("--full") and lines:
        terminalreporter.section("what was tried and what held")
        for line in _aligned([_HEAD, *lines]):
            terminalreporter.write_line(line)
    if (table := config.getoption("--table")) and lines:
        Path(table).write_text(_markdown(lines), encoding="utf-8")


def _aligned(lines: list[tuple[str, str, str, str]]) -> list[str]:
    widths = [max(len(line[n]) for line in lines) for n in range(4)]
    return [
        f"{what:<{widths[0]}}  {times:>{widths[1]}}  {held:<{widths[2]}}  {end}".rstrip()
        for what, times, held, end in lines
    ]


def _markdown(lines: list[tuple[str, str, str, str]]) -> str:
    rows = [f"| {what} | {times} | {held} | {end} |" for what, times, held, end in lines]
    return "\n".join(["| tried | times | what held | |", "| --- | ---: | --- | --- |", *rows, ""])
