"""Options of ``python -m training validate``, apart from the modules that load the model."""

import argparse
from pathlib import Path

from training.evaluation.command_options import add_model_option, add_page_option


def add_options(group: argparse._ArgumentGroup) -> None:
    """Add the options of this step beside ``--data``."""
    add_model_option(group)
    add_page_option(group, Path("build/validation.md"))
    group.add_argument(
        "--refit-intercept",
        action="store_true",
        help="measure the shift of the intercept that calibrates the model on these films, too; "
        "the model stays as it is",
    )


def add_intercept_options(step: argparse.ArgumentParser) -> None:
    """Add the options of the step that measures the shift by verdicts."""
    group = step.add_argument_group("intercept")
    group.add_argument(
        "--verdicts",
        type=Path,
        required=True,
        metavar="FILE",
        help="table of verdicts that the agreement page exports, best those before the opinion (required)",
    )
    add_model_option(group)
