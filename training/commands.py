"""The steps of training, each called with the options of the command line."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import keras

from cxr.inference.classifier import load_classifier
from cxr.inference.model_card import ModelCard
from training.augmentation.framing_audit import framing_auc
from training.calibration.fewest_films import require_enough_films
from training.config import CONFIG, Config, Stage
from training.data.catalog import list_populations
from training.data.ood_record import OOD_RECORD, check_ood_record
from training.data.ood_set import OodSet, load_ood_set
from training.data.sample_films import write_samples
from training.data.split import SPLIT, check_split, split
from training.errors import TrainingError
from training.files import require_writable
from training.fitting.train import train as train_run
from training.model_card.history import write_history
from training.model_card.page import write_page
from training.recipes import RECIPES, network_comparison
from training.recipes.recipe import Recipe
from training.runs.average import average as average_runs
from training.runs.run_folder import require_finished
from training.treatments.command import measure_robustness
from training.validation.command import validate_site

if TYPE_CHECKING:  # the export needs TensorFlow, which may be absent where JAX trains
    from training.export.inputs import FilmSets
    from training.export.release import Places

SETTINGS = (
    *("architecture", "learning_rate", "weights", "precision", "lung_guidance", "ood_share"),
    *("own_framing", "seed", "split_seed"),
)
"""Settings that an option of the same name changes."""


def run(options: argparse.Namespace) -> None:
    """Train and export in one command."""
    _require_tensorflow(options)
    recipe = _recipe(options)
    config = recipe.config
    if recipe.average_with_start and config.weights in (None, "imagenet"):
        raise TrainingError(
            "this recipe averages with the run it starts from; give --weights the weights.npz of a run"
        )
    # Everything that the export needs is checked before the hours of training.
    films = _film_sets(options, config.split_seed)
    require_enough_films(films.parts["validation"], allow_few=options.allow_few_films)
    places = _places(options)
    train_run(films.parts, options.run, config, films.ood)
    finished = _averaged(options.run, config) if recipe.average_with_start else options.run
    _export(options, films, finished, places)


def train(options: argparse.Namespace) -> None:
    """Train the network."""
    config = _recipe(options).config
    ood = _ood_set(options, config.split_seed)
    parts = split(list_populations(options.data), config.split_seed)
    train_run(parts, options.run, config, ood)


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
    films = _film_sets(options, split_seed)
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
    base = _settings_of(options.config) if options.config else network_comparison.RECIPE.config
    config = _changed(base, options)
    films = comparison.list_comparison_films(options.data, config)
    if options.release_only:
        figures = comparison.replace_release(films, read_figures(), options.report)
    else:
        figures = comparison.compare(films, options.run, config, options.report)
    print(write_comparison(figures))


def framing(options: argparse.Namespace) -> None:
    """Measure how well the framing of films alone predicts their label."""
    seed = Config().split_seed if options.split_seed is None else options.split_seed
    parts = split(list_populations(options.data), seed)
    own, reframed = framing_auc(parts["train"], parts["validation"])
    print(
        f"AUC of the framing alone, on {len(parts['validation'])} validation films: {own:.3f}, "
        f"and {reframed:.3f} reframed"
    )


def robustness(options: argparse.Namespace) -> None:
    """Measure the model on treated films."""
    measure_robustness(options)


def validate(options: argparse.Namespace) -> None:
    """Measure the model on the labelled films of a site."""
    validate_site(options)


def samples(options: argparse.Namespace) -> None:
    """Make synthetic sample films."""
    for path in write_samples(options.data, options.out):
        print(path)


def _require_tensorflow(options: argparse.Namespace) -> None:
    """Raise TrainingError on another backend: TensorFlow makes the file that is served."""
    if keras.backend.backend() != "tensorflow":
        raise TrainingError(
            f"{options.step} needs TensorFlow: unset KERAS_BACKEND; only 'train' runs on another backend"
        )


def _averaged(run: Path, config: Config) -> Path:
    """Return the run with the mean of the weights before and after ``run``. Make it unless it exists."""
    mean = run.with_name(f"{run.name}-mean")
    if not mean.exists():
        average_runs([Path(str(config.weights)).parent, run], mean)
    return mean


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
    ood = _ood_set(options, split_seed)
    if card.screening and not ood:
        raise TrainingError(
            f"the model in {options.out} was trained on out-of-distribution images; "
            "give the same --non-chest and --other-population"
        )
    check_ood_record(ood, report / OOD_RECORD)
    films = _film_sets(options, split_seed, ood)
    check_split(films.parts, report / SPLIT)
    return report, films


def _recipe(options: argparse.Namespace) -> Recipe:
    """Return the recipe, the file of --config or the defaults, with the settings of the options."""
    if options.recipe and options.config:
        raise TrainingError("give --recipe or --config, not both")
    recipe = RECIPES[options.recipe] if options.recipe else Recipe(Config())
    base = _settings_of(options.config) if options.config else recipe.config
    return replace(recipe, config=_changed(base, options))


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


def _film_sets(options: argparse.Namespace, split_seed: int, ood: OodSet | None = None) -> "FilmSets":
    from training.export.inputs import Sources, list_film_sets

    ood = ood or _ood_set(options, split_seed)
    return list_film_sets(Sources(options.data, options.measure, ood), split_seed)


def _ood_set(options: argparse.Namespace, seed: int) -> OodSet | None:
    if (options.non_chest is None) != (options.other_population is None):
        raise TrainingError("--non-chest and --other-population are needed together")
    if options.non_chest is None:
        return None
    return load_ood_set(options.non_chest, options.other_population, seed)


def _places(options: argparse.Namespace) -> "Places":
    """Return where to write. Raise TrainingError if a folder cannot be written."""
    from training.export.release import Places

    for option, folder in (
        ("--out", options.out),
        ("--reports", options.reports),
        ("--page", options.page.parent),
    ):
        require_writable(folder, option)
    return Places(options.out, options.reports, options.page)
