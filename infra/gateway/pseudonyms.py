"""The names under which films and patients of a hospital leave it: hashes with a key that stays there."""

import hmac
import os
import secrets
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from pydicom.uid import UID

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Hashes with one key. Without the key, no one can try out numbers of patients.

    Equal identifiers have equal hashes, so that films of a patient stay comparable. A new key parts the
    later films of each patient from the earlier ones.
    """

    key: bytes = field(repr=False)

    def name(self, sop_instance: str) -> str:
        """Return the name of a film in spool and bucket: 64 hexadecimal digits."""
        return self._hash("film", sop_instance).hex()

    def patient(self, patient_id: str, issuer: str) -> str:
        """Return the Patient ID that stands for a patient: 64 hexadecimal digits, as long as an LO may be."""
        return self._hash("patient", issuer, patient_id).hex()

    def uid(self, original: str) -> UID:
        """Return the UID that stands for another one: a UUID under 2.25 (PS3.5 B.2)."""
        return UID(f"2.25.{uuid.UUID(bytes=self._hash('uid', original)[:16], version=5).int}")

    def _hash(self, *parts: str) -> bytes:
        return hmac.digest(self.key, "\0".join(parts).encode(), "sha256")


def load_pseudonyms(path: Path) -> Pseudonyms:
    """Return the pseudonyms with the key of a file, which is made at the first start for its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Pseudonyms(_checked(path))
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return Pseudonyms(_checked(path))


def _checked(path: Path) -> bytes:
    """Return the key. A short one is the rest of a start that was cut off, before any film came: renew it."""
    key = path.read_bytes()
    if len(key) == _KEY_BYTES:
        return key
    path.unlink()
    return load_pseudonyms(path).key
