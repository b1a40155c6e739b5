"""The stored forms: a callback as a hash, what is personal as sealed JSON, and back.

Every JSON carries a form number, so that a newer house reads what an older one wrote.  Nothing
here talks to Redis.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from flows.conversation import Conversation, Wishes, from_json, to_json
from flows.levels import Finding, Kind, Level
from workers import keys
from workers.callbacks import DELETE_ME, Callback, Personal
from workers.moments import from_ms, to_ms
from workers.turn import TranscriptEntry
from workers.vault import Vault

FORM: Final = 1

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def conversation_bytes(conversation: Conversation) -> bytes:
    """The saved form of a conversation, before sealing."""
    return _encode(to_json(conversation)).encode()


def conversation_from(saved: bytes) -> Conversation:
    """The conversation that `conversation_bytes` saved."""
    return from_json(json.loads(saved))


def entry_bytes(entry: TranscriptEntry) -> bytes:
    """The saved form of something said, before sealing."""
    return _encode(
        [
            FORM,
            to_ms(entry.at),
            entry.door,
            entry.who,
            entry.text,
            entry.level,
            [_finding_row(found) for found in entry.evidence],
        ]
    ).encode()


def entry_from(saved: bytes) -> TranscriptEntry:
    """What `entry_bytes` saved."""
    _, at, door, who, text, level, evidence = json.loads(saved)
    return TranscriptEntry(from_ms(at), door, who, text, Level(level), _findings(evidence))


def personal_bytes(personal: Personal) -> bytes:
    """The saved form of what is personal, before sealing."""
    wishes = personal.wishes
    return _encode(
        {
            "form": FORM,
            "number": personal.number,
            "wishes": {
                "name": wishes.name,
                "when": wishes.when,
                "not_before": _ms_or_none(wishes.not_before),
                "due_by": _ms_or_none(wishes.due_by),
                "may_leave_message": wishes.may_leave_message,
                "may_text": wishes.may_text,
                "shared_phone": wishes.shared_phone,
                "other_number": wishes.other_number,
                "shall_we_ring": wishes.shall_we_ring,
            },
            "evidence": [_finding_row(found) for found in personal.evidence],
            "requests": personal.requests,
        }
    ).encode()


def personal_from(saved: bytes) -> Personal:
    """What `personal_bytes` saved.  Raises ValueError for a form newer than ours."""
    found = json.loads(saved)
    if found["form"] > FORM:
        raise ValueError(f"personal field of form {found['form']}; this version reads up to {FORM}")
    wishes = found["wishes"]
    wishes["not_before"] = _moment_or_none(wishes["not_before"])
    wishes["due_by"] = _moment_or_none(wishes["due_by"])
    return Personal(
        number=found["number"],
        wishes=Wishes(**wishes),
        evidence=_findings(found["evidence"]),
        requests=tuple(found["requests"]),
    )


def sealed_personal(callback: Callback, vault: Vault) -> bytes:
    """The `personal` field of a callback's hash."""
    return vault.seal(personal_bytes(callback.personal), keys.callback(callback.reference))


def callback_from(flat: Sequence[bytes], vault: Vault) -> Callback:
    """The callback in a hash as Redis lists it: field, value, field, value.  Raises VaultError."""
    found = {flat[n].decode(): flat[n + 1] for n in range(0, len(flat), 2)}
    sealed = found.pop("personal", None)
    public = {name: value.decode() for name, value in found.items()}
    about = keys.callback(public["reference"])
    personal = personal_from(vault.open(sealed, about)) if sealed else Personal()
    if public.get("delete_me") == "1" and DELETE_ME not in personal.requests:
        personal = replace(personal, requests=(*personal.requests, DELETE_ME))
    return Callback(
        reference=public["reference"],
        person=public["person"],
        level=Level(public["level"]),
        kind=Kind(public["kind"]) if public["kind"] else None,
        state=public["state"],
        asked=public["asked"] == "1",
        channel=public["channel"],
        waiting_since=from_ms(int(public["waiting_since"])),
        not_before=from_ms(int(public["not_before"])),
        due_at=from_ms(int(public["due_at"])),
        attempts=int(public["attempts"]),
        officer=public["officer"],
        lease_until=_public_moment(public["lease_until"]),
        fence=int(public["fence"]),
        version=int(public["version"]),
        outcome=public["outcome"],
        closed_at=_public_moment(public["closed_at"]),
        personal=personal,
        check=public["check"],
        alert=public["alert"],
        alert_step=int(public.get("alert_step") or 0),
        alert_from=int(public.get("alert_from") or 0),
        closing=public.get("closing", ""),
        closing_at=_public_moment(public.get("closing_at", "0")),
        duplicate_of=public.get("duplicate_of", ""),
    )


def contact_fields(callback: Callback, vault: Vault) -> list[bytes | str | int]:
    """The fields a person's contact may change, as `HSET` takes them."""
    return [
        "level", callback.level.value,
        "kind", callback.kind.value if callback.kind else "",
        "asked", "1" if callback.asked else "0",
        "not_before", to_ms(callback.not_before),
        "due_at", to_ms(callback.due_at),
        "check", callback.check,
        "personal", sealed_personal(callback, vault),
    ]  # fmt: skip


def opening_fields(callback: Callback) -> list[bytes | str | int]:
    """The fields that stand from the first contact on, or that the queue alone changes."""
    return [
        "reference", callback.reference,
        "person", callback.person,
        "channel", callback.channel,
        "waiting_since", to_ms(callback.waiting_since),
        "state", "waiting", "attempts", 0, "officer", "", "lease_until", 0,
        "fence", 0, "version", 0, "outcome", "", "closed_at", 0, "alert", "",
        "alert_step", 0, "alert_from", 0, "closing", "", "closing_at", 0,
    ]  # fmt: skip


def _finding_row(found: Finding) -> list[str | int]:
    return [found.rule, found.words, found.start, found.end, found.level.value, found.context]


def _findings(rows: Sequence[Any]) -> tuple[Finding, ...]:
    return tuple(
        Finding(rule, words, start, end, Level(level), context)
        for rule, words, start, end, level, context in rows
    )


def _ms_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def _moment_or_none(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_ms(milliseconds)


def _public_moment(milliseconds: str) -> datetime | None:
    return None if milliseconds == "0" else from_ms(int(milliseconds))
