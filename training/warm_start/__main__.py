"""Start EfficientNetB3 from a run of EfficientNet-Lite2: ``python -m training.warm_start``.

A one-time conversion, for a machine that cannot download the ImageNet weights of EfficientNetB3.
"""

import argparse
import sys
from pathlib import Path

from training.errors import TrainingError
from training.warm_start.net2net import transfer_run


def main(arguments: list[str] | None = None) -> int:
    """Convert one run. Return 0 when done, 2 for an error that the user can correct."""
    parser = argparse.ArgumentParser(prog="python -m training.warm_start", description=__doc__)
    parser.add_argument(
        "--of", type=Path, required=True, metavar="RUN", help="finished run of efficientnetlite2 (required)"
    )
    parser.add_argument("--run", type=Path, required=True, help="folder of the new run (required)")
    options = parser.parse_args(arguments)
    try:
        transfer_run(options.of, options.run)
    except (TrainingError, OSError) as e:
        print(f"training: {e}", file=sys.stderr)
        return 2
    print(f"EfficientNetB3 that starts from {options.of} is in {options.run}; train it with --weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
