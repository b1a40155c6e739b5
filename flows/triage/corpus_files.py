"""The labelled messages packaged with triage: a writer is a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).with_name("corpus")
LABELS: Final = ("overdose", "self_harm", "medical", "none", "either")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message; `everyday` and `asked` say what its writer was asked for."""

    id: str
    channel: str
    text: str
    label: str
    writer: str

    @property
    def everyday(self) -> bool:
        """Whether it is everyday chatter."""
        return self.writer.startswith("everyday")

    @property
    def asked(self) -> bool:
        """Whether it is a plain question or opening to the helpline, not written to fool."""
        return self.writer.startswith(("asked_", "plain_"))


def corpus_rows() -> list[Row]:
    """Every message of the corpus, in the order of the files."""
    return rows_of(sorted(CORPUS.glob("*.jsonl")))


def rows_of(files: Iterable[Path]) -> list[Row]:
    """The messages in `files`.  Raises ValueError naming the line that is not one."""
    found: list[Row] = []
    for path in files:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                label = str(entry["label"])
                row = Row(
                    id=str(entry.get("id", f"{path.stem}-{number}")),
                    channel=str(entry.get("channel", "sms")),
                    text=str(entry["text"]),
                    label=label,
                    writer=str(entry.get("writer", path.stem)),
                )
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path.name} line {number}: not a labelled message") from error
            if label not in LABELS:
                raise ValueError(f"{path.name} line {number}: no label is called {label!r}")
            found.append(row)
    return found


def corpus_digest() -> str:
    """A digest of the corpus, so that weights can say what they were trained on."""
    digest = sha256()
    for path in sorted(CORPUS.glob("*.jsonl")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
