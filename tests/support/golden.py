"""Golden conversations: plain transcripts that a clinician can read, played through the flow.

A line begins with a mark:  `>` they text, `<` they read, `#` a remark, `ring`, `key 3`, `say ...`,
`silence`, `admissions answer`, `admissions no answer`, `hang up`, `wait 2 hours`;  `|` is what
they hear and `*` what is done.  `number withheld` at the top makes their number so, `starts
2026-10-24 20:00` the clock, which else stands at half past three on a Monday.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from flows.pack import Pack
from flows.rehearsal import Rehearsal

START = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
_ANSWERS = ("<", "|", "*", "  ")  # a further line of an answer is indented


def replayed(
    script: str,
    pack: Pack,
    reached: set[str] | None = None,
    met_silence: set[str] | None = None,
) -> str:
    """The transcript with everything that is ours in it made anew.

    `reached` gathers the steps that were waited at, `met_silence` those where nothing came.
    """
    reached = set() if reached is None else reached
    met_silence = set() if met_silence is None else met_silence
    number = re.search(r"^number (\w+)$", script, re.MULTILINE)
    starts = re.search(r"^starts (.+)$", script, re.MULTILINE)
    start = datetime.fromisoformat(starts[1]).replace(tzinfo=UTC) if starts else START
    rehearsal = Rehearsal(pack, start, number[1] if number else "mobile")
    lines = []
    for line in script.splitlines():
        if line.startswith(_ANSWERS):
            continue
        if lines and not line.strip() and not lines[-1].strip():
            continue
        lines.append(line)
        if line.strip() and not line.startswith(("#", "number ", "starts ")):
            here = rehearsal.conversation.called
            if line == "silence" and here:
                met_silence.add(here.step)
            lines += _act(rehearsal, line)
            places = (rehearsal.conversation.texted, rehearsal.conversation.called)
            reached |= {place.step for place in places if place}
    return "\n".join(lines).rstrip() + "\n"


def _act(rehearsal: Rehearsal, line: str) -> list[str]:
    rehearsal.done = []
    if line.startswith(">"):
        said = [f"< {text}" for text in rehearsal.text(line[1:].strip())]
    else:
        said = [f"| {words}" for words in _call(rehearsal, line)]
    done = [f"* {what}" for what in rehearsal.done]
    return [line for answer in (*said, *done) for line in answer.replace("\n", "\n  ").splitlines()]


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
