"""Who did what, and who was shown a number: to be read and taken away, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Response, request

from intake.console import wording
from intake.console.pages import Pages
from intake.console.roles import Right
from intake.console.sheets import sheet
from workers.audit import AuditLine

PAGE: Final = 50
AT_ONCE: Final = 2000
WORDS: Final[Mapping[str, str]] = {
    "signed_in": "Signed in",
    "signed_out": "Signed out",
    "locked": "Was locked out, because nobody was there",
    "sign_in_refused": "Gave a wrong password, or was locked out",
    "signed_out_everywhere": "Signed out everywhere",
    "code_refused": "Gave a wrong code, or was locked out",
    "second_step_on": "Turned the second step on for",
    "second_step_off": "Turned the second step off for",
    "second_step_taken": "Took away the second step of",
    "recovery_codes_made": "Made new recovery codes for",
    "phone_kept": "Kept a phone for",
    "phone_taken": "Took away the phone of",
    "pin_made": "Made a new PIN for",
    "pin_taken": "Took away the PIN of",
    "banner_up": "Put a sentence in front of both doors",
    "banner_down": "Took the sentence in front of both doors down",
    "duty_added": "Put on the rota",
    "duty_on": "Switched on the duty of",
    "duty_off": "Switched off the duty of",
    "duty_removed": "Took off the rota",
    "number_shown": "Was shown the number",
    "searched": "Searched",
    "take_next": "Took the next one",
    "claim": "Took it",
    "release": "Gave it back",
    "renew": "Kept it for longer",
    "note": "Left a note",
    "attempt": "Recorded a try",
    "close": "Closed it",
    "call": "Had their own phone rung, to be put through",
    "text": "Sent a prepared text",
    "split": "Split it",
    "block": "Blocked a number",
    "lift": "Lifted a block",
    "blocked_seen": "Saw the blocked numbers",
    "handover_seen": "Saw the hand-over sheet",
    "undo": "Undid the closing",
    "lower": "Lowered it",
    "account_added": "Added the account",
    "account_disabled": "Disabled the account",
    "account_enabled": "Enabled the account",
    "password_set": "Set a new password for",
    "audit_exported": "Exported the audit",
    "report_exported": "Exported a report",
}


def register(pages: Pages) -> None:
    """The list, and the whole of it as a file."""
    audit = pages.door.audit

    @pages.get("/audit", Right.AUDIT)
    def audit_page() -> Response:
        skip = _whole_number(request.args.get("skip", ""))
        lines = audit.latest(PAGE + 1, skip)
        return pages.draw(
            "audit.html",
            lines=[_words(line, pages) for line in lines[:PAGE]],
            newer=max(0, skip - PAGE) if skip else None,
            older=skip + PAGE if len(lines) > PAGE else None,
            broken=audit.first_broken(-AT_ONCE),
            at_once=AT_ONCE,
            more=audit.length() > AT_ONCE,
        )

    @pages.get("/audit/check", Right.AUDIT)
    def audit_check() -> Response:
        """All of the chain, so many lines at a time: it may be long."""
        start, length = _whole_number(request.args.get("from", "")), audit.length()
        upto = min(start + AT_ONCE, length)
        return pages.draw(
            "audit_check.html",
            first=start + 1,
            last=upto,
            length=length,
            broken=audit.first_broken(start, AT_ONCE),
            onward=upto if upto < length else None,
        )

    @pages.get("/audit.csv", Right.AUDIT)
    def audit_csv() -> Response:
        pages.record("audit_exported")
        rows = (
            (
                line.number,
                line.at.isoformat(),
                line.by,
                line.what,
                line.about,
                line.word,
                line.whole,
            )
            for line in audit.everything()
        )
        return sheet("audit", ("number", "at", "by", "what", "about", "word", "whole"), rows)


def _words(line: AuditLine, pages: Pages) -> dict[str, object]:
    return {
        "number": line.number,
        "at": wording.moment_words(line.at, pages.door.now()),
        "by": line.by,
        "what": WORDS.get(line.what, line.what.replace("_", " ")),
        "about": line.about,
        "word": line.word.replace("_", " "),
        "whole": line.whole,
    }


def _whole_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
