"""Every Redis key the house uses, spelled here and nowhere else.

All keys begin with `hi:`.  They carry references, ids and keyed hashes, never a number or a word.
This module knows names only: what a key holds is said where it is written.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

PREFIX: Final = "hi:"

READY: Final = PREFIX + "queue:ready"
LATER: Final = PREFIX + "queue:later"
HELD: Final = PREFIX + "queue:held"
OPEN: Final = PREFIX + "queue:open"
COUNTS: Final = PREFIX + "queue:counts"
LAST: Final = COUNTS + ":last"
CHANGED: Final = PREFIX + "queue:changed"
CLOSED: Final = PREFIX + "queue:closed"
DUE: Final = PREFIX + "due"
QUEUE_INDEXES: Final = (READY, LATER, HELD, OPEN, COUNTS, CHANGED, DUE, CLOSED)

RUNG: Final = PREFIX + "due:rung"

CLOCK_LOCK: Final = PREFIX + "clock:lock"
CLOCK_BEAT: Final = PREFIX + "clock:beat"
CONFIRMED: Final = PREFIX + "confirmed"
AUDIT: Final = PREFIX + "audit"
BANNER: Final = PREFIX + "banner"
ERASED: Final = PREFIX + "erased"
ERASING: Final = PREFIX + "erasing"
ERASING_SINCE: Final = PREFIX + "erasing:since"
LOOKUP: Final = PREFIX + "lookup"
REKEYING: Final = PREFIX + "rekeying"
RESTORING: Final = PREFIX + "restoring"

CALLBACK_PREFIX: Final = PREFIX + "callback:"
HISTORY_PREFIX: Final = PREFIX + "history:"
PERSON_PREFIX: Final = PREFIX + "person:"
OUTBOX_PREFIX: Final = PREFIX + "outbox:"

MESSAGES: Final = PREFIX + "messages"

STAFF: Final = PREFIX + "staff"
STAFF_PINS: Final = PREFIX + "pins"
BRIDGES: Final = PREFIX + "bridge:"
BLOCKED: Final = PREFIX + "blocked"
ROTA: Final = PREFIX + "rota"
ROTA_OFF: Final = PREFIX + "rota:off"
SESSIONS: Final = PREFIX + "session:"
HALF_SESSIONS: Final = PREFIX + "half:"
GUESSES: Final = PREFIX + "guesses"

_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,80}")


def callback(reference: str) -> str:
    """A callback's hash."""
    return CALLBACK_PREFIX + reference


def history(reference: str) -> str:
    """What was done about a callback, a list."""
    return HISTORY_PREFIX + reference


def counts_of(hour: int) -> str:
    """What was counted in one hour since 1970, for reports; it names nobody."""
    return f"{COUNTS}:{hour}"


def open_callback(person: str) -> str:
    """The reference of the person's open callback, if there is one."""
    return f"{PERSON_PREFIX}{person}:callback"


def earlier_callbacks(person: str) -> str:
    """References of the person's closed callbacks, newest first."""
    return f"{PERSON_PREFIX}{person}:earlier"


def conversation(person: str) -> str:
    """Where the person stands: `version`, `state`."""
    return f"{PERSON_PREFIX}{person}:conversation"


def transcript(person: str) -> str:
    """What was said, oldest first."""
    return f"{PERSON_PREFIX}{person}:transcript"


def split_off(person: str) -> str:
    """References of open callbacks that an officer split off for others on the same number."""
    return f"{PERSON_PREFIX}{person}:others"


def of_person(person: str) -> tuple[str, str, str, str, str, str]:
    """What the end of a callback touches, in this order."""
    return (
        open_callback(person),
        earlier_callbacks(person),
        conversation(person),
        transcript(person),
        outbox_of(person),
        split_off(person),
    )


def texts_stopped(person: str) -> str:
    """There while the person wants no texts from us."""
    return f"{PERSON_PREFIX}{person}:stopped"


def blocked(person: str) -> str:
    """There while a lead keeps this person's number from the flows."""
    return f"{PERSON_PREFIX}{person}:blocked"


def delivery(delivery_id: str) -> str:
    """The claim of one delivery, which holds its answer."""
    if _PLAIN_ID.fullmatch(delivery_id):
        return f"{PREFIX}delivery:{delivery_id}"
    return f"{PREFIX}delivery:{sha256(delivery_id.encode()).hexdigest()}"


def outbox(entry_id: str) -> str:
    """One message to be sent."""
    return OUTBOX_PREFIX + entry_id


def outbox_of(person: str) -> str:
    """Ids of what was to be sent to this person, oldest first."""
    return f"{PERSON_PREFIX}{person}:outbox"


def staff(name: str) -> str:
    """An account of the console."""
    return f"{STAFF}:{name}"


def staff_failures(name: str) -> str:
    """How often a password was guessed for this name lately; anybody may type any name."""
    return f"{PREFIX}guesses:{sha256(name.encode()).hexdigest()}"


def pin_guesses(call: str) -> str:
    """How many PINs were tried lately on this call; on all of them when none is named."""
    return f"{PREFIX}guesses:pin:{sha256(call.encode()).hexdigest() if call else 'all'}"


def guesses_from(address: str) -> str:
    """How often signing in was tried lately from this address, which comes as a keyed hash."""
    return f"{PREFIX}guesses-from:{address}"


def tolls(kind: str, hour: int, person: str = "") -> str:
    """How many of these went out in this hour; to one person, when named."""
    return f"{PREFIX}tolls:{kind}:{hour}" + (f":{person}" if person else "")


def staff_sessions(name: str) -> str:
    """The sessions that this account has open."""
    return f"{STAFF}:{name}:sessions"


def staff_recovery(name: str) -> str:
    """Hashes of this account's recovery codes that are not used yet."""
    return f"{STAFF}:{name}:recovery"


def half_session(token: str) -> str:
    """A sign-in that owes its second step, by the hash of its token."""
    return f"{HALF_SESSIONS}{sha256(token.encode()).hexdigest()}"


def session(token: str) -> str:
    """A console session, by the hash of its token, which itself is stored nowhere."""
    return SESSIONS + sha256(token.encode()).hexdigest()


def bridge(token: str) -> str:
    """A bridged call, by the hash of its token, which itself is stored nowhere."""
    return BRIDGES + sha256(token.encode()).hexdigest()


def bridge_of(reference: str) -> str:
    """The last bridged call of a callback."""
    return f"{PREFIX}bridged:{reference}"
