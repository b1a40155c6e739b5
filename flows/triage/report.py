"""How well triage does, with its uncertainty: `helpline triage --report [FILE.jsonl]`.

On the corpus every message is judged by a model that never saw its writer (the cross-validated
scores that the training script recorded, together with what the rules of today find); on a file of
one's own, by triage as it is packaged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log
from pathlib import Path
from typing import Final

from flows.levels import Level
from flows.triage.assessing import level_of, read
from flows.triage.corpus_files import Row, corpus_rows, rows_of
from flows.triage.loading import lexicon
from flows.triage.model import FOLDER, Scores, model, scores_of
from flows.triage.screen import raised, version

URGENT: Final = ("overdose", "self_harm")
BASE_RATES: Final = (0.3, 0.1, 0.03, 0.01)
_EXACT: Final = 60


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled message, the level it came out at, and the gravest rule that was found."""

    row: Row
    level: Level
    urgency: float
    family: str


def report(path: Path | str | None = None) -> str:
    """The report as Markdown, on the corpus or on the labelled messages in `path`."""
    judged = judged_rows(path)
    what = (
        f"`{Path(path).name}`, by triage as it is packaged"
        if path
        else "the corpus, each message by a model that never saw its writer"
    )
    parts = [f"{len(judged)} messages: {what} ({version()}).", _measures(judged)]
    named: tuple[tuple[str, Callable[[Judged], str]], ...] = (
        ("channel", lambda j: j.row.channel),
        ("writer", lambda j: j.row.writer),
        ("family", lambda j: j.family),
    )
    parts.append(_labels(judged))
    parts += [_by(judged, name, key) for name, key in named]
    parts += [_precision(judged), _misses(judged)]
    return "\n\n".join(parts) + "\n"


def judged_rows(path: Path | str | None = None) -> list[Judged]:
    """Every labelled message with the level it comes out at; those labelled `either` left out."""
    rows = rows_of([Path(path)]) if path else corpus_rows()
    held = {} if path else held_out()
    return [_judged(row, held.get(row.id)) for row in rows if row.label != "either"]


@lru_cache(maxsize=1)
def held_out() -> dict[str, Scores]:
    """The cross-validated scores of the corpus, by message id."""
    found: dict[str, Scores] = {}
    for line in (FOLDER / "held_out.jsonl").read_text("utf-8").splitlines():
        key, _, *scores = json.loads(line)
        found[key] = Scores(*scores)
    return found


def _judged(row: Row, held: Scores | None) -> Judged:
    reading = read(row.text, lexicon())
    scores = held or scores_of(reading)
    signs = [sign.id.split(".")[0] for sign, _ in reading.open]
    rules = level_of(reading)
    return Judged(
        row, raised(reading, rules, scores), scores.urgent, signs[0] if signs else "no rule"
    )


def interval(hits: int, of: int, doubt: float = 0.05) -> tuple[float, float]:
    """The exact (Clopper-Pearson) interval of a share of `hits` in `of`."""
    if not of:
        return 0.0, 1.0
    low = 0.0 if hits == 0 else _solved(lambda p: 1 - _below(hits - 1, of, p) < doubt / 2)
    high = 1.0 if hits == of else _solved(lambda p: _below(hits, of, p) > doubt / 2)
    return low, high


def _solved(holds: Callable[[float], bool]) -> float:
    """The share up to which `holds`."""
    low, high = 0.0, 1.0
    for _ in range(_EXACT):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _below(most: int, of: int, share: float) -> float:
    """How likely at most `most` of `of` are, each being so with `share`."""
    if share <= 0.0 or share >= 1.0:
        return 1.0 if share <= 0.0 else float(most >= of)
    if most > of // 2:
        return 1.0 - sum(_chance(n, of, share) for n in range(most + 1, of + 1))
    return sum(_chance(n, of, share) for n in range(most + 1))


def _chance(hits: int, of: int, share: float) -> float:
    from_log = hits * log(share) + (of - hits) * log(1 - share) + _log_comb(of, hits)
    return exp(from_log)


def _log_comb(of: int, hits: int) -> float:
    return lgamma(of + 1) - lgamma(hits + 1) - lgamma(of - hits + 1)


def _share(hits: int, of: int) -> str:
    if not of:
        return "-"
    low, high = interval(hits, of)
    return f"{hits / of:.3f} ({low:.3f}-{high:.3f}, n={of})"


def _at_least(judged: Iterable[Judged], level: Level) -> int:
    return sum(1 for j in judged if j.level.rank >= level.rank)


def _measures(judged: Sequence[Judged]) -> str:
    urgent = [j for j in judged if j.row.label in URGENT]
    medical = [j for j in judged if j.row.label == "medical"]
    none = [j for j in judged if j.row.label == "none"]
    hard = [j for j in none if not j.row.everyday and not j.row.asked]
    asked = [j for j in none if j.row.asked]
    chatter = [j for j in none if j.row.everyday]
    lines = [
        ("overdose or self_harm comes out red", urgent, Level.RED),
        ("overdose or self_harm comes out red or amber", urgent, Level.AMBER),
        ("medical comes out amber or red", medical, Level.AMBER),
        ("none, to a helpline, comes out red", hard, Level.RED),
        ("none, to a helpline, comes out red or amber", hard, Level.AMBER),
        ("a plain question comes out red", asked, Level.RED),
        ("a plain question comes out red or amber", asked, Level.AMBER),
        ("everyday chatter comes out red", chatter, Level.RED),
        ("everyday chatter comes out red or amber", chatter, Level.AMBER),
    ]
    table = [f"| {name} | {_share(_at_least(of, level), len(of))} |" for name, of, level in lines]
    head = "| measure | share (95 % interval) |\n| --- | --- |\n"
    return "## Measures\n\n" + head + "\n".join(table)


def _labels(judged: Sequence[Judged]) -> str:
    table = []
    for label in sorted({j.row.label for j in judged}):
        of = [j for j in judged if j.row.label == label]
        counts = [sum(1 for j in of if j.level is level) for level in reversed(Level)]
        table.append(f"| {label} | {' | '.join(_share(c, len(of)) for c in counts)} |")
    return "## By label\n\n| label | red | amber | none |\n| --- | --- | --- | --- |\n" + "\n".join(
        table
    )


def _by(judged: Sequence[Judged], name: str, key: Callable[[Judged], str]) -> str:
    table = []
    for value in sorted({key(j) for j in judged}):
        of = [j for j in judged if key(j) == value]
        urgent = [j for j in of if j.row.label in URGENT]
        none = [j for j in of if j.row.label == "none"]
        cells = [
            _share(_at_least(urgent, Level.RED), len(urgent)),
            _share(_at_least(urgent, Level.AMBER), len(urgent)),
            _share(_at_least(none, Level.RED), len(none)),
            _share(_at_least(none, Level.AMBER), len(none)),
        ]
        table.append(f"| {value} | {' | '.join(cells)} |")
    head = f"| {name} | urgent red | urgent flagged | none red | none flagged |\n"
    head += "| --- | --- | --- | --- | --- |\n"
    return f"## By {name}\n\n" + head + "\n".join(table)


def _precision(judged: Sequence[Judged]) -> str:
    """What share of red would be true, were urgent messages as rare as they may be in service."""
    urgent = [j for j in judged if j.row.label in URGENT]
    none = [j for j in judged if j.row.label == "none"]
    if not urgent or not none:
        return "## Precision\n\nNeeds both urgent messages and others."
    hit = _at_least(urgent, Level.RED) / len(urgent)
    false = _at_least(none, Level.RED) / len(none)
    table = [
        f"| {rate:.0%} | {rate * hit / max(rate * hit + (1 - rate) * false, 1e-9):.2f} |"
        for rate in BASE_RATES
    ]
    return (
        "## Precision of red\n\n| urgent among messages | precision |\n| --- | --- |\n"
        + "\n".join(table)
    )


def _misses(judged: Sequence[Judged]) -> str:
    missed = [j for j in judged if j.row.label in URGENT and j.level is Level.NONE]
    half = [j for j in judged if j.row.label in URGENT and j.level is Level.AMBER]
    medical = [j for j in judged if j.row.label == "medical" and j.level is Level.NONE]
    parts = [
        f"## Misses\n\n{len(missed)} urgent came out none, {len(half)} amber; "
        f"{len(medical)} medical none."
    ]
    for title, of in (("none", missed), ("amber", half), ("medical, none", medical)):
        lines = [f"- {j.row.id} ({j.row.label}): {j.row.text}" for j in of]
        parts.append(f"### Came out {title}\n\n" + ("\n".join(lines) or "None."))
    return "\n\n".join(parts)


def picture(judged: Sequence[Judged]) -> str:
    """An SVG: recall of urgent messages as red, against false alarms, at every threshold."""
    rules = {id(j): level_of(read(j.row.text, lexicon())) is Level.RED for j in judged}
    urgent = [9e9 if rules[id(j)] else j.urgency for j in judged if j.row.label in URGENT]
    none = [9e9 if rules[id(j)] else j.urgency for j in judged if j.row.label == "none"]
    points = []
    for cut in [9e8, *sorted({round(v, 1) for v in none if v < 9e8}, reverse=True)]:
        wrong = sum(v >= cut for v in none) / max(len(none), 1)
        found = sum(v >= cut for v in urgent) / max(len(urgent), 1)
        points.append(f"{60 + 480 * min(wrong / 0.5, 1):.1f},{340 - 300 * found:.1f}")
    grid = "".join(
        f'<text x="{60 + 96 * n}" y="360" text-anchor="middle">{n * 10} %</text>'
        f'<text x="50" y="{344 - 60 * n}" text-anchor="end">{n * 20} %</text>'
        for n in range(6)
    )
    limit = model().thresholds["red"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 580 400" role="img" '
        'font-family="sans-serif" font-size="12"><title>Recall of urgent messages as red against '
        f"false alarms; in service from a score of {limit}</title>"
        '<rect x="60" y="40" width="480" height="300" fill="none" stroke="#768692"/>'
        f'<polyline fill="none" stroke="#005eb8" stroke-width="2" points="{" ".join(points)}"/>'
        f"{grid}"
        '<text x="300" y="385" text-anchor="middle">none that comes out red</text>'
        '<text x="60" y="28">urgent that comes out red</text></svg>\n'
    )
