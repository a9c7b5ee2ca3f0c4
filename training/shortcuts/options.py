"""Options of ``python -m training shortcuts``, apart from the modules that load TensorFlow."""

import argparse
from pathlib import Path

from training.evaluation.command_options import add_measuring_options


def add_options(group: argparse._ArgumentGroup) -> None:
    """Add the options of this step beside ``--data`` and ``--split-seed``."""
    add_measuring_options(group, Path("build/shortcuts.md"))
