"""The function of each step. It is called with the options of the command line."""

import argparse
from collections.abc import Callable

from cxr.inference.classifier import load_classifier
from training.commands.compare import compare
from training.commands.release import calibrate, evaluate, export, run
from training.commands.training import average, screening, train
from training.data.sample_films import write_samples
from training.robustness.command import measure_robustness
from training.shortcuts.command import measure_shortcuts
from training.validation.command import validate_site
from training.validation.reader_verdicts import refit_on_verdicts


def samples(options: argparse.Namespace) -> None:
    """Make synthetic sample films."""
    for path in write_samples(options.data, options.out, load_classifier()):
        print(path)


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "screening": screening,
    "run": run,
    "train": train,
    "average": average,
    "export": export,
    "calibrate": calibrate,
    "evaluate": evaluate,
    "validate": validate_site,
    "intercept": refit_on_verdicts,
    "compare": compare,
    "shortcuts": measure_shortcuts,
    "robustness": measure_robustness,
    "samples": samples,
}
