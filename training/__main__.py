"""``python -m training``: every step from films to a shipped model."""

import argparse
import sys
from pathlib import Path

from training.config import Config
from training.errors import TrainingError


def main(arguments: list[str] | None = None) -> int:
    """Run one step; 2 where its user can put right what is wrong."""
    options = _parser().parse_args(arguments)
    from training.train import train

    try:
        if options.step in ("train", "run"):
            train(options.data, options.run, Config())
    except TrainingError as e:
        print(f"training: {e}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    for name in ("train", "run"):
        step = steps.add_parser(name)
        step.add_argument("--data", type=Path, required=True)
        step.add_argument("--run", type=Path, default=Path("runs/latest"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
