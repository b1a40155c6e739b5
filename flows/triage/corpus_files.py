"""The labelled messages packaged with triage: a writer is a file.

The questions that `helpline ask` learns from belong to them, too, as messages in which nobody is in
danger: they are kept once, where `ask` has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).with_name("corpus")
ASKED: Final = Path(__file__).parents[1] / "ask_corpus"
GIVEN: Final = ("messages_1", "messages_2", "messages_3")
LABELS: Final = ("overdose", "self_harm", "medical", "none", "either")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message; `everyday` and `asked` say what its writer was asked for, `given` that
    it came with the project and its writer was asked for nothing by us.
    """

    id: str
    channel: str
    text: str
    label: str
    writer: str

    @property
    def given(self) -> bool:
        """Whether it is of the files that were given to the project."""
        return self.writer in GIVEN

    @property
    def everyday(self) -> bool:
        """Whether it is everyday chatter."""
        return self.writer.startswith("everyday")

    @property
    def asked(self) -> bool:
        """Whether it is a plain question or opening to the helpline, not written to fool."""
        return self.writer.startswith(("asked_", "plain_"))


def corpus_rows() -> list[Row]:
    """Every message of the corpus, by the names of the writers; no question that stands twice."""
    rows = rows_of(CORPUS.glob("*.jsonl"))
    said = {row.text.strip().lower() for row in rows}
    asked = (row for path in ASKED.glob("*.jsonl") for row in _asked(path))
    rows += (row for row in asked if row.text.strip().lower() not in said)
    return sorted(rows, key=lambda row: f"{row.writer}.jsonl")


def _asked(path: Path) -> Iterator[Row]:
    name = path.stem.replace("_", "-")
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        entry = json.loads(line)
        row_id, channel = f"asked-{name}-{number:03d}", entry.get("channel", "sms")
        yield Row(row_id, channel, entry["text"], "none", f"asked_{path.stem}")


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
    for path in [*sorted(CORPUS.glob("*.jsonl")), *sorted(ASKED.glob("*.jsonl"))]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
