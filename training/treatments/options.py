"""Options of ``python -m training robustness``, apart from what loads TensorFlow."""

import argparse
from pathlib import Path


def add_options(step: argparse.ArgumentParser) -> None:
    """Offer the options of this step beside ``--data``."""
    step.add_argument("--films", type=int, default=100, help="how many are treated (%(default)s)")
    step.add_argument(
        "--part",
        choices=("train", "test"),
        default="test",
        help="of the data: train to choose between models, test to report on one (%(default)s)",
    )
    step.add_argument("--treatment", action="append", default=[], metavar="NAME", help="these alone")
    step.add_argument("--model", type=Path, default=Path("cxr/model"), help="folder of the model")
    step.add_argument("--out", type=Path, default=Path("build/robustness.md"), help="JSON lies beside it")
