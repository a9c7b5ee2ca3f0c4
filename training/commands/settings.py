"""The settings of a run, from the options of the command line."""

import argparse
from dataclasses import replace
from pathlib import Path

from training.config import Config, Stage
from training.errors import TrainingError
from training.recipes import RECIPES

SETTINGS = (
    *("architecture", "learning_rate", "weights", "precision", "clear_weight", "grey_share"),
    *("superposed_share", "seed", "split_seed"),
)
"""Settings that an option of the same name changes."""


def settings(options: argparse.Namespace) -> Config:
    """Return the recipe, the file of --config or the defaults, with the settings of the options.

    Raise TrainingError if both are given, or the file is unusable.
    """
    if options.recipe and options.config:
        raise TrainingError("give --recipe or --config, not both")
    base = RECIPES[options.recipe] if options.recipe else Config()
    return changed(settings_of(options.config) if options.config else base, options)


def settings_of(file: Path) -> Config:
    """Return the settings of an earlier run, without the record of its average and its export."""
    return replace(Config.load(file), averaged_from=(), export_seed=None)


def changed(base: Config, options: argparse.Namespace) -> Config:
    """Return ``base`` with the settings of the options."""
    given = {name: value for name in SETTINGS if (value := getattr(options, name, None)) is not None}
    if options.stage:
        given["stages"] = tuple(Stage(*stage) for stage in options.stage)
    if options.weights == "none":
        given["weights"] = None
    return replace(base, **given)
