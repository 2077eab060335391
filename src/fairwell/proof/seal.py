"""Seals statements, so that every later change of any field is found and named.

A sealed document is one line of canonical JSON:

    {"fairwell": "statement/1",
     "seal": {"algorithm": "Ed25519", "key_id": …, "public_key": hex, "sealed_at": instant,
              "digests": {pointer: hex}, "salts": {pointer: hex}, "signature": hex},
     "statement": {…}}

Each field of the statement (empty lists and objects too) has a random salt of 16 bytes and a
digest, the SHA-256 of the canonical text of [salt, steps to the field, value]; steps tell list
indexes from keys. The Ed25519 signature covers the canonical text of "fairwell" and "seal"
without salts and signature; the digests bind the salts and all values, so a changed field is
named by its digest while the signature still holds. Whoever removes a field together with its
salt leaves a digest from which not even a yes or no can be guessed, and the other fields stay
provable. No other text this key signs may begin like an object whose first key is "fairwell".
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fairwell.proof.canonical import canonical_bytes
from fairwell.proof.verify import MAX_BYTES, fields, fingerprint, pointer


class SealError(ValueError):
    """The statement can't be sealed; the message says why."""


@dataclass(frozen=True)
class SealingKey:
    """A private Ed25519 key; its text form never shows the secret."""

    _private: Ed25519PrivateKey

    @classmethod
    def generate(cls) -> Self:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_private_bytes(cls, secret: bytes) -> Self:
        """The key of a 32-byte secret (RFC 8032 seed); ValueError for any other length."""
        return cls(Ed25519PrivateKey.from_private_bytes(secret))

    def __repr__(self) -> str:
        return f"SealingKey({self.key_id})"

    @property
    def private_bytes(self) -> bytes:
        return self._private.private_bytes_raw()

    @property
    def public_bytes(self) -> bytes:
        return self._private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """Five groups of four letters and digits (97 bits), to compare by eye or by ear."""
        return fingerprint(self.public_bytes)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of `message`."""
        return self._private.sign(message)


def signature_verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """The verifier's `ed25519_verifies` by OpenSSL: a hundred times as fast, for our own audit.

    It is as sure for keys of our own making; only the verifier refuses keys made to deceive.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def instant(at: datetime) -> str:
    """`at` (aware) as statements write it, like 2026-11-22T09:30:00Z, cut to the second."""
    if at.tzinfo is None:
        raise SealError(f"{at.isoformat()} has no time zone; give an aware instant.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seal(
    statement: Mapping[str, object],
    key: SealingKey,
    *,
    sealed_at: datetime,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> bytes:
    """The sealed document; the same call gives another text each time, so keep these bytes.

    Raises SealError for an empty statement or one that would make more than 1 MB, and
    CanonicalError for a value that has no canonical text.
    """
    plain = dict(statement)
    if not plain:
        raise SealError("An empty statement says nothing; there is nothing to seal.")
    canonical_bytes(plain)
    digests, salts = {}, {}
    for steps, value in fields(plain):
        name = pointer(*steps)
        salts[name] = random_bytes(16).hex()
        text = canonical_bytes([salts[name], list(steps), value])
        digests[name] = hashlib.sha256(text).hexdigest()
    covered = {
        "algorithm": "Ed25519",
        "digests": digests,
        "key_id": key.key_id,
        "public_key": key.public_bytes.hex(),
        "sealed_at": instant(sealed_at),
    }
    form = "statement/1"
    signature = key.sign(canonical_bytes({"fairwell": form, "seal": covered})).hex()
    whole_seal = {**covered, "salts": salts, "signature": signature}
    document = canonical_bytes({"fairwell": form, "seal": whole_seal, "statement": plain})
    if len(document) > MAX_BYTES:
        raise SealError("The sealed statement would be larger than 1 MB; say less in it.")
    return document
