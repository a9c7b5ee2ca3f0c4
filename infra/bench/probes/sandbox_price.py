"""`python -m infra.bench.probes.sandbox_price FILE ROUNDS` times reading a film, here and in the sandbox.

It prints medians in milliseconds.
"""

import json
import sys
from functools import partial
from pathlib import Path

from cxr.imaging.reader import read
from cxr.sandbox.reader import SandboxedReader
from infra.bench.measurement import median_times


def main() -> None:
    """Measure one film."""
    data, rounds = Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
    with SandboxedReader() as reader:
        calls = {"plain": partial(read, data), "sandboxed": partial(reader.read, data)}
        print(json.dumps(median_times(calls, rounds)))


if __name__ == "__main__":
    main()
