"""Options of ``python -m training robustness``, apart from the modules that load TensorFlow."""

import argparse
from pathlib import Path


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
        "--part",
        choices=("train", "test"),
        default="test",
        help="part of the data: train to choose between models, test to report on one (default: %(default)s)",
    )
    group.add_argument(
        "--treatment",
        action="append",
        default=[],
        metavar="NAME",
        help="measure this treatment alone (default: all; may be repeated)",
    )
    group.add_argument(
        "--model",
        type=Path,
        default=Path("cxr/model"),
        metavar="DIR",
        help="folder of the model (default: %(default)s)",
    )
    group.add_argument(
        "--out",
        type=Path,
        default=Path("build/robustness.md"),
        metavar="FILE",
        help="page to write, with its figures as JSON beside it (default: %(default)s)",
    )
