"""`python -m infra.bench.sandbox_parts FILE ROUNDS` times reading a film in this process and in the sandbox.

It prints medians in milliseconds.
"""

import json
import sys
from functools import partial
from pathlib import Path

from cxr.radiograph import read
from cxr.sandbox.reader import SandboxedReader
from infra.bench.measuring import in_turns, medians, milliseconds


def main() -> None:
    """Measure one film."""
    data, rounds = Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
    with SandboxedReader() as reader:
        ways = {"plain": partial(read, data), "sandboxed": partial(reader.read, data)}
        turns = {name: partial(lambda way: [milliseconds(way)], way) for name, way in ways.items()}
        print(json.dumps(medians(in_turns(turns, rounds))))


if __name__ == "__main__":
    main()
