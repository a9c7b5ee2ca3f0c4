"""What reading one film may take of the machine."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """``memory``: bytes of address space beyond what the process has when it starts to read a film.

    ``processor``: seconds of the processor. ``waiting``: seconds in which the film must be read, however busy
    the machine is. No film waits, so a reader that does would wait for ever.
    """

    memory: int = 896 << 20
    processor: float = 4.5
    waiting: float = 120.0

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Let the kernel keep the limits meanwhile.

        Beyond its memory, the process gets MemoryError. Beyond its time, SIGPROF or SIGALRM ends it.
        macOS keeps no limit of memory.
        """
        if _STATM.exists():
            pages = int(_STATM.read_text().split()[0])
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + self.memory, hard))
        signal.setitimer(signal.ITIMER_PROF, self.processor)
        signal.setitimer(signal.ITIMER_REAL, self.waiting)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
