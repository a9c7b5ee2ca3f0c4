"""Files that survive a power cut: whole or not there, and never half of one."""

import os
from pathlib import Path


def settle(unfinished: Path, final: Path) -> None:
    """Move a written file to its name, so that both its bytes and its name last. Replace what is there."""
    descriptor = os.open(unfinished, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    unfinished.replace(final)
    sync_folder(final.parent)


def write(final: Path, content: bytes) -> None:
    """Write a file that lasts."""
    unfinished = final.with_name(f"{final.name}.part")
    unfinished.write_bytes(content)
    settle(unfinished, final)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
