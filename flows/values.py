"""How a free answer is read, by what the step takes.  None means that it is not such an answer."""

from __future__ import annotations

import re
from typing import Final

from flows.ask import ask
from flows.numbers import read_number
from flows.scene import Scene
from flows.shapes import Step
from flows.typed import mentions, plain
from flows.when import Window, read_window

Value = str | bool | Window
LONGEST_NAME: Final = 40
LONGEST_YES_NO: Final = 8
_INTRODUCED: Final = re.compile(
    r"^(?:hi |hello |hey |ok |its )*(?:my name is|my names|the name is|name is|names|im|i am|its"
    r"|it is|call me|ask for|you can call me|just|just call me|just ask for)\s+"
)
_IN_PASSING: Final = re.compile(r"\b(?:my name is|my names|im called|ask for) (\w+)")
_PLEASE: Final = re.compile(r"\s+(?:please|pls|plz|thanks|thank you|ta|here|x+)$")
_A_NUMBER_IN_IT: Final = re.compile(r"\+?[\d(][\d\s()-]{8,16}\d")


def read_value(step: Step, text: str, scene: Scene) -> Value | None:
    """The answer in `text`, read as the step takes it: a name, a window, a number, yes or no."""
    match step.takes:
        case "name":
            return _name(text, scene)
        case "when":
            return read_window(text, scene.now)
        case "number":
            inside = _A_NUMBER_IN_IT.search(text)
            return read_number(inside[0] if inside else text) or None
        case "yes_no":
            return _yes_no(step, text, scene)
        case _:
            return None


def _yes_no(step: Step, text: str, scene: Scene) -> bool | None:
    """A plain yes or no, one with more words after it, or a phrase that answers this question."""
    said = _PLEASE.sub("", plain(text))
    no = mentions(said, step.no)
    for phrase in step.no:  # "dont leave one" is not "leave one"
        said = f" {said} ".replace(f" {phrase} ", " - ").strip() if no else said
    yes = mentions(said, step.yes)
    if bool(yes) is not bool(no):
        return bool(yes)
    if said in scene.pack.yes:
        return True
    if said in scene.pack.no:
        return False
    words = said.split()
    if yes or no or "?" in text or not 2 <= len(words) <= LONGEST_YES_NO:
        return None
    first = words[0]
    if first.isdigit() or not {first} & {*scene.pack.yes, *scene.pack.no}:
        return None
    return first in scene.pack.yes


def name_in_passing(text: str, scene: Scene) -> str:
    """The name in "can you call me, my name is Dave"; none when they do not say that it is one."""
    found = _IN_PASSING.search(plain(text))
    return _name(found[1], scene) or "" if found else ""


def _name(text: str, scene: Scene) -> str | None:
    """A short run of letters that is not a question we know an answer to."""
    whole = plain(text)
    bare = _INTRODUCED.sub("", whole)
    said = _PLEASE.sub("", bare)
    words = said.split()
    if not 1 <= len(words) <= 3 or not re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", said):
        return None
    if "?" in text or scene.pack.not_names & set(words):
        return None
    if bare == whole and len(words) > 1 and ask(text, scene.pack).topic in scene.pack.topics:
        return None
    return None if said in scene.pack.named else said.title()[:LONGEST_NAME]
