"""Looks for what may stand nowhere: numbers and words of people, in whatever a run left behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

SHORTEST_TELLING: Final = 12
_NUMBER: Final = ("+447700900", "+4420794", "+44113496")


def left_behind(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its name there; names are looked at too."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def traces(used: Iterable[str], files: dict[str, bytes]) -> list[str]:
    """Where something of `used` stands, however it is written: "file: what"."""
    telling = [(what, form) for what in sorted(used) for form in _forms(what)]
    return [
        f"{name}: {what}"
        for name, content in files.items()
        for what, form in telling
        if form in content or form in name.encode()
    ]


def _forms(what: str) -> Iterator[bytes]:
    if what.startswith(_NUMBER):
        national = what.removeprefix("+44")
        yield national.encode()
        yield f"{national[:4]} {national[4:]}".encode()
    elif len(what) >= SHORTEST_TELLING:
        for form in {what, quote(what), quote_plus(what), json.dumps(what)[1:-1]}:
            yield form.encode()
