"""The lexicon's files -> the lexicon.  Every mistake in a file is named in one plain error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import yaml

from flows.levels import Kind
from flows.triage.folding import Folding
from flows.triage.lexicon import Cue, Lexicon, LexiconError, Sign
from flows.triage.patterns import Pattern, PatternError, compiled
from flows.triage.repair import Repair

FOLDER: Final = Path(__file__).with_name("lexicon")
_LEVELS: Final = ("red", "amber", "part")
_SCOPES: Final = ("before", "after", "overlap", "sentence", "message", "clause")
_SPOKEN: Final[Mapping[Any, str]] = {True: "on", False: "no"}  # YAML reads these as truths
_Words = Mapping[str, Sequence[str]]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon packaged with this version, loaded when it is first wanted."""
    return load(FOLDER)


def load(folder: Path) -> Lexicon:
    """The lexicon in `folder`.  Raises LexiconError where a file is not as it should be."""
    digest = sha256()
    files: dict[str, Any] = {}
    for path in sorted(folder.rglob("*.yaml")):
        content = path.read_bytes()
        digest.update(content)
        try:
            files[path.stem] = yaml.load(content, Loader=_loader())  # noqa: S506 - a safe loader
        except yaml.YAMLError as error:
            raise LexiconError(f"{path.name}: {error}") from error
    classes = {name: [str(w) for w in words] for name, words in files["classes"].items()}
    signs = tuple(
        sign
        for path in sorted((folder / "signs").glob("*.yaml"))
        for sign in _signs(path.name, files[path.stem], classes)
    )
    cues = tuple(_cue(entry, classes) for entry in files["context"])
    plain = (folder / "plain_words.txt").read_text("utf-8")
    fold = _folding(files, plain.split())
    patterns, owners, index = _indexed(signs, cues)
    critical = tuple((str(c["text"]), str(c["kind"])) for c in files["critical"])
    return Lexicon(
        version=digest.hexdigest()[:10],
        fold=fold,
        signs=signs,
        cues=cues,
        critical=critical,
        patterns=patterns,
        owners=owners,
        index=index,
        function_words=frozenset(str(w) for w in files["english"]),
    )


def kinds_of_words() -> dict[str, tuple[str, ...]]:
    """The kinds that each word belongs to (meanings.yaml), for the model."""
    content = yaml.load((FOLDER / "meanings.yaml").read_bytes(), Loader=_loader())  # noqa: S506
    kinds: dict[str, list[str]] = {}
    for kind, words in content.items():
        for word in words:
            kinds.setdefault(_SPOKEN.get(word, str(word)), []).append(str(kind))
    return {word: tuple(found) for word, found in kinds.items()}


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _signs(name: str, entries: Sequence[Mapping[str, Any]], classes: _Words) -> list[Sign]:
    found: list[Sign] = []
    for entry in entries:
        where = f"{name}: {entry.get('id', 'a sign without an id')}"
        if entry.get("level") not in _LEVELS:
            raise LexiconError(f"{where}: level must be one of {', '.join(_LEVELS)}")
        if not entry.get("source"):
            raise LexiconError(f"{where}: every sign names its source")
        if bool(entry.get("says")) == bool(entry.get("needs")):
            raise LexiconError(f"{where}: a sign has either `says` or `needs`")
        sign = Sign(
            id=entry["id"],
            level=entry["level"],
            kind=Kind(entry["kind"]) if "kind" in entry else None,
            advice=entry.get("advice", ""),
            source=entry["source"],
            by_another=_by_another(where, entry),
            says=_compiled(where, entry.get("says", ()), classes),
            unless=_compiled(where, entry.get("unless", ()), classes),
            needs=tuple(entry.get("needs", ())),
            matches=tuple(entry.get("matches", ())),
            misses=tuple(entry.get("misses", ())),
        )
        found.append(sign)
        if "perhaps" in entry:
            found.append(_perhaps(where, entry, sign, classes))
    return found


def _perhaps(where: str, entry: Mapping[str, Any], sign: Sign, classes: _Words) -> Sign:
    """The words that are `sign` where nothing else is said, and else only asked about."""
    if sign.level != "red":
        raise LexiconError(f"{where}: only a red sign has a `perhaps`")
    return replace(
        sign,
        id=f"{sign.id}.perhaps",
        level="amber",
        perhaps_of=sign.id,
        says=_compiled(where, entry["perhaps"], classes),
        matches=tuple(entry.get("perhaps_matches", ())),
    )


def _by_another(where: str, entry: Mapping[str, Any]) -> bool:
    if entry.get("seen_by", "another") != "another":
        raise LexiconError(f"{where}: seen_by can only be `another`")
    return "seen_by" in entry


def _cue(entry: Mapping[str, Any], classes: _Words) -> Cue:
    where = f"context.yaml: {entry['context']}"
    if entry["scope"] not in _SCOPES:
        raise LexiconError(f"{where}: scope must be one of {', '.join(_SCOPES)}")
    return Cue(
        context=entry["context"],
        scope=entry["scope"],
        says=_compiled(where, entry["says"], classes),
        unless=_compiled(where, entry.get("unless", ()), classes),
        kinds=tuple(entry.get("kinds", ())),
    )


def _compiled(where: str, sources: Sequence[Any], classes: _Words) -> tuple[Pattern, ...]:
    try:
        return tuple(compiled(str(source), classes) for source in sources)
    except PatternError as error:
        raise LexiconError(f"{where}: {error}") from error


def _indexed(
    signs: Sequence[Sign], cues: Sequence[Cue]
) -> tuple[tuple[Pattern, ...], tuple[Sign | Cue, ...], dict[str, tuple[int, ...]]]:
    patterns: list[Pattern] = []
    owners: list[Sign | Cue] = []
    index: dict[str, list[int]] = {}
    every: list[Sign | Cue] = [*signs, *cues]
    for owner in every:
        for pattern in owner.says:
            for word in pattern.anchors or ("",):
                index.setdefault(word, []).append(len(patterns))
            patterns.append(pattern)
            owners.append(owner)
    return tuple(patterns), tuple(owners), {w: tuple(n) for w, n in index.items()}


def _folding(files: Mapping[str, Any], plain: Sequence[str]) -> Folding:
    spelling = files["spelling"]
    expand = {
        str(written): tuple(str(meant).split())
        for meant, ways in spelling["expand"].items()
        for written in ways
    }
    heard: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for meant, ways in spelling["heard"].items():
        for way in ways:
            words = tuple(str(way).split())
            heard.setdefault(words[0], []).append((words, tuple(str(meant).split())))
    for phrases in heard.values():
        phrases.sort(key=lambda pair: -len(pair[0]))
    critical = [str(w) for w in files["repair"]["towards"]]
    known = [*plain, *(str(w) for w in files["repair"]["leave"])]
    emoji = {str(k): str(v or "") for k, v in spelling["emoji"].items()}
    return Folding(expand, heard, emoji, Repair(critical, known, expand))
