"""The content pack: the words and the flow, read once from data files into frozen shapes.

A pack is a folder of YAML that a clinician can read; `flows/content/ketamine` is ours.  This module
reads and refuses what is malformed.  Whether the words are good is `content_check`'s to say, and
no word of any pack may stand in code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from flows.ask import Model
from flows.asked import MODEL, read_model
from flows.events import Door
from flows.typed import plain

CONTENT = Path(__file__).parent / "content"
_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same loader in C, ten times as fast


ByDoor = Mapping[Door, str]


class PackError(ValueError):
    """A pack that cannot be read: names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number that may be said: `sms` as printed, `voice` as spoken, `digits` as dialled."""

    id: str
    sms: str
    voice: str
    digits: str
    checked: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something we say, in both doors' words; blanks stand in braces."""

    id: str
    sms: str
    voice: str
    reviewed: str

    def words(self, door: Door) -> str:
        """The wording for `door`."""
        return self.sms if door == "sms" else self.voice


@dataclass(frozen=True, slots=True)
class Topic:
    """Something people ask about, in pages for each door."""

    id: str
    title: str
    menu: str
    key: str
    keywords: tuple[str, ...]
    source_section: str
    reviewed: str
    sms: tuple[str, ...]
    voice: tuple[str, ...]

    def pages(self, door: Door) -> tuple[str, ...]:
        """The pages for `door`."""
        return self.sms if door == "sms" else self.voice

    @property
    def names(self) -> frozenset[str]:
        """Whole messages that can only mean this topic."""
        return frozenset(plain(name) for name in (self.menu, self.title, *self.keywords))


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a person may choose at a step: by key, or by words; then go or do something."""

    id: str
    key: str
    words: tuple[str, ...]
    go: str
    do: str


@dataclass(frozen=True, slots=True)
class Command:
    """What a text means at any step: as a whole message, or as a phrase anywhere in one."""

    id: str
    words: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One wait: what is asked, what is expected, and what happens when it does not come.

    `again` are the lines said on the first, second ... miss (nonsense), `silence` likewise when
    nothing came; the last of them is the third time and leads to `third`, a step or an action.
    `takes` names how a free answer is read, `into` the wish it fills, `then` the next step.
    """

    id: str
    line: str
    doors: tuple[Door, ...]
    options: tuple[Option, ...]
    takes: str
    into: str
    then: ByDoor
    again: tuple[str, ...]
    silence: tuple[str, ...]
    third: ByDoor
    digits: int
    resting: bool


@dataclass(frozen=True)
class Pack:
    """One content version, whole.  `version` is a digest of every file it was read from."""

    id: str
    helpline_name: str
    keyword: tuple[str, ...]
    version: str
    numbers: Mapping[str, Number]
    lines: Mapping[str, Line]
    topics: Mapping[str, Topic]
    steps: Mapping[str, Step]
    begin: ByDoor
    call: ByDoor
    commands: tuple[Command, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    asking: Model | None = None

    def step(self, step: str) -> Step:
        """The step of that id; a step that is no longer there is the resting one of texting."""
        return self.steps.get(step) or self.steps["home"]


def load(folder: Path | None = None, helpline_number: str = "") -> Pack:
    """Read the pack in `folder` (ours unless given).  Raises PackError.

    `helpline_number`, when given, is what we say instead of the number in the pack.
    """
    folder = folder or CONTENT / "ketamine"
    about = _read(folder / "pack.yaml")
    numbers = _numbers(_read(folder / "numbers.yaml"), helpline_number)
    flow = _read(folder / "steps.yaml")
    lines = {
        line.id: line
        for name in ("lines.yaml", "emergency.yaml", "operator.yaml")
        for line in _lines(folder / name, numbers)
    }
    topics = sorted(
        (_topic(path, numbers, lines) for path in (folder / "topics").glob("*.yaml")),
        key=lambda topic: (len(topic.key), topic.key, topic.id),
    )
    return Pack(
        id=about["id"],
        helpline_name=about["helpline_name"],
        keyword=tuple(about.get("texted_first", ())),
        version=_digest(folder),
        numbers=numbers,
        lines=lines,
        topics={topic.id: topic for topic in topics},
        steps={step.id: step for step in map(_step, flow["steps"])},
        begin=_by_door(flow["begin"]),
        call=_by_door(flow["call"]),
        commands=tuple(
            Command(name, tuple(row.get("words", ())), tuple(row.get("phrases", ())))
            for name, row in flow["commands"].items()
        ),
        yes=tuple(map(str, flow["answers"]["yes"])),
        no=tuple(map(str, flow["answers"]["no"])),
        asking=read_model(folder),
    )


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_SAFE)  # noqa: S506 - it is safe
    except (OSError, yaml.YAMLError) as error:
        raise PackError(f"{path.name}: {error}") from error


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted((*folder.rglob("*.yaml"), *folder.glob(MODEL))):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _numbers(rows: Iterable[Mapping[str, Any]], helpline: str) -> dict[str, Number]:
    numbers = {}
    for row in rows:
        own = helpline if row["id"] == "helpline" else ""
        numbers[row["id"]] = Number(
            id=row["id"],
            sms=own or str(row["sms"]),
            voice=own or str(row.get("say", row["sms"])),
            digits=own.replace(" ", "") or str(row["digits"]),
            checked=str(row["checked"]),
        )
    return numbers


class _Blanks(dict[str, str]):
    """Fills what it knows and leaves every other blank as it stands."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _filled(text: str, numbers: Mapping[str, Number], door: Door) -> str:
    known = {n.id: n.sms if door == "sms" else n.voice for n in numbers.values()}
    return " ".join(text.split()).format_map(_Blanks(known)) if text else ""


def _lines(path: Path, numbers: Mapping[str, Number]) -> list[Line]:
    return [
        Line(
            id=name,
            sms=_filled(row.get("sms") or "", numbers, "sms"),
            voice=_filled(row.get("voice") or "", numbers, "voice"),
            reviewed=_reviewed(row),
        )
        for name, row in (_read(path) or {}).items()
    ]


def _reviewed(row: Mapping[str, Any]) -> str:
    review = row.get("reviewed", "not yet reviewed")
    if isinstance(review, str):
        return review
    return f"{review['by']}, {review['on']}" if review.get("on") else str(review["by"])


def _topic(path: Path, numbers: Mapping[str, Number], lines: Mapping[str, Line]) -> Topic:
    row = _read(path)
    try:
        return Topic(
            id=row["id"],
            title=row["title"],
            menu=row["menu"],
            key=str(row["key"]),
            keywords=tuple(str(word) for word in row["keywords"]),
            source_section=row["source_section"],
            reviewed=_reviewed(row),
            sms=_pages(row["sms"], "sms", numbers, lines),
            voice=_pages(row["voice"], "voice", numbers, lines),
        )
    except KeyError as error:
        raise PackError(f"topics/{path.name}: {error} is missing") from error


def _pages(
    rows: Iterable[str | Mapping[str, str]],
    door: Door,
    numbers: Mapping[str, Number],
    lines: Mapping[str, Line],
) -> tuple[str, ...]:
    """Pages are words, or the name of a line that says them: `{line: privacy}`."""
    return tuple(
        _filled(row, numbers, door) if isinstance(row, str) else lines[row["line"]].words(door)
        for row in rows
    )


def _by_door(target: str | Mapping[Door, str]) -> ByDoor:
    return {"sms": target, "voice": target} if isinstance(target, str) else dict(target)


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        id=row["id"],
        line=row["line"],
        doors=tuple(row.get("doors", ("sms", "voice"))),
        options=tuple(
            Option(
                id=option["id"],
                key=str(option.get("key", "")),
                words=tuple(str(word) for word in option.get("words", ())),
                go=option.get("go", ""),
                do=option.get("do", ""),
            )
            for option in row.get("options", ())
        ),
        takes=row.get("takes", ""),
        into=row.get("into", ""),
        then=_by_door(row.get("then", "")),
        again=tuple(row.get("again", ())),
        silence=tuple(row.get("silence", ())),
        third=_by_door(row.get("third", "")),
        digits=int(row.get("digits", 1)),
        resting=bool(row.get("resting", False)),
    )
