"""Unique identifiers of results: the same for the same film and model, without a registered root."""

import hashlib
import uuid

from pydicom.uid import UID


def uid_of(*parts: str) -> UID:
    """Return the UID that belongs to these words, and to no others.

    It is a UUID of their SHA-256 under 2.25, the arc for UUIDs (ITU-T X.667, PS3.5 B.2). Repeating a result
    therefore replaces it, and never makes a second one.
    """
    digest = hashlib.sha256("\0".join(("pneumoscope", *parts)).encode()).digest()
    return UID(f"2.25.{uuid.UUID(bytes=digest[:16], version=5).int}")
