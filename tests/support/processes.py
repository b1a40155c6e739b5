"""The processes of a running service, found as an operator finds them: by what they are."""

from __future__ import annotations

from pathlib import Path


def descendants(pid: int) -> dict[int, str]:
    """Every process below `pid` with its command line, children before grandchildren."""
    found: dict[int, str] = {}
    for child in _children(pid):
        found[child] = _command(child)
        found |= descendants(child)
    return found


def process_of(pid: int, word: str) -> int:
    """The process nearest below `pid` whose command line holds `word`."""
    named = [child for child, command in descendants(pid).items() if word in command]
    assert named, f"no {word} among {list(descendants(pid).values())}"
    return named[0]


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
