"""Options of ``python -m training validate``, apart from the modules that load the model."""

import argparse
from pathlib import Path


def add_options(group: argparse._ArgumentGroup) -> None:
    """Add the options of this step beside ``--data``."""
    _add_model(group)
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
    _add_model(group)


def _add_model(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--model",
        type=Path,
        default=Path("cxr/model"),
        metavar="DIR",
        help="folder of the model (default: %(default)s)",
    )
