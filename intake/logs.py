"""Logs: one JSON object a line, with ids and never a number or a word that somebody wrote.

Code that logs is to pass ids only; the redaction here is the second net, not the first.  What other
libraries log through `logging` goes through the same net.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final, TextIO

import structlog

WITHHELD: Final = "[withheld]"
NUMBER: Final = "[number]"
PERSONAL: Final = frozenset(
    {
        "address", "answer", "body", "call_to", "caller", "evidence", "form", "from", "name_said",
        "number", "password", "phone", "secret", "speech", "text", "to", "token", "transcript",
        "words",
    }
)  # fmt: skip
_LIKE_A_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z-])\+?\d(?:[\s().-]?\d){6,}(?![0-9A-Za-z-])")


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every log line of this process to `stream` (standard error unless given) as JSON."""
    first: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        withhold,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False)
    out = stream or sys.stderr
    structlog.configure(
        processors=[*first, last],
        logger_factory=structlog.WriteLoggerFactory(out),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_without_exception, *first],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("twilio.http_client", "urllib3", "werkzeug", "rq.worker", "rq.scheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def for_a_command() -> None:
    """Only what is wrong, and on standard error: a command's output is its own."""
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, withhold, structlog.processors.JSONRenderer()],
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )


def withhold(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The event without anything personal: by the name of a field, and by the look of a value."""
    return {
        name: WITHHELD if name in PERSONAL else _cleaned(value) for name, value in event.items()
    }


def where(error: BaseException) -> str:
    """Where an error came from, without its message: `engine.py:57 in advance`, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames)


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return _LIKE_A_NUMBER.sub(NUMBER, value)
        case dict():
            return {k: WITHHELD if k in PERSONAL else _cleaned(v) for k, v in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_cleaned(inner) for inner in value]
        case int() if str(value).startswith("44") and len(str(value)) in (11, 12):
            return NUMBER
        case None | bool() | int() | float():
            return value
        case _:
            return type(value).__name__


def _without_exception(
    _: Any, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A message of an exception may hold what somebody wrote: its kind and place are enough."""
    record = event.get("_record")
    if record is not None and record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        event["error"], event["where"] = type(error).__name__, where(error)
        record.exc_info = record.exc_text = None
        event.pop("exc_info", None)
    return event
