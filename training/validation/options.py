"""Options of ``python -m training validate``, apart from the modules that load the model."""

import argparse
from pathlib import Path


def add_options(group: argparse._ArgumentGroup) -> None:
    """Add the options of this step beside ``--data``."""
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
        default=Path("build/validation.md"),
        metavar="FILE",
        help="page to write, with its figures as JSON beside it (default: %(default)s)",
    )
    group.add_argument(
        "--refit-intercept",
        action="store_true",
        help="measure the shift of the intercept that calibrates the model on these films, too; "
        "the model stays as it is",
    )
