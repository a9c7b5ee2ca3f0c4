"""The options of a run: its folder, and what it may use or ship."""

import argparse
from pathlib import Path

from training.calibration.fewest_films import FEWEST_FILMS
from training.options.numbers import count


def add_run(group: argparse._ArgumentGroup, step: str) -> None:
    """Add the options that ``step`` uses."""
    if step == "compare":
        group.add_argument(
            "--run",
            type=Path,
            default=Path("runs", "compare"),
            metavar="DIR",
            help="folder of the runs, one for each architecture (default: %(default)s)",
        )
        group.add_argument(
            "--report", type=Path, metavar="DIR", help="report of a release to compare, too (default: none)"
        )
        group.add_argument(
            "--release-only",
            action="store_true",
            help="replace the rows of the release in the stored figures, and train nothing; needs --report",
        )
    elif step in {"run", "train", "export"}:
        group.add_argument(
            "--run",
            type=Path,
            default=Path("runs", "latest"),
            metavar="DIR",
            help="folder of the run (default: %(default)s)",
        )
    if step == "train":
        group.add_argument(
            "--devices",
            type=count,
            metavar="N",
            help="devices that share the run, each with its part of a batch (integer, 1 or more; default: "
            "all on JAX, 1 with TensorFlow)",
        )
    if step in {"run", "export"}:
        group.add_argument(
            "--version",
            required=True,
            metavar="NAME",
            help="version of the model, shown with every result (required)",
        )
        group.add_argument(
            "--allow-few-films",
            action="store_true",
            help=f"ship a model of fewer than {FEWEST_FILMS} validation films of a class; its card says "
            "that it is not for use",
        )
