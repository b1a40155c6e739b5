"""Where requests wait on disk when Redis cannot take them: encrypted, flushed, in order.

A file is one request.  It is there before the other side is answered and goes only when the same
handler has taken it.  Nothing here knows what a request means; nothing readable touches the disk.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from workers.vault import Vault, VaultError

ABOUT: Final = "spool"
SUFFIX: Final = ".spooled"
_PERSON_SHOWN: Final = 16


class SpoolFull(Exception):
    """The disk would not take it: the person must be told to ring."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """One signed request as it came: target, form fields in order, and when (ms since 1970)."""

    target: str
    form: tuple[tuple[str, str], ...]
    received_ms: int


class Spool:
    """A folder of requests that wait for Redis."""

    def __init__(self, folder: Path, vault: Vault):
        self._folder = folder
        self._vault = vault

    def keep(self, request: Spooled, person: str = "") -> None:
        """Write the request so that it survives us.  Raises SpoolFull when that is not possible.

        `person` is the keyed hash of whoever it came from, by which it is found again.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            sealed = self._vault.seal(json.dumps(asdict(request)).encode(), ABOUT)
            whose = person[:_PERSON_SHOWN] or "nobody"
            name = f"{request.received_ms:015d}-{whose}-{_digest(request)}{SUFFIX}"
            _write(self._folder / name, sealed)
        except OSError as error:
            raise SpoolFull(error.__class__.__name__) from error

    def waiting(self) -> int:
        """How many requests wait."""
        return len(self._files())

    def aside(self) -> int:
        """How many were set aside, for the operator to look at."""
        return len(list(self._folder.glob("*.damaged"))) if self._folder.is_dir() else 0

    def writable(self) -> bool:
        """Whether the disk would take a request now."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self._folder) as file:
                file.write(b"1")
        except OSError:
            return False
        return True

    @contextmanager
    def draining(self) -> Iterator[bool]:
        """True inside for the one process that may drain now; others get False and come later."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def oldest_first(self, person: str = "") -> Iterator[tuple[Path, Spooled | None]]:
        """Each waiting request, of one person if named; None for a damaged one, to be set aside."""
        for path in self._files(person[:_PERSON_SHOWN] or "*"):
            try:
                saved = json.loads(self._vault.open(path.read_bytes(), ABOUT))
            except FileNotFoundError:
                continue  # somebody else has taken it
            except (VaultError, ValueError, OSError):
                yield path, None
                continue
            form = tuple((name, value) for name, value in saved["form"])
            yield path, Spooled(saved["target"], form, saved["received_ms"])

    def done(self, path: Path) -> None:
        """The request has been taken."""
        path.unlink(missing_ok=True)

    def seal_again(self) -> int:
        """Whatever waits here, sealed with the newest key; how many it was."""
        changed = 0
        for path in self._files():
            sealed = path.read_bytes()
            if self._vault.sealed_with_newest(sealed):
                continue
            with suppress(VaultError):  # a damaged one is for the drainer to set aside
                _write(path, self._vault.seal(self._vault.open(sealed, ABOUT), ABOUT))
                changed += 1
        return changed

    def forget(self, person: str) -> int:
        """Whatever waits here from this person goes, damaged or not; how many it was."""
        whose = person[:_PERSON_SHOWN]
        theirs = list(self._folder.glob(f"*-{whose}-*")) if whose and self._folder.is_dir() else []
        for path in theirs:
            path.unlink(missing_ok=True)
        return len(theirs)

    def set_aside(self, path: Path) -> None:
        """The file cannot be read: kept for the operator, out of the way of the others."""
        with suppress(FileNotFoundError):
            path.rename(path.with_suffix(".damaged"))

    def _files(self, whose: str = "*") -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(self._folder.glob(f"*-{whose}-*{SUFFIX}"))


def _digest(request: Spooled) -> str:
    digest = hashlib.sha256(repr((request.target, sorted(request.form))).encode())
    return digest.hexdigest()[:16]


def _write(final: Path, sealed: bytes) -> None:
    draft = final.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(final)
    _flush_folder(final.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
