"""Encryption of what is stored about a person, and the keyed hash by which they are found.

AES-256-GCM.  A sealed value is: form (1 byte), key id (4 bytes), nonce (12 bytes), ciphertext and
tag.  `about`, usually the Redis key it lives under, is bound to it, so that a sealed value moved
elsewhere does not open.  Keys are any strong secrets; this module never stores or logs one and
does not judge their strength (settings do).
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from workers.errors import VaultError as VaultError

_FORM: Final = b"\x01"
_NONCE_BYTES: Final = 12
_HEAD_BYTES: Final = 1 + 4 + _NONCE_BYTES
PERSON_LENGTH: Final = 32
_NAME_LENGTH: Final = 16


class Vault:
    """Seals with the newest data key, opens with any; names people by a keyed hash.

    `data_keys` newest first, at least one.  `lookup_key` never changes but by `helpline rekey`,
    which puts a new one before the old and a comma between: people are then known by the new key's
    hash of what the old one gave, so that changing it needs nobody's number.
    """

    def __init__(self, data_keys: Sequence[str], lookup_key: str) -> None:
        if not data_keys or not all(data_keys) or not lookup_key:
            raise ValueError("the vault needs at least one data key, and a lookup key")
        ciphers = [_cipher(key) for key in data_keys]
        self._newest_head, self._newest = ciphers[0]
        self._by_head = dict(reversed(ciphers))
        oldest_first = reversed([part.strip() for part in lookup_key.split(",") if part.strip()])
        if not lookup_key.replace(",", " ").strip():
            raise ValueError("the vault needs a lookup key")
        self._lookups = [hmac.new(part.encode(), digestmod=sha256) for part in oldest_first]

    def seal(self, plain: bytes, about: str) -> bytes:
        """`plain` encrypted and bound to `about`; different bytes every time."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._newest_head + nonce + self._newest.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """What `seal` was given with the same `about`.  Raises VaultError."""
        cipher = self._by_head.get(sealed[: _HEAD_BYTES - _NONCE_BYTES])
        if cipher is None:
            raise VaultError("sealed with a key that is not in DATA_KEYS")
        nonce = sealed[_HEAD_BYTES - _NONCE_BYTES : _HEAD_BYTES]
        try:
            return cipher.decrypt(nonce, sealed[_HEAD_BYTES:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultError("a sealed value was damaged or moved") from error

    def sealed_with_newest(self, sealed: bytes) -> bool:
        """Whether `sealed` needs no sealing again after a change of keys."""
        return sealed.startswith(self._newest_head)

    def person(self, address: str) -> str:
        """The lookup id of an address (E.164 number or CallSid): 32 hex characters."""
        for lookup in self._lookups:
            address = _hashed(lookup, address)
        return address

    def renamed(self, person: str) -> str:
        """The id under the newest lookup key of somebody known by the older ones."""
        return _hashed(self._lookups[-1], person)

    def lookup_names(self) -> tuple[str, ...]:
        """What the lookup keys are called, all of them together first, then without the newest.

        A name tells whether two are the same, and nothing about the key.
        """
        names, upto = [], ""
        for lookup in self._lookups:
            upto = _hashed(lookup, f"the name of this key after {upto}")
            names.append(upto[:_NAME_LENGTH])
        return tuple(reversed(names))

    def is_sealed(self, value: bytes) -> bool:
        """Whether one of our data keys sealed this."""
        return value[: _HEAD_BYTES - _NONCE_BYTES] in self._by_head


def _hashed(key: hmac.HMAC, text: str) -> str:
    found = key.copy()
    found.update(text.encode())
    return found.hexdigest()[:PERSON_LENGTH]


def _cipher(secret: str) -> tuple[bytes, AESGCM]:
    derived = HKDF(SHA256(), 36, salt=None, info=b"helpline intake data key").derive(
        secret.encode()
    )
    return _FORM + derived[32:], AESGCM(derived[:32])
