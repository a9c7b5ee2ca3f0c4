"""The options of the paths that a release is written to."""

import argparse
from pathlib import Path

SHIPPED, REPORTS = Path("cxr/model"), Path("training/reports")
MODEL_PAGE = Path("docs/model_card.md")


def add_release_paths(group: argparse._ArgumentGroup) -> None:
    """Add options for the model, its reports and its page."""
    for option, default, text in (
        ("--out", SHIPPED, "folder of the shipped model"),
        ("--reports", REPORTS, "folder of the reports"),
        ("--page", MODEL_PAGE, "page of the model card"),
    ):
        group.add_argument(
            option, type=Path, default=default, metavar="PATH", help=f"{text} (default: %(default)s)"
        )
