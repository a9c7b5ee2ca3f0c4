"""The options of films."""

import argparse
from pathlib import Path

from training.config import Config
from training.options.numbers import add_split_seed
from training.options.release_paths import SHIPPED
from training.options.steps import MEASURING, RELEASING, TRAINING


def add_films(group: argparse._ArgumentGroup, step: str) -> None:
    """Add the options that ``step`` uses."""
    use = "to measure" if step in MEASURING else "to train on"
    group.add_argument(
        "--data",
        action="append",
        required=True,
        metavar="[NAME=]DIR",
        help=f"films {use}, in the layout of Kaggle, NIH, the RSNA, or NORMAL/ and PNEUMONIA/ with "
        "metadata.csv (required; may be repeated)",
    )
    if step in TRAINING | {"export"}:
        group.add_argument(
            "--screening",
            type=Path,
            default=SHIPPED,
            metavar="DIR",
            help="folder of the screening network: a run of 'screening', or a model (default: %(default)s)",
        )
    if step in RELEASING:
        group.add_argument(
            "--measure",
            action="append",
            default=[],
            metavar="[NAME=]DIR",
            help="films that are only measured (default: none; may be repeated)",
        )
    if step == "shortcuts":
        add_split_seed(group, Config())
