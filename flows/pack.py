"""The content pack: the words and the flow, read once from data files into frozen shapes.

A pack is a folder of YAML that a clinician can read; `flows/content/ketamine` is ours.  This module
reads and refuses what is malformed.  Whether the words are good is `content_check`'s to say, and
no word of any pack may stand in code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml

from flows.asked import MODEL, read_model
from flows.events import Door
from flows.feelings import NO_FEELINGS, Feelings, feelings
from flows.sentences import Carried, Omitted, Page, carried, omitted, own_pages
from flows.shapes import (
    Approval,
    ByDoor,
    Command,
    Line,
    Number,
    Option,
    Step,
    Topic,
)
from flows.topic_model import Model

CONTENT = Path(__file__).parent / "content"
_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same loader in C, ten times as fast
Row = Mapping[str, Any]
Made = TypeVar("Made")


class PackError(ValueError):
    """A pack that cannot be read: names the file and what is wrong with it."""


@dataclass(frozen=True)
class Pack:
    """One content version, whole.  `version` is a digest of every file it was read from.

    `approval` says who signed this version off, if anybody has.  `earlier` are versions that a
    conversation may have begun with, by their names.
    """

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
    not_names: frozenset[str] = frozenset()
    hints: tuple[str, ...] = ()
    asking: Model | None = None
    feelings: Feelings = NO_FEELINGS
    omitted: tuple[Omitted, ...] = ()
    carried: tuple[Carried, ...] = ()
    own_pages: tuple[Page, ...] = ()
    approval: Approval | None = None
    earlier: Mapping[str, Pack] = field(default_factory=dict)

    def step(self, step: str) -> Step:
        """The step of that id; a step that is no longer there is the resting one of texting."""
        return self.steps.get(step) or self.steps[self.begin["sms"]]

    @cached_property
    def named(self) -> Mapping[str, tuple[str, ...]]:
        """Which topics a whole message (already plain) names: almost always just the one."""
        found: dict[str, tuple[str, ...]] = {}
        for topic in self.topics.values():
            for name in topic.names:
                found[name] = (*found.get(name, ()), topic.id)
        return found

    def begun_with(self, version: str) -> Pack:
        """The words that a conversation began with, where they are still here; else these."""
        return self.earlier.get(version, self)


def load(folder: Path | None = None, helpline_number: str = "") -> Pack:
    """Read the pack in `folder` (ours unless given).  Raises PackError.

    `helpline_number`, when given, is what we say instead of the number in the pack.
    """
    folder = folder or CONTENT / "ketamine"
    about = _read(folder / "pack.yaml")
    numbers = _each(folder / "numbers.yaml", lambda row: _number(row, helpline_number))
    known = {number.id: number for number in numbers}
    lines = {
        line.id: line
        for name in ("lines.yaml", "emergency.yaml", "operator.yaml")
        for line in _lines(folder / name, known)
    }
    topics = sorted(
        (_topic(path, known, lines) for path in (folder / "topics").glob("*.yaml")),
        key=lambda topic: (len(topic.key), topic.key, topic.id),
    )
    flow = _read(folder / "steps.yaml")
    try:
        return Pack(
            id=about["id"],
            helpline_name=about["helpline_name"],
            keyword=_strings(about.get("texted_first")),
            version=_digest(folder),
            numbers=known,
            lines=lines,
            topics={topic.id: topic for topic in topics},
            begin=_by_door(flow["begin"]),
            call=_by_door(flow["call"]),
            steps={step.id: step for step in _each(folder / "steps.yaml", _step, flow["steps"])},
            commands=tuple(_command(name, row) for name, row in flow["commands"].items()),
            yes=_strings(flow["answers"]["yes"]),
            no=_strings(flow["answers"]["no"]),
            not_names=frozenset(_strings(flow["answers"].get("not_names"))),
            hints=_strings(flow.get("hints")),
            asking=read_model(folder),
            feelings=feelings(_if_there(folder / "feelings.yaml")),
            omitted=omitted(_if_there(folder / "omitted.yaml")),
            carried=carried(_if_there(folder / "carried.yaml")),
            own_pages=own_pages(_if_there(folder / "carried.yaml")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PackError(
            f"pack.yaml or steps.yaml: {error!r} is missing or not as it should be"
        ) from error


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _SAFE)  # noqa: S506 - a safe loader
    except (OSError, yaml.YAMLError) as error:
        raise PackError(f"{path.name}: {error}") from error


def _each(path: Path, make: Callable[[Row], Made], rows: Iterable[Row] | None = None) -> list[Made]:
    """Every row of a file made into a shape; what is missing is named with its file and row."""
    made = []
    for row in _read(path) if rows is None else rows:
        try:
            made.append(make(row))
        except (KeyError, TypeError, AttributeError) as error:
            name = row.get("id", row) if isinstance(row, Mapping) else row
            raise PackError(
                f"{path.name}: {name}: {error} is missing or not as it should be"
            ) from error
    return made


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted((*folder.rglob("*.yaml"), *folder.glob(MODEL))):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _number(row: Row, helpline: str) -> Number:
    own = helpline if row["id"] == "helpline" else ""
    return Number(
        id=row["id"],
        sms=own or str(row["sms"]),
        voice=own or str(row.get("say", row["sms"])),
        digits=own.replace(" ", "") or str(row["digits"]),
        checked=str(row["checked"]),
    )


class _Blanks(dict[str, str]):
    """Fills what it knows and leaves every other blank as it stands."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _filled(text: str, numbers: Mapping[str, Number], door: Door) -> str:
    """The words with every number in them; line breaks stay, other space does not."""
    known = {n.id: n.sms if door == "sms" else n.voice for n in numbers.values()}
    tidy = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    return tidy.format_map(_Blanks(known)) if text else ""


def _lines(path: Path, numbers: Mapping[str, Number]) -> list[Line]:
    def line(row: Row) -> Line:
        return Line(
            id=row["id"],
            sms=_filled(row.get("sms") or "", numbers, "sms"),
            voice=_filled(row.get("voice") or "", numbers, "voice"),
            reviewed=_reviewed(row),
        )

    return _each(path, line, [{"id": name, **row} for name, row in (_read(path) or {}).items()])


def _reviewed(row: Row) -> str:
    review = row.get("reviewed", "not yet reviewed")
    if isinstance(review, str):
        return review
    on = review.get("on", review.get(True))  # to YAML, a bare `on` is the word for true
    return f"{review['by']}, {on}" if on else str(review["by"])


def _topic(path: Path, numbers: Mapping[str, Number], lines: Mapping[str, Line]) -> Topic:
    def pages(row: Row, door: Door) -> tuple[str, ...]:
        """Pages are words, or the name of a line that says them: `{line: privacy}`."""
        return tuple(
            _filled(page, numbers, door)
            if isinstance(page, str)
            else lines[page["line"]].words(door)
            for page in row[door]
        )

    def topic(row: Row) -> Topic:
        return Topic(
            id=row["id"],
            title=row["title"],
            menu=row["menu"],
            key=str(row["key"]),
            keywords=_strings(row["keywords"]),
            source_section=row["source_section"],
            reviewed=_reviewed(row),
            sms=pages(row, "sms"),
            voice=pages(row, "voice"),
            finds=tuple(_strings(words) for words in row.get("finds", ())),
        )

    return _each(path.relative_to(path.parent.parent), topic, [_read(path)])[0]


def _if_there(path: Path) -> Any:
    return _read(path) if path.exists() else {}


def _strings(rows: Iterable[Any] | None) -> tuple[str, ...]:
    return tuple(str(row) for row in rows or ())


def _by_door(target: str | Mapping[Door, str]) -> ByDoor:
    return {"sms": target, "voice": target} if isinstance(target, str) else dict(target)


def _command(name: str, row: Row) -> Command:
    return Command(
        id=name,
        does=_by_door(row.get("do", {"sms": name})),
        words=_strings(row.get("words")),
        phrases=_strings(row.get("phrases")),
        key=str(row.get("key", "")),
    )


def _step(row: Row) -> Step:
    return Step(
        id=row["id"],
        line=row["line"],
        doors=tuple(row.get("doors", ("sms", "voice"))),
        options=tuple(_option(option) for option in row.get("options", ())),
        takes=row.get("takes", ""),
        into=row.get("into", ""),
        then=_by_door(row.get("then", "")),
        again=_strings(row.get("again")),
        silence=_strings(row.get("silence")),
        third=_by_door(row.get("third", "")),
        digits=int(row.get("digits", 1)),
        resting=bool(row.get("resting", False)),
        yes=_strings(row.get("yes")),
        no=_strings(row.get("no")),
        offers=_strings(row.get("offers")),
        hints=_strings(row.get("hints")),
        listen=int(row.get("listen", 7)),
        calm=bool(row.get("calm", False)),
    )


def _option(row: Row) -> Option:
    return Option(
        id=row["id"],
        key=str(row.get("key", "")),
        words=_strings(row.get("words")),
        go=row.get("go", ""),
        do=row.get("do", ""),
    )
