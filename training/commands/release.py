"""Steps that write a model, its figures and its page."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cxr.inference.classifier import load_classifier
from cxr.inference.model_card import ModelCard
from training.calibration.fewest_films import require_enough_films
from training.commands.backend import require_tensorflow
from training.commands.settings import settings
from training.config import CONFIG, Config
from training.data.screening_file import load_screening
from training.data.split.parts import SPLIT, check_split
from training.errors import TrainingError
from training.files import require_writable
from training.fitting.train import train
from training.model_card.pages import write_pages
from training.runs.run_folder import require_finished

if TYPE_CHECKING:  # the export needs TensorFlow, which may be absent where JAX trains
    from training.export.inputs import FilmSets
    from training.export.release import Places


def run(options: argparse.Namespace) -> None:
    """Train and export in one command."""
    require_tensorflow(options)
    config = settings(options)
    # Everything that the export needs is checked before the hours of training.
    films = _film_sets(options, options.screening, config.split_seed)
    require_enough_films(films.parts["validation"], allow_few=options.allow_few_films)
    places = _places(options)
    train(films.parts, options.run, config, films.screening.finder())
    _export(options, films, options.run, places)


def export(options: argparse.Namespace) -> None:
    """Ship a finished run."""
    require_tensorflow(options)
    split_seed = Config.load(options.run / CONFIG).split_seed
    require_finished(options.run)
    films = _film_sets(options, options.screening, split_seed)
    require_enough_films(films.parts["validation"], allow_few=options.allow_few_films)
    _export(options, films, options.run, _places(options))


def calibrate(options: argparse.Namespace) -> None:
    """Choose calibration and thresholds of the shipped file again, check its parity, and measure it."""
    require_tensorflow(options)
    from training.export.export import recalibrate
    from training.export.inputs import load_inputs

    card = load_classifier(options.out).card
    report, films = _released(options, card)
    places = _places(options)
    _publish(recalibrate(load_inputs(films, report), card, places), places)


def evaluate(options: argparse.Namespace) -> None:
    """Measure the shipped model again."""
    require_tensorflow(options)
    from training.export.export import remeasure

    classifier = load_classifier(options.out, threads=2)
    _, films = _released(options, classifier.card)
    places = _places(options)
    _publish(remeasure(films, classifier, places), places)


def _export(options: argparse.Namespace, films: "FilmSets", finished: Path, places: "Places") -> None:
    from training.export.export import export as export_run
    from training.export.inputs import load_inputs

    card = export_run(load_inputs(films, finished), finished, options.version, places)
    print(f"shipped {card.version} to {places.shipped}")
    _publish(card, places)


def _publish(card: ModelCard, places: "Places") -> None:
    write_pages(card, places.page, places.reports)
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
