"""Fit the lung segmentation again: ``python -m training.lungs --data DIR``."""

import argparse
from pathlib import Path

from training.lungs.segmentation import fit_lungs


def main() -> None:
    """Fit the network, and print how well its masks agree with the outlines of held-out films."""
    parser = argparse.ArgumentParser(prog="python -m training.lungs", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/NORMAL (required)")
    for name, value in fit_lungs(parser.parse_args().data).items():
        print(f"{name:26}{value:8.3f}")


if __name__ == "__main__":
    main()
