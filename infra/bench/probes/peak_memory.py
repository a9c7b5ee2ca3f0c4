"""`python -m infra.bench.probes.peak_memory FILE` prints the peak memory of a process that reads one film."""

import json
import re
import sys
from pathlib import Path

from functions.classify import wiring  # noqa: F401 (what it imports is part of the function's memory)
from infra.bench.probes.film_stages import bench_classifier, process_film


def main() -> None:
    """Print megabytes (2**20 bytes) at the peak, including all that the function has loaded."""
    process_film(Path(sys.argv[1]).read_bytes(), bench_classifier())
    print(json.dumps({"megabytes": peak_megabytes()}))


def peak_megabytes() -> float:
    """Return the peak resident memory of this process.

    Not from ``getrusage``: its figure includes what the parent had when it started this process.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if not found:
        raise LookupError("the kernel does not report the peak memory (VmHWM)")
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
