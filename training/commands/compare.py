"""The step that compares architectures."""

import argparse

from cxr.inference.model_card import load_model_card
from training.commands.backend import require_tensorflow
from training.commands.settings import changed, settings_of
from training.data.screening_file import load_screening
from training.errors import TrainingError
from training.evaluation.look_log import LookLog
from training.recipes import network_comparison


def compare(options: argparse.Namespace) -> None:
    """Train each architecture on the same split, and write one table."""
    require_tensorflow(options)
    from training.comparison import compare as comparison
    from training.comparison.page import read_figures, write_comparison

    if options.release_only and not options.report:
        raise TrainingError("--release-only needs --report with the report of the release")
    base = settings_of(options.config) if options.config else network_comparison.RECIPE
    config = changed(base, options)
    films = comparison.list_comparison_films(options.data, config)
    finder = load_screening(options.screening).finder()
    if options.release_only:
        figures = comparison.replace_release(films, read_figures(), options.report, finder)
    else:
        figures = comparison.compare(films, options.run, config, finder, options.report)
    if options.report:
        LookLog(options.report.parent, "compare").record(load_model_card())
    print(write_comparison(figures))
