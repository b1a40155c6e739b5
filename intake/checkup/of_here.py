"""This machine and what runs on it: the disk, the worker, the words, the accounts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flows import voice
from flows.outcome import Ask
from flows.pack import Pack
from intake import readiness
from intake.checkup.finding import Finding, judged
from intake.parts import Parts
from intake.spool import Spool
from workers.errors import StoreAway
from workers.forgetting import PROMISED

ROOM: Final = 200 * 1024 * 1024
_LEADING: Final = ("lead", "admin")


def look(parts: Parts) -> Iterator[Finding]:
    """The checks that need no Redis."""
    data_dir = parts.settings.data_dir
    spool = readiness.spooling(Spool(data_dir / "spool", parts.vault))
    yield judged("spool", _well(spool), "look at DATA_DIR/spool; *.damaged files are set aside")
    yield judged("room on the disk", _room(data_dir), "make room, or move DATA_DIR")
    yield judged(
        "who can read DATA_DIR",
        "others on this machine can" if _open_to_others(data_dir) else "",
        "chmod 700 DATA_DIR",
    )
    yield judged("lexicon", _well(readiness.lexicon()), "reinstall: the package is not whole")
    yield judged(
        "what is said is heard whole",
        "" if heard_whole(parts.pack) else "the profanity filter is on: it masks what people say",
        'reinstall: every <Gather> must say profanityFilter="false"',
    )


def look_in_redis(parts: Parts) -> Iterator[Finding]:
    """The checks that need one."""
    working = readiness.working(parts.redis, parts.now)
    yield judged("worker", _well(working), "start `helpline worker`")
    try:
        accounts = [one for one in parts.staff.list() if not one.disabled]
        late = _late(parts)
    except StoreAway:
        return
    leading = [one for one in accounts if one.role in _LEADING]
    yield judged(
        "somebody leads",
        "" if leading else "there is no account of a lead or admin: nobody can close or lower red",
        "helpline staff add NAME --role lead --password-stdin",
    )
    alone = [] if parts.settings.demonstration else [o for o in leading if not o.second_step]
    yield judged(
        "second step of who leads",
        f"{len(alone)} of {len(leading)} sign in with a password alone" if alone else "",
        "have them turn it on: console, You, Second step",
    )
    yield judged(
        "erasing at Twilio",
        f"{late} people wait longer than promised" if late else "",
        "look for `erasing.put_off` in the worker's log; Twilio's code is there",
    )


def heard_whole(pack: Pack) -> bool:
    """Whether a caller's words come to us unmasked."""
    asked = voice.twiml(
        (Ask(pack.begin["voice"]),), pack, {}, action=lambda _: "", admissions="", caller_id=""
    )
    gathers = re.findall(r"<Gather [^>]*>", asked)
    return bool(gathers) and all('profanityFilter="false"' in one for one in gathers)


def _late(parts: Parts) -> int:
    return parts.store.erasures.late(parts.now() - PROMISED)


def _room(folder: Path) -> str:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return f"{free // 2**20} MB are left" if free < ROOM else ""


def _open_to_others(folder: Path) -> bool:
    return folder.is_dir() and bool(folder.stat().st_mode & 0o077)


def _well(state: str) -> str:
    return "" if state == "ok" else state
