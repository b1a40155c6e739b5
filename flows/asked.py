"""The data files behind questions in one's own words: read at start, and written by training.

`asked.yaml` is for people; `asked.model.json` is made from it and from the corpus, never by hand.
"""

from __future__ import annotations

import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from flows.lanes import packed
from flows.topic_model import Model

WORDS: Final = "asked.yaml"
MODEL: Final = "asked.model.json"


@dataclass(frozen=True)
class Weights:
    """The model as it is written down.

    `weights[feature]` is how rare the feature is, in hundredths, and one weight a topic.
    """

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    sharpness: float
    unit: float
    weights: Mapping[str, tuple[int, tuple[int, ...]]]


def read_words(folder: Path) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Which ideas a word belongs to, and which words mean the same."""
    found = yaml.safe_load((folder / WORDS).read_text(encoding="utf-8"))
    ideas: dict[str, tuple[str, ...]] = {}
    for idea, words in found["ideas"].items():
        for word in dict.fromkeys(str(words).split()):
            ideas[word] = (*ideas.get(word, ()), str(idea))
    return ideas, {str(word): str(meant) for word, meant in found["same"].items()}


def read_model(folder: Path) -> Model | None:
    """The shipped model of a pack, or None when it has none."""
    if not (folder / MODEL).exists():
        return None
    saved = json.loads((folder / MODEL).read_text(encoding="ascii"))
    weights = {name: (rare, _unpacked(row)) for name, (rare, row) in saved.pop("weights").items()}
    found = Weights(
        tuple(saved["topics"]), tuple(saved["bias"]), saved["sharpness"], saved["unit"], weights
    )
    return ready(found, *read_words(folder))


def ready(found: Weights, ideas: Mapping[str, tuple[str, ...]], same: Mapping[str, str]) -> Model:
    """The model as it is asked: every row multiplied out and packed."""
    rows = {
        name: packed([rare * rare, *(rare * weight for weight in row)])
        for name, (rare, row) in found.weights.items()
    }
    return Model(found.topics, found.bias, found.sharpness, rows, found.unit, ideas, same)


def written(found: Weights) -> str:
    """The model as it is shipped, one feature a line."""
    head: Mapping[str, object] = {
        "topics": found.topics,
        "bias": found.bias,
        "sharpness": found.sharpness,
        "unit": round(found.unit, 8),
    }
    rows = ",\n".join(
        f"{json.dumps(name)}:[{rare},{json.dumps(_packed(row))}]"
        for name, (rare, row) in sorted(found.weights.items())
    )
    return json.dumps(head)[:-1] + ', "weights": {\n' + rows + "\n}}\n"


def _packed(row: tuple[int, ...]) -> str:
    return b64encode(array("b", row).tobytes()).decode("ascii")


def _unpacked(row: str) -> tuple[int, ...]:
    return tuple(array("b", b64decode(row)))
