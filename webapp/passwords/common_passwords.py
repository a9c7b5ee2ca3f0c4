"""A set of common passwords as a Bloom filter: it knows each of them, and hardly any other.

`python -m infra.packaging.common_passwords` writes the file. Packaging and `make test` see to it.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

FILE = Path(__file__).with_name("common_passwords.bin")

MIN_LENGTH = 12
"""The fewest characters of a password: the set holds no shorter ones."""

SIZE = 6 * 2**20
"""Bytes of the filter."""

_HASHES = 24
"""Bits of a password. Of other passwords, one in some sixteen million then looks common."""


def is_common(password: str) -> bool:
    """Return whether many people use the password, as it is or in small letters."""
    return any(_contains(spelling) for spelling in {password, password.casefold()})


def bits_of(password: str) -> Iterator[int]:
    """Yield the numbers of the bits that are set for a password.

    Two hashes stand for many: Kirsch and Mitzenmacher 2006, "Less Hashing, Same Performance".
    """
    digest = sha256(password.encode()).digest()
    start, step = int.from_bytes(digest[:16]), int.from_bytes(digest[16:]) | 1
    return ((start + number * step) % (8 * SIZE) for number in range(_HASHES))


def _contains(password: str) -> bool:
    return all(_filter()[bit // 8] >> bit % 8 & 1 for bit in bits_of(password))


@cache
def _filter() -> bytes:
    return FILE.read_bytes()
