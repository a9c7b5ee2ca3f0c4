"""The options of the settings of a run."""

import argparse
from pathlib import Path

from cxr.inference.model_card import STRIDE
from training.config import PRECISIONS, Config
from training.options.numbers import add_number, add_split_seed
from training.recipes import RECIPES, network_comparison

ARCHITECTURES = ("efficientnetb3", "densenet121", "cnn", "efficientnetlite2")


def add_settings(group: argparse._ArgumentGroup, step: str) -> None:
    """Add the options that ``step`` uses."""
    base = network_comparison.RECIPE if step == "compare" else Config()
    if step != "compare":
        group.add_argument(
            "--recipe",
            choices=RECIPES,
            metavar="NAME",
            help=f"settings of a recipe: {', '.join(RECIPES)} (default: none)",
        )
        group.add_argument(
            "--architecture",
            metavar="NAME",
            help=f"{', '.join(ARCHITECTURES)} (default: {base.architecture})",
        )
    group.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="settings from the config.json of an earlier run; other options change them (default: none)",
    )
    group.add_argument(
        "--stage",
        nargs=2,
        type=int,
        action="append",
        metavar=("EPOCHS", "SIZE"),
        help=f"epochs (1 or more) at pixels a side (a multiple of {STRIDE}); may be repeated, smallest first "
        f"(default: {base.schedule})",
    )
    add_number(group, "--learning-rate", base, "peak of the learning rate")
    group.add_argument(
        "--weights",
        metavar="START",
        help="start: imagenet, none (random), or the weights.npz of an earlier run (default: none)",
    )
    group.add_argument(
        "--precision",
        metavar="POLICY",
        help=f"dtype policy of Keras: {', '.join(PRECISIONS)} (default: {base.precision})",
    )
    add_number(group, "--clear-weight", base, "weight of the loss on evidence in pasted healthy lung")
    add_number(
        group, "--grey-share", base, "share of the films with grey patches, of those without pasted lung"
    )
    add_number(group, "--superposed-share", base, "share of the films mixed with others of their class")
    add_number(group, "--seed", base, "seed of everything but the split")
    add_split_seed(group, base)
