"""`python -m infra.bench.runtimes.worker LOADER PACKAGE FILE PRECISION RUNS` times a network.

LOADER is a function of `loaders`. The output is JSON: the version of the runtime's PACKAGE, and the
milliseconds of each run.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from infra.bench.measurement import milliseconds
from infra.bench.runtimes import loaders

_WARM_UP_RUNS = 3


def main() -> None:
    """Load, warm up and time."""
    loader, package, file, precision, runs = sys.argv[1:]
    installed = version(package)
    run = getattr(loaders, loader)(Path(file), precision)
    times = [milliseconds(run) for _ in range(_WARM_UP_RUNS + int(runs))]
    print(json.dumps({"version": installed, "milliseconds": times[_WARM_UP_RUNS:]}))


if __name__ == "__main__":
    main()
