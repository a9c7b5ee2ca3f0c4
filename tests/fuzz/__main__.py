"""`python -m tests.fuzz` reads mutated films of every form, and fails on one that is not read or refused.

No crash, no more than 2 s of the processor and no more than 1 GB of memory for any film. The bytes of
each that breaks this are kept in build/fuzz/. The same seed mutates the same way.
"""

import argparse
import os
import sys
from pathlib import Path

from cxr.cli.whole_numbers import add_whole_number
from tests.fuzz.pool import outcomes
from tests.fuzz.report import table
from tests.fuzz.worker import case

KEPT = Path("build/fuzz")


def main() -> int:
    """Run, print the table, keep what broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    add_whole_number(parser, "--cases", "mutated films", lowest=1, default=50_000)
    add_whole_number(parser, "--seed", "seed of the mutations", lowest=0, default=1)
    add_whole_number(parser, "--workers", "processes", lowest=1, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    found = list(outcomes(arguments.cases, arguments.seed, arguments.workers))
    print(table(outcome for _, outcome in found))
    faults = [(number, outcome) for number, outcome in found if outcome.is_fault]
    for number, outcome in faults:
        KEPT.mkdir(parents=True, exist_ok=True)
        path = KEPT / f"{outcome.film}-{arguments.seed}-{number}"
        path.write_bytes(case(number, arguments.seed)[1])
        print(f"{path}: {outcome.end}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
