"""The options of the sample films."""

import argparse
from pathlib import Path


def add_options(step: argparse.ArgumentParser) -> None:
    """Add options for the films to learn from, and for the samples."""
    group = step.add_argument_group("files")
    group.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder with train/ (required)"
    )
    group.add_argument(
        "--out",
        type=Path,
        default=Path("infra/local/samples"),
        metavar="DIR",
        help="folder of the samples (default: %(default)s)",
    )
