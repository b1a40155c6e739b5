"""The console's pages and the right that each asks for, read in its source and held to its map."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask

from intake.console import callback_steps
from intake.console.roles import Right

_SOURCE: Final = Path(__file__).parents[2] / "intake" / "console"
OPEN: Final = (Right.NOTHING,)


@dataclass(frozen=True, order=True)
class Door:
    """One page by one method.  `address` has a callback's reference in place of its pattern."""

    address: str
    method: str
    right: str


def doors() -> list[Door]:
    """Every `@pages.get(RULE, RIGHT)` and `@pages.post(RULE, RIGHT)`."""
    found = []
    for path in sorted(_SOURCE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found += [door for d in node.decorator_list if (door := _door(d)) is not None]
    steps = callback_steps.STEPS.items()  # registered by name, from one table
    address = "/console/callbacks/H7K-4RM"
    return sorted(found + [Door(f"{address}/{name}", "POST", r.name) for name, (r, _) in steps])


def mapped(app: Flask) -> set[tuple[str, str]]:
    """Every address of the console in the application's own map, with its method."""
    return {
        (filled(rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.rule.startswith("/console") and rule.endpoint != "console.static"
    }


def filled(rule: str) -> str:
    """The rule with something in place of each pattern."""
    rule = re.sub(r"<reference>", "H7K-4RM", rule)
    rule = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule)
    rule = re.sub(r"<int:\w+>", "1", rule)
    return re.sub(r"<(\w+:)?\w+>", "nowhere", rule)


def _door(decorator: ast.expr) -> Door | None:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return None
    if decorator.func.attr not in ("get", "post") or len(decorator.args) != 2:
        return None
    rule, right = decorator.args
    if not isinstance(rule, ast.Constant) or not isinstance(right, ast.Attribute):
        return None
    return Door(filled(f"/console{rule.value}"), decorator.func.attr.upper(), right.attr)
