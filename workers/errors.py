"""What can go wrong in this room, each with what the caller may do about it.

    WorkersError
    ├── StoreAway        Redis cannot take it now: spool, or say so; nothing is known to be written
    ├── NewerForm        written by a newer version of us: it will be read by that one
    ├── VaultError       sealed with a key we do not hold, or tampered with
    ├── EmbeddedRefused  our own Redis cannot be started; the message says what to do
    ├── StaffRefused     an account cannot be made or changed so; the message says why
    ├── RotaRefused      a duty cannot be made or changed so; the message says why
    ├── RekeyRefused     the keys cannot be changed so; the message says why
    ├── BackupRefused    a backup cannot be taken or put back; the message says why
    ├── BlockRefused     a number cannot be blocked so; the message says why
    ├── BannerRefused    a banner does not keep the rules for it; `where` and the message say why
    ├── SendFailed       Twilio did not take it, or we do not know whether it did
    └── QueueRefused     the queue is well; this step is not allowed, and changed nothing
        ├── AlreadyClaimed    somebody else has it; `officer` says who
        ├── LeaseLost         it is not theirs any more (or never was)
        ├── Gone              closed, or never there
        ├── OutcomeRefused    such a callback may not end, or be lowered, this way
        ├── TextRefused       such a text may not go to them; the message says why
        └── BridgeRefused     they cannot be put through; the message says why

No message here carries a number or a word that somebody wrote.
"""

from __future__ import annotations


class WorkersError(Exception):
    """Any error this room raises on purpose."""


class StoreAway(WorkersError):
    """Redis is away, slow, read-only, full or busy.  Whether the write happened is not known."""


class VaultError(WorkersError):
    """A sealed value cannot be opened: unknown key, moved elsewhere, or tampered with."""


class NewerForm(VaultError):
    """Written in a form newer than ours, in the middle of an upgrade: a newer one can read it."""


class EmbeddedRefused(WorkersError):
    """The embedded Redis cannot be started; the message is one line for whoever runs us."""


class StaffRefused(WorkersError):
    """An account of the console cannot be made or changed so; the message says why."""


class RotaRefused(WorkersError):
    """A duty cannot be put on the rota or changed so; the message says why."""


class RekeyRefused(WorkersError):
    """The keys cannot be changed so; the message says why."""


class BackupRefused(WorkersError):
    """A backup cannot be read or put back so; the message says why."""


class BlockRefused(WorkersError):
    """A number cannot be blocked so; the message says why."""


class BannerRefused(WorkersError):
    """A banner cannot be put up so; `where` is the field, the message says why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(why)
        self.where = where


class SendFailed(WorkersError):
    """A text or a call was not taken by Twilio, or nobody knows whether it was.

    `code` is Twilio's, 0 when there was no answer.  `retryable`: it was certainly not taken, and
    may be later.  `outcome_unknown`: it may have been taken; sending again may double it.
    """

    def __init__(self, code: int, *, retryable: bool, outcome_unknown: bool) -> None:
        super().__init__(f"code {code}")
        self.code = code
        self.retryable = retryable
        self.outcome_unknown = outcome_unknown


class QueueRefused(WorkersError):
    """A step of the callback queue was refused; nothing changed."""


class AlreadyClaimed(QueueRefused):
    """Another officer has this callback."""

    def __init__(self, officer: str) -> None:
        super().__init__("another officer has this callback")
        self.officer = officer


class LeaseLost(QueueRefused):
    """The officer does not hold this callback any more."""


class Gone(QueueRefused):
    """The callback is closed, or there is no such callback."""


class OutcomeRefused(QueueRefused):
    """This callback may not end, or be lowered, in this way."""


class TextRefused(QueueRefused):
    """This text may not go to this person; the message says why, in words for the officer."""


class BridgeRefused(QueueRefused):
    """The officer cannot be put through to the person; the message says why, in words for them."""
