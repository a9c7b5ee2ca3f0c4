"""What memory a process has taken, as the Linux kernel counts it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_CLEAR_REFS = Path("/proc/self/clear_refs")

T = TypeVar("T")


def kilobytes(field: str, process: int | None = None) -> int:
    """A field of the status of a process, or of this one: VmSize, VmRSS (resident) or VmHWM (its peak)."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{process or 'self'}/status").read_text())
    if not found:
        raise LookupError(field)
    return int(found[1])


def forget_peak() -> None:
    """Let VmHWM start again from what is resident now."""
    _CLEAR_REFS.write_text("5")


def peak_growth(act: Callable[[], T]) -> tuple[T, float]:
    """What ``act`` returns, and how many megabytes (2**20 bytes) more were resident meanwhile.

    0 megabytes on systems other than Linux, which do not say.
    """
    if not _CLEAR_REFS.exists():
        return act(), 0.0
    forget_peak()
    before = kilobytes("VmRSS")
    answer = act()
    return answer, (kilobytes("VmHWM") - before) / 1024
