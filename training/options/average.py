"""The options of the mean of several runs."""

import argparse
from pathlib import Path


def add_options(step: argparse.ArgumentParser) -> None:
    """Add options for the runs to average, and for the new one."""
    group = step.add_argument_group("runs")
    group.add_argument(
        "--of",
        type=Path,
        action="append",
        required=True,
        metavar="RUN",
        help="finished run, or report of a release (required, twice or more); the last gives the settings",
    )
    group.add_argument(
        "--run", type=Path, required=True, metavar="DIR", help="folder of the new run (required)"
    )
