"""The parser of ``python -m training``: each step has the options that it uses, with type, range, default."""

import argparse
from collections.abc import Callable

from training.options import average, samples, screening
from training.options.films import add_films
from training.options.release_paths import add_release_paths
from training.options.run import add_run
from training.options.settings import add_settings
from training.options.steps import RELEASING, STEPS, TRAINING
from training.robustness import options as robustness
from training.shortcuts import options as shortcuts
from training.validation import options as validation

_MEASURING: dict[str, Callable[[argparse._ArgumentGroup], None]] = {
    "validate": validation.add_options,
    "shortcuts": shortcuts.add_options,
    "robustness": robustness.add_options,
}

_SPECIAL: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "samples": samples.add_options,
    "average": average.add_options,
    "intercept": validation.add_intercept_options,
    "screening": screening.add_options,
}
"""Steps with options of their own."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    every = argparse.ArgumentParser(
        prog="python -m training",
        description="Train the model offline, in one command or step by step. Start with a recipe: "
        "python -m training run --recipe quick_cpu --data DIR --version NAME",
    )
    steps = every.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, text in STEPS.items():
        step = steps.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if name in _SPECIAL:
            _SPECIAL[name](step)
        else:
            _add_options(step, name)
    return every


def _add_options(step: argparse.ArgumentParser, name: str) -> None:
    add_films(step.add_argument_group("films"), name)
    if name in _MEASURING:
        _MEASURING[name](step.add_argument_group(name))
    else:
        add_run(step.add_argument_group("run"), name)
    if name in TRAINING:
        add_settings(step.add_argument_group("settings"), name)
    if name in RELEASING:
        add_release_paths(step.add_argument_group("results"))
