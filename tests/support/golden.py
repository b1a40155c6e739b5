"""Golden conversations: plain transcripts that a clinician can read, played through the flow.

A line begins with a mark:  `>` they text, `<` they read, `#` a remark, `ring`, `key 3`, `say ...`,
`silence`, `admissions answer`, `admissions no answer`, `hang up`, `wait 2 hours`;  `|` is what
they hear and `*` what is done.  `number withheld` at the top makes their number so.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from flows.pack import Pack
from flows.rehearsal import Rehearsal

START = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
_ANSWERS = ("<", "|", "*")


def replayed(script: str, pack: Pack) -> str:
    """The transcript with everything that is ours in it made anew."""
    number = re.search(r"^number (\w+)$", script, re.MULTILINE)
    rehearsal = Rehearsal(pack, START, number[1] if number else "mobile")
    lines = []
    for line in script.splitlines():
        if line.startswith(_ANSWERS):
            continue
        if lines and not line.strip() and not lines[-1].strip():
            continue
        lines.append(line)
        if line.strip() and not line.startswith(("#", "number ")):
            lines += _act(rehearsal, line)
    return "\n".join(lines).rstrip() + "\n"


def _act(rehearsal: Rehearsal, line: str) -> list[str]:
    rehearsal.done = []
    if line.startswith(">"):
        said = [f"< {text}" for text in rehearsal.text(line[1:].strip())]
    else:
        said = [f"| {words}" for words in _call(rehearsal, line)]
    return [*said, *(f"* {what}" for what in rehearsal.done)]


def _call(rehearsal: Rehearsal, line: str) -> list[str]:
    verb, _, rest = line.partition(" ")
    match verb, rest:
        case "ring", _:
            return rehearsal.ring()
        case "key", keys:
            return rehearsal.press(keys)
        case "say", words:
            return rehearsal.say(words)
        case "silence", _:
            return rehearsal.stay_silent()
        case "admissions", answer:
            return rehearsal.admissions_answered(answer == "answer")
        case "hang", "up":
            return rehearsal.hang_up()
        case "wait", duration:
            amount, unit = duration.split()
            rehearsal.wait(timedelta(**{unit if unit.endswith("s") else unit + "s": int(amount)}))
            return []
        case _:
            raise ValueError(f"no such line in a golden conversation: {line}")
