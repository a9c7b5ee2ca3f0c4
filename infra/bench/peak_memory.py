"""`python -m infra.bench.peak_memory FILE` reads a film as the function does, and says its memory."""

import json
import re
import sys
from pathlib import Path

from cxr.classifier import load_classifier
from functions.classify import assembly  # noqa: F401 (what it imports is part of the function's memory)
from infra.bench.reading import read_whole


def main() -> None:
    """Print megabytes (2**20 bytes) at the peak, with all that the function has loaded."""
    read_whole(Path(sys.argv[1]).read_bytes(), load_classifier().without_screening())
    print(json.dumps({"megabytes": peak_megabytes()}))


def peak_megabytes() -> float:
    """The most memory that this process has had resident.

    Not getrusage's figure: that one counts what the parent had when it started this process.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if not found:
        raise LookupError("the kernel does not say how much memory was resident")
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
