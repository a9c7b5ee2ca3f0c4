"""Options for numbers, with their ranges."""

import argparse
from math import inf

from training.config import RANGES, Config


def add_number(group: argparse._ArgumentGroup, option: str, base: Config, text: str) -> None:
    """Add an option for a numeric setting, with the range and default of ``Config``."""
    name = option.removeprefix("--").replace("-", "_")
    default = getattr(base, name)
    low, high = RANGES[name]
    kind = "integer" if isinstance(default, int) else "number"
    bounds = f"{low:g} or more" if high == inf else f"{low:g} to {high:.10g}"
    group.add_argument(
        option,
        dest=name,
        type=type(default),
        metavar="N" if isinstance(default, int) else "X",
        help=f"{text} ({kind}, {bounds}; default: {default:.4g})",
    )


def add_split_seed(group: argparse._ArgumentGroup, base: Config) -> None:
    """Add the option for the seed of the split."""
    add_number(group, "--split-seed", base, "seed of the patient split")


def count(text: str) -> int:
    """Return the number that was given. Raise ArgumentTypeError if it is not 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of 1 or more")
    return int(text)
