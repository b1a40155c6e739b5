"""The flow drawn, from the same table that is walked by the content check: Mermaid, and SVG.

Commands that are understood everywhere are left out of the picture, or nothing else could be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final, get_args

from flows.events import Door
from flows.leads import AT_REST, HANGS_UP, leads
from flows.pack import Pack

WIDTH: Final = 150
HEIGHT: Final = 34
ACROSS: Final = 250
DOWN: Final = 62
MARGIN: Final = 24
_COLOURS: Final = {"sms": "#005eb8", "voice": "#006747"}
_DOORS: Final = {"sms": "by text", "voice": "by phone"}
_STYLE: Final = (
    "text{font:13px sans-serif;fill:#212b32}.end{fill:#f0f4f5}.step{fill:#fff}"
    "rect{stroke:#4c6272}path{fill:none;stroke-width:1.2;opacity:.7}"
)


@dataclass(frozen=True, slots=True)
class Edge:
    """One way on, and everything that leads along it."""

    door: Door
    start: str
    end: str
    why: str


def edges(pack: Pack) -> list[Edge]:
    """Every way from step to step; several reasons for the same way stand together."""
    found: dict[tuple[Door, str, str], list[str]] = {}
    for door in get_args(Door):
        for step in pack.steps.values():
            if door in step.doors:
                for why, there in leads(pack, step, door):
                    found.setdefault((door, step.id, there), []).append(why)
    return [
        Edge(door, start, end, ", ".join(dict.fromkeys(why)))
        for (door, start, end), why in found.items()
        if start != end
    ]


def mermaid(pack: Pack) -> str:
    """A Mermaid flowchart: unbroken lines by text, dotted ones by phone."""
    lines = ["flowchart LR"]
    lines += [f'    {step.id}["{step.id}"]' for step in pack.steps.values()]
    lines += [f'    rest(["{AT_REST}"])', f'    hangs_up(["{HANGS_UP}"])']
    for edge in edges(pack):
        arrow = "-->" if edge.door == "sms" else "-.->"
        end = {AT_REST: "rest", HANGS_UP: "hangs_up"}.get(edge.end, edge.end)
        lines.append(f'    {edge.start} {arrow}|"{edge.why}"| {end}')
    return "\n".join(lines)


def svg(pack: Pack) -> str:
    """The same as a picture, each step in the column of how far it is from the beginning."""
    ways = edges(pack)
    spots = _spots(pack, ways)
    wide = max(x for x, _ in spots.values()) + WIDTH + MARGIN
    high = max(y for _, y in spots.values()) + HEIGHT + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
        f'aria-labelledby="flow-title"><title id="flow-title">The flow of {escape(pack.id)}</title>'
        f"<style>{_STYLE}</style>"
    ]
    parts += [_arrow(edge, spots) for edge in ways]
    parts += [_box(name, *spot) for name, spot in spots.items()]
    parts += [
        f'<text x="{MARGIN + at * 110}" y="{high - 6}" style="fill:{_COLOURS[door]}">'
        f"{_DOORS[door]}</text>"
        for at, door in enumerate(get_args(Door))
    ]
    return "".join((*parts, "</svg>"))


def _spots(pack: Pack, ways: Iterable[Edge]) -> dict[str, tuple[int, int]]:
    """Where each step stands: columns by distance from a beginning, in the order of the file."""
    column = dict.fromkeys(pack.begin.values(), 0)
    onward = list(ways)
    for distance in range(len(pack.steps)):
        for edge in onward:
            if column.get(edge.start) == distance:
                column.setdefault(edge.end, distance + 1)
    last = max(column.values()) + 1
    names = [*pack.steps, AT_REST, HANGS_UP]
    taken: dict[int, int] = {}
    spots = {}
    for name in names:
        across = column.get(name, 0) if name in pack.steps else last
        row = taken.get(across, 0)
        taken[across] = row + 1
        spots[name] = (MARGIN + across * ACROSS, MARGIN + row * DOWN)
    return spots


def _box(name: str, x: int, y: int) -> str:
    kind = "end" if name.startswith("(") else "step"
    middle = f'x="{x + WIDTH // 2}" y="{y + HEIGHT // 2 + 5}" text-anchor="middle"'
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>'
        f"<text {middle}>{escape(name)}</text>"
    )


def _arrow(edge: Edge, spots: dict[str, tuple[int, int]]) -> str:
    (x1, y1), (x2, y2) = spots[edge.start], spots[edge.end]
    start, end = (x1 + WIDTH, y1 + HEIGHT // 2), (x2, y2 + HEIGHT // 2)
    bend = max(60, abs(end[0] - start[0]) // 2)
    curve = f"M{start[0]} {start[1]} C{start[0] + bend} {start[1]} {end[0] - bend} {end[1]}"
    why = escape(f"{edge.start} to {edge.end}: {edge.why}")
    return (
        f'<path d="{curve} {end[0]} {end[1]}" style="stroke:{_COLOURS[edge.door]}">'
        f"<title>{why}</title></path>"
    )
