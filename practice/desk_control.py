"""The rest of the control interface: faults, where the numbers point, notices, and a reset."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Final

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from practice import views
from practice.control import asked, refused
from practice.desk import Standing
from practice.faults import NoSuchFault, fault_of
from practice.lines import Line
from practice.numbers import dialled

URLS: Final = tuple(f.name for f in fields(Line) if f.name not in ("number", "sid"))


def make_desk_control(standing: Standing) -> Blueprint:
    """What a tester does with the desk itself."""
    control = Blueprint("desk", __name__)
    control.register_error_handler(HTTPException, refused)

    _faults(control, standing)

    @control.get("/lines")
    def lines() -> ResponseReturnValue:
        return jsonify(lines=[asdict(line) for line in standing.desk.lines])

    @control.post("/lines")
    def change_line() -> ResponseReturnValue:
        wanted, known = asked(), standing.desk.lines
        number = dialled(str(wanted.get("number") or ""))
        numbers = [line.number for line in known] if not number else [number]
        if any(known.of(one) is None for one in numbers):
            abort(404, "none of the account's numbers")
        for one in numbers:
            known.change(one, **{name: str(wanted[name]) for name in URLS if name in wanted})
        return lines()

    @control.post("/countries")
    def change_countries() -> ResponseReturnValue:
        wanted = asked().get("countries") or []
        standing.desk.countries.clear()
        standing.desk.countries.update(str(code) for code in wanted)
        return jsonify(countries=sorted(standing.desk.countries))

    @control.get("/notices")
    def notices() -> ResponseReturnValue:
        return jsonify(notices=[views.of_notice(n) for n in standing.desk.notices.all()])

    @control.post("/reset")
    def reset() -> ResponseReturnValue:
        standing.reset()
        return "", 204

    return control


def _faults(control: Blueprint, standing: Standing) -> None:
    """What is to go wrong."""

    @control.post("/faults")
    def add_fault() -> ResponseReturnValue:
        wanted = asked()
        try:
            fault = fault_of(wanted, dialled(str(wanted.get("to") or "")))
            times = int(wanted.get("times") or 1)
        except (NoSuchFault, ValueError, TypeError) as error:
            abort(400, str(error))
        standing.desk.faults.add(fault, times)
        return jsonify(shown()), 201

    @control.get("/faults")
    def faults() -> ResponseReturnValue:
        return jsonify(shown())

    @control.delete("/faults")
    def no_faults() -> ResponseReturnValue:
        standing.desk.faults.clear()
        return jsonify(shown())

    def shown() -> dict[str, object]:
        kept = standing.desk.faults.all()
        return {"faults": [{**asdict(fault), "times": times} for fault, times in kept]}
