"""medspaCy's ConText over our own signs: run by `bench.triage_compare`, in another environment.

Standard input is one JSON object with `patterns` (regular expressions of our signs) and `texts`
(folded words).  Standard output is one JSON list of [found, milliseconds] for each text: whether
a sign stands that ConText calls neither negated, historical, hypothetical nor somebody else's.
It imports nothing of ours, because nothing of ours is installed where it runs.
"""

from __future__ import annotations

import json
import sys
import warnings
from time import perf_counter
from typing import Any


def reader(patterns: list[str]) -> Any:
    """A medspaCy pipeline that looks for `patterns` and lets ConText judge each."""
    import medspacy  # type: ignore[import-not-found]
    from medspacy.target_matcher import TargetRule  # type: ignore[import-not-found]

    read = medspacy.load(medspacy_enable=["medspacy_target_matcher", "medspacy_context"])
    read.add_pipe("sentencizer", first=True)
    matcher = read.get_pipe("medspacy_target_matcher")
    matcher.add([TargetRule(f"sign {n}", "SIGN", pattern=p) for n, p in enumerate(patterns)])
    return read


def stands(found: Any) -> bool:
    """Whether ConText leaves a found sign standing."""
    marks = found._
    return not (marks.is_negated or marks.is_historical or marks.is_hypothetical or marks.is_family)


def main() -> None:
    """Judge every text of standard input."""
    warnings.filterwarnings("ignore")
    asked = json.load(sys.stdin)
    read = reader(asked["patterns"])
    judged = []
    for text in asked["texts"]:
        started = perf_counter()
        found = any(stands(sign) for sign in read(text).ents)
        judged.append([found, (perf_counter() - started) * 1000])
    json.dump(judged, sys.stdout)


if __name__ == "__main__":
    main()
