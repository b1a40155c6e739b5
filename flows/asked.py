"""The data files behind questions in one's own words: read at start, and written by training.

`asked.yaml` is for people; `asked.model.json` is made from it and from the corpus, never by hand.
"""

from __future__ import annotations

import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

from flows.ask import Model

WORDS: Final = "asked.yaml"
MODEL: Final = "asked.model.json"


def read_words(folder: Path) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """Which words point to which topic, and which mean the same."""
    found = yaml.safe_load((folder / WORDS).read_text(encoding="utf-8"))
    related = {topic: frozenset(str(words).split()) for topic, words in found["related"].items()}
    return related, {str(word): str(meant) for word, meant in found["same"].items()}


def read_model(folder: Path) -> Model | None:
    """The shipped model of a pack, or None when it has none."""
    if not (folder / MODEL).exists():
        return None
    saved = json.loads((folder / MODEL).read_text(encoding="ascii"))
    related, same = read_words(folder)
    return Model(
        topics=tuple(saved["topics"]),
        bias=tuple(saved["bias"]),
        sharpness=saved["sharpness"],
        weights={name: (rare, _unpacked(row)) for name, (rare, row) in saved["weights"].items()},
        unit=saved["unit"],
        related=related,
        same=same,
    )


def written(model: Model) -> str:
    """The model as it is shipped, one feature a line."""
    head: Mapping[str, object] = {
        "topics": model.topics,
        "bias": model.bias,
        "sharpness": model.sharpness,
        "unit": round(model.unit, 8),
    }
    rows = ",\n".join(
        f"{json.dumps(name)}:[{rare},{json.dumps(_packed(row))}]"
        for name, (rare, row) in sorted(model.weights.items())
    )
    return json.dumps(head)[:-1] + ', "weights": {\n' + rows + "\n}}\n"


def _packed(row: tuple[int, ...]) -> str:
    return b64encode(array("b", row).tobytes()).decode("ascii")


def _unpacked(row: str) -> tuple[int, ...]:
    return tuple(array("b", b64decode(row)))
