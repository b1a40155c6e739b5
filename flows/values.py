"""How a free answer is read, by what the step takes.  None means that it is not such an answer."""

from __future__ import annotations

import re
from typing import Final

from flows.numbers import read_number
from flows.scene import Scene
from flows.topics import topics_about
from flows.typed import plain
from flows.when import Window, read_window

Value = str | bool | Window
LONGEST_NAME: Final = 40
_INTRODUCED: Final = re.compile(
    r"^(?:hi |hello |hey )?(?:my name is|my names|the name is|name is|names|im|i am|its|it is"
    r"|call me|ask for)\s+"
)
_PLEASE: Final = re.compile(r"\s+(?:please|pls|plz|thanks|thank you|ta|here)$")


def read_value(takes: str, text: str, scene: Scene) -> Value | None:
    """The answer in `text`, read as `takes`: a name, a window, a number, yes or no."""
    match takes:
        case "name":
            return _name(text, scene)
        case "when":
            return read_window(text, scene.now)
        case "number":
            return read_number(text) or None
        case "yes_no":
            return _yes_no(text, scene)
        case _:
            return None


def _yes_no(text: str, scene: Scene) -> bool | None:
    said = _PLEASE.sub("", plain(text))
    if said in scene.pack.yes:
        return True
    return False if said in scene.pack.no else None


def _name(text: str, scene: Scene) -> str | None:
    """A short run of letters that is not a question we know an answer to."""
    said = _PLEASE.sub("", _INTRODUCED.sub("", plain(text)))
    words = said.split()
    if not 1 <= len(words) <= 3 or not re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", said):
        return None
    if topics_about(scene.pack, plain(text)) or "?" in text:
        return None
    return said.title()[:LONGEST_NAME]
