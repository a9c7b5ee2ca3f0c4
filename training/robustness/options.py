"""Options of ``python -m training robustness``, apart from the modules that load TensorFlow."""

import argparse
from pathlib import Path

from training.evaluation.command_options import add_measuring_options


def add_options(group: argparse._ArgumentGroup) -> None:
    """Add the options of this step beside ``--data``."""
    group.add_argument(
        "--films",
        type=int,
        default=100,
        metavar="N",
        help="number of films (integer, 2 or more; default: %(default)s)",
    )
    group.add_argument(
        "--treatment",
        action="append",
        default=[],
        metavar="NAME",
        help="measure this treatment alone (default: all; may be repeated)",
    )
    add_measuring_options(group, Path("build/robustness.md"))
