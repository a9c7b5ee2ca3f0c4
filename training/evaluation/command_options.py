"""Options of the steps that measure a model and write a page, apart from the modules that load TensorFlow."""

import argparse
from pathlib import Path


def add_measuring_options(group: argparse._ArgumentGroup, page: Path) -> None:
    """Add the options that these steps share. ``page`` is the default of ``--out``."""
    group.add_argument(
        "--part",
        choices=("train", "test"),
        default="test",
        help="part of the data: train to choose between models, test to report on one (default: %(default)s)",
    )
    add_model_option(group)
    add_page_option(group, page)
    group.add_argument(
        "--reports",
        type=Path,
        default=Path("training/reports"),
        metavar="DIR",
        help="folder of the log of looks at test films (default: %(default)s)",
    )


def add_model_option(group: argparse._ArgumentGroup) -> None:
    """Add ``--model``: the folder of the model that is measured."""
    group.add_argument(
        "--model",
        type=Path,
        default=Path("cxr/model"),
        metavar="DIR",
        help="folder of the model (default: %(default)s)",
    )


def add_page_option(group: argparse._ArgumentGroup, page: Path) -> None:
    """Add ``--out``: the page that is written, ``page`` by default."""
    group.add_argument(
        "--out",
        type=Path,
        default=page,
        metavar="FILE",
        help="page to write, with its figures as JSON beside it (default: %(default)s)",
    )
