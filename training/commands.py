"""The steps of training, each called with the options of the command line."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import keras

from cxr.inference.classifier import load_classifier
from cxr.inference.model_card import ModelCard
from training.calibration.fewest_films import require_enough_films
from training.config import CONFIG, Config, Stage
from training.data.catalog import list_populations
from training.data.sample_films import write_samples
from training.data.screening_file import load_screening
from training.data.split import SPLIT, check_split, split
from training.errors import TrainingError
from training.files import require_writable
from training.fitting.train import train as train_run
from training.model_card.history import write_history
from training.model_card.page import write_page
from training.recipes import RECIPES, network_comparison
from training.robustness.command import measure_robustness
from training.runs.average import average as average_runs
from training.runs.run_folder import require_finished
from training.shortcuts.command import measure_shortcuts
from training.validation.command import validate_site

if TYPE_CHECKING:  # the export needs TensorFlow, which may be absent where JAX trains
    from training.export.inputs import FilmSets
    from training.export.release import Places

SETTINGS = (
    *("architecture", "learning_rate", "weights", "precision", "clear_weight", "grey_share"),
    *("superposed_share", "seed", "split_seed"),
)
"""Settings that an option of the same name changes."""


def run(options: argparse.Namespace) -> None:
    """Train and export in one command."""
    _require_tensorflow(options)
    config = _settings(options)
    # Everything that the export needs is checked before the hours of training.
    films = _film_sets(options, options.screening, config.split_seed)
    require_enough_films(films.parts["validation"], allow_few=options.allow_few_films)
    places = _places(options)
    train_run(films.parts, options.run, config, films.screening.finder())
    _export(options, films, options.run, places)


def screening(options: argparse.Namespace) -> None:
    """Train the screening network, and measure it."""
    _require_tensorflow(options)
    from training.screening.run import Plan, train_screening

    given = {name: value for name in ("seed", "split_seed") if (value := getattr(options, name)) is not None}
    seeds = replace(Config(seed=3), **given)
    plan = Plan(
        lungs=options.lungs,
        non_chest=options.non_chest,
        other_populations=tuple(options.other_population),
        left_out=options.leave_out,
        measured_lungs=tuple(options.measure_lungs or ()),
        epochs=options.epochs,
        seed=seeds.seed,
        split_seed=seeds.split_seed,
    )
    parts = split(list_populations(options.data), plan.split_seed)
    record = train_screening(parts, options.run, plan)
    print(json.dumps(record["figures"], indent=1))


def train(options: argparse.Namespace) -> None:
    """Train the network."""
    config = _settings(options)
    screening = load_screening(options.screening)
    parts = split(list_populations(options.data), config.split_seed)
    train_run(parts, options.run, config, screening.finder())


def average(options: argparse.Namespace) -> None:
    """Make a run from the mean of the weights of several runs."""
    average_runs(options.of, options.run)
    print(
        f"the mean of {len(options.of)} runs is in {options.run}; "
        f"its settings and history are those of {options.of[-1]}"
    )


def export(options: argparse.Namespace) -> None:
    """Ship a finished run."""
    _require_tensorflow(options)
    split_seed = Config.load(options.run / CONFIG).split_seed
    require_finished(options.run)
    films = _film_sets(options, options.screening, split_seed)
    require_enough_films(films.parts["validation"], allow_few=options.allow_few_films)
    _export(options, films, options.run, _places(options))


def calibrate(options: argparse.Namespace) -> None:
    """Choose calibration and thresholds of the shipped file again, check its parity, and measure it."""
    _require_tensorflow(options)
    from training.export.export import recalibrate
    from training.export.inputs import load_inputs

    card = load_classifier(options.out).card
    report, films = _released(options, card)
    places = _places(options)
    _publish(recalibrate(load_inputs(films, report), card, places), places)


def evaluate(options: argparse.Namespace) -> None:
    """Measure the shipped model again."""
    _require_tensorflow(options)
    from training.export.export import remeasure

    classifier = load_classifier(options.out, threads=2)
    _, films = _released(options, classifier.card)
    places = _places(options)
    _publish(remeasure(films, classifier, places), places)


def compare(options: argparse.Namespace) -> None:
    """Train each architecture on the same split, and write one table."""
    _require_tensorflow(options)
    from training.comparison import compare as comparison
    from training.comparison.page import read_figures, write_comparison

    if options.release_only and not options.report:
        raise TrainingError("--release-only needs --report with the report of the release")
    base = _settings_of(options.config) if options.config else network_comparison.RECIPE
    config = _changed(base, options)
    films = comparison.list_comparison_films(options.data, config)
    finder = load_screening(options.screening).finder()
    if options.release_only:
        figures = comparison.replace_release(films, read_figures(), options.report, finder)
    else:
        figures = comparison.compare(films, options.run, config, finder, options.report)
    print(write_comparison(figures))


def shortcuts(options: argparse.Namespace) -> None:
    """Measure how well the label is told without the lungs."""
    measure_shortcuts(options)


def robustness(options: argparse.Namespace) -> None:
    """Measure the model on treated films."""
    measure_robustness(options)


def validate(options: argparse.Namespace) -> None:
    """Measure the model on the labelled films of a site."""
    validate_site(options)


def samples(options: argparse.Namespace) -> None:
    """Make synthetic sample films."""
    for path in write_samples(options.data, options.out, load_classifier()):
        print(path)


def _require_tensorflow(options: argparse.Namespace) -> None:
    """Raise TrainingError on another backend: TensorFlow makes the file that is served."""
    if keras.backend.backend() != "tensorflow":
        raise TrainingError(
            f"{options.step} needs TensorFlow: unset KERAS_BACKEND; only 'train' runs on another backend"
        )


def _export(options: argparse.Namespace, films: "FilmSets", finished: Path, places: "Places") -> None:
    from training.export.export import export as export_run
    from training.export.inputs import load_inputs

    card = export_run(load_inputs(films, finished), finished, options.version, places)
    print(f"shipped {card.version} to {places.shipped}")
    _publish(card, places)


def _publish(card: ModelCard, places: "Places") -> None:
    write_page(card, places.page, places.reports)
    write_history(card, places.reports)
    print(f"figures in {places.reports / card.version}")


def _released(options: argparse.Namespace, card: ModelCard) -> tuple[Path, "FilmSets"]:
    """Return the report of the release of ``card``, and its films. Raise TrainingError if they differ."""
    report: Path = options.reports / card.version
    if not (report / CONFIG).exists():
        raise TrainingError(
            f"{report} is missing; give --reports the folder with the report of {card.version}"
        )
    split_seed = Config.load(report / CONFIG).split_seed
    films = _film_sets(options, options.out, split_seed)
    check_split(films.parts, report / SPLIT)
    return report, films


def _settings(options: argparse.Namespace) -> Config:
    """Return the recipe, the file of --config or the defaults, with the settings of the options.

    Raise TrainingError if both are given, or the file is unusable.
    """
    if options.recipe and options.config:
        raise TrainingError("give --recipe or --config, not both")
    base = RECIPES[options.recipe] if options.recipe else Config()
    return _changed(_settings_of(options.config) if options.config else base, options)


def _settings_of(file: Path) -> Config:
    """Return the settings of an earlier run, without the record of its average and its export."""
    return replace(Config.load(file), averaged_from=(), export_seed=None)


def _changed(base: Config, options: argparse.Namespace) -> Config:
    """Return ``base`` with the settings of the options."""
    given = {name: value for name in SETTINGS if (value := getattr(options, name, None)) is not None}
    if options.stage:
        given["stages"] = tuple(Stage(*stage) for stage in options.stage)
    if options.weights == "none":
        given["weights"] = None
    return replace(base, **given)


def _film_sets(options: argparse.Namespace, screening: Path, split_seed: int) -> "FilmSets":
    """Return all films. ``screening`` is the folder of the network that finds their lungs."""
    from training.export.inputs import list_film_sets

    return list_film_sets(options.data, options.measure, load_screening(screening), split_seed)


def _places(options: argparse.Namespace) -> "Places":
    """Return where to write. Raise TrainingError if a folder cannot be written."""
    from training.export.release import Places

    for option, folder in (
        ("--out", options.out),
        ("--reports", options.reports),
        ("--page", options.page.parent),
    ):
        require_writable(folder, option)
    return Places(options.out, options.reports, options.page, options.step)
