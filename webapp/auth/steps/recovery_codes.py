"""Codes that replace a lost phone, each once."""

import base64
import hmac
import secrets

COUNT = 10
_BYTES = 10
"""80 bits: no guessing, whatever is known of the hashes."""

_GROUP = 4


def new_codes() -> list[str]:
    """Return new codes, in groups of four characters that are hard to confuse (RFC 4648 Base32)."""
    return [_grouped(base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()) for _ in range(COUNT)]


def hashed(code: str, key: bytes) -> str:
    """Return what is stored of a code, however it was typed: with spaces, hyphens or capital letters."""
    letters = "".join(c for c in code.lower() if c.isalnum())
    return hmac.new(key, letters.encode(), "sha256").hexdigest()


def _grouped(letters: str) -> str:
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))
