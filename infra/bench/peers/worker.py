"""`python -m infra.bench.peers.worker RUNTIME FILE PRECISION SIZE CORE` runs a network when it is told to.

It says which version of the runtime it has, and then, for each number on its input, runs the network so
many times and answers with the milliseconds of each, as JSON.
"""

import json
import os
import sys
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from infra.bench.peers.film import noise


def main() -> None:
    """Serve until the input ends."""
    runtime, file, precision, size, core = sys.argv[1:]
    os.sched_setaffinity(0, {int(core)})
    # Runtimes write on standard output as they please; the answers keep it for themselves.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    peer = import_module(f"infra.bench.peers.{runtime}")
    run = peer.load(Path(file), precision)
    film = noise(int(size))
    run(film)
    print(json.dumps(version(peer.PACKAGE)), file=answers, flush=True)
    for line in sys.stdin:
        taken = []
        for _ in range(int(line)):
            started = time.perf_counter()
            run(film)
            taken.append(1000 * (time.perf_counter() - started))
        print(json.dumps(taken), file=answers, flush=True)


if __name__ == "__main__":
    main()
