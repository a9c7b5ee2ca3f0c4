"""The steps of training, from what the command line said."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras

from cxr.classifier import Classifier, load_classifier, load_network
from cxr.model_card import MODEL_NAME, ModelCard
from training.augmentation.framing_audit import framing_alone
from training.comparison.page import write_comparison
from training.config import CONFIG, Config, Stage
from training.data.catalog import Film, list_populations
from training.data.ood_record import HALVES, check_halves
from training.data.ood_set import Limits, load_limits
from training.data.sample_films import write_samples
from training.data.split import SPLIT, check_split, split
from training.errors import TrainingError
from training.export.release import ship
from training.files import require_writable
from training.fitting.train import train as train_run
from training.model_card.page import REPORTS, write_page
from training.runs.average import average as average_runs

if TYPE_CHECKING:  # TensorFlow, by which they export, is not there where another library trains
    from training.export.export import Places, Sources

ARCHITECTURES = Path("docs/architectures.md")

DEFAULTS = Config()

UNMEASURED = ("parity", "parity_test", "speed")
"""Figures that stay when the same file is measured again by the same operating points."""


def run(options: argparse.Namespace) -> None:
    """All of training in one command."""
    _require_tensorflow(options)
    from training.export.export import list_sets

    config = _config(options)
    sources = _sources(options, config.split_seed)
    list_sets(sources)  # what cannot be measured or written is told before the hours of training
    _places(options)
    train_run(options.data, options.run, config, sources.limits)
    _export(options, sources)


def train(options: argparse.Namespace) -> None:
    """Fit the network."""
    config = _config(options)
    train_run(options.data, options.run, config, _limits(options, config.split_seed))


def average(options: argparse.Namespace) -> None:
    """Make a run of the mean of several runs' weights."""
    average_runs(options.of, options.run)
    print(f"the mean of {len(options.of)} runs is in {options.run}")


def export(options: argparse.Namespace) -> None:
    """Ship a finished run."""
    _require_tensorflow(options)
    _export(options, _sources(options, Config.load(options.run / CONFIG).split_seed))


def calibrate(options: argparse.Namespace) -> None:
    """Choose calibration, thresholds and limits of the shipped file anew, hold it to the gate, measure it."""
    _require_tensorflow(options)
    from training.export.card import make_card
    from training.export.export import load_float, parity_figures
    from training.quantization.quantize import hold

    classifier = load_classifier(options.out)
    config, sources, sets = _recorded(options, classifier.card)
    file = (options.out / MODEL_NAME).read_bytes()
    twin = load_float(options.reports / classifier.card.version, config)
    way = str(classifier.card.provenance["quantization"])
    quantized = hold(file, way, twin, sets["choose"], config)
    card = make_card(
        file,
        config,
        sets["choose"],
        version=classifier.card.version,
        limits=sources.limits,
        provenance=classifier.card.provenance,
    )
    figures: Mapping[str, Any] = classifier.card.figures
    kept = parity_figures(card, quantized, twin, sets["test"]) | {"speed": figures["speed"]}
    kept["parity"] = {**figures["parity"], way: quantized.parity[way].figures()}
    _measure(options, Classifier(card, load_network(file, threads=2)), sources, sets, kept)


def evaluate(options: argparse.Namespace) -> None:
    """Measure the shipped model anew."""
    _require_tensorflow(options)
    classifier = load_classifier(options.out, threads=2)
    _, sources, sets = _recorded(options, classifier.card)
    figures = classifier.card.figures
    kept: dict[str, object] = {name: figures[name] for name in UNMEASURED if name in figures}
    _measure(options, classifier, sources, sets, kept)


def compare(options: argparse.Namespace) -> None:
    """Train each architecture on the same split and print one table."""
    _require_tensorflow(options)
    from training.comparison.compare import SHORT
    from training.comparison.compare import compare as compare_networks

    figures = compare_networks(options.data, options.run, options.report, _config(options, SHORT))
    print(write_comparison(figures, REPORTS, ARCHITECTURES))


def framing(options: argparse.Namespace) -> None:
    """Tell how much of what films show their framing gives away."""
    seed = DEFAULTS.split_seed if options.split_seed is None else options.split_seed
    parts = split(list_populations(options.data), seed)
    own, anew = framing_alone(parts["fit"], parts["choose"])
    print(
        f"AUC of the framing alone, on {len(parts['choose'])} films to choose by: {own:.3f}, "
        f"and {anew:.3f} framed anew"
    )


def samples(options: argparse.Namespace) -> None:
    """Draw synthetic sample films."""
    for path in write_samples(options.data, options.out):
        print(path)


def _require_tensorflow(options: argparse.Namespace) -> None:
    """Told before any work: it is TensorFlow that makes the file that serves."""
    if keras.backend.backend() != "tensorflow":
        raise TrainingError(
            f"{options.step} needs TensorFlow: unset KERAS_BACKEND; only 'train' runs on another backend"
        )


def _export(options: argparse.Namespace, sources: "Sources") -> None:
    from training.export.export import export as export_run

    places = _places(options)
    card = export_run(sources, options.run, options.version, places)
    write_page(card, places.page, places.reports)
    print(f"shipped {card.version} to {options.out}; figures in {options.reports / card.version}")


def _measure(
    options: argparse.Namespace,
    classifier: Classifier,
    sources: "Sources",
    sets: dict[str, list[Film]],
    kept: Mapping[str, object],
) -> None:
    """Measure, and ship what is as it was with the new figures; ``kept`` takes the float network to know."""
    from training.export.export import measure_card

    places = _places(options)
    card = measure_card(classifier, sets, sources.limits, places, kept)
    ship(card, (options.out / MODEL_NAME).read_bytes(), options.out)
    write_page(card, places.page, places.reports)
    print(f"figures in {options.reports / card.version}")


def _recorded(
    options: argparse.Namespace, card: ModelCard
) -> tuple[Config, "Sources", dict[str, list[Film]]]:
    """Choices and sources of the release that ``card`` describes, as they were, and all films by set.

    What cannot be measured is told here, before any work.
    """
    from training.export.export import list_sets

    report: Path = options.reports / card.version
    if not (report / CONFIG).exists():
        raise TrainingError(
            f"{report} is missing; give --reports the folder with the report of {card.version}"
        )
    config = Config.load(report / CONFIG)
    sources = _sources(options, config.split_seed)
    if card.screening and not sources.limits:
        raise TrainingError(
            f"the model in {options.out} learned its limits from pictures; "
            "give the same --foreign and --adults"
        )
    check_halves(sources.limits, report / HALVES)
    parts = split(list_populations(options.data), config.split_seed)
    check_split(parts, report / SPLIT)
    return config, sources, parts | list_sets(sources)


def _config(options: argparse.Namespace, defaults: Config = DEFAULTS) -> Config:
    """Those of ``--config``, or the defaults, but for what was chosen."""
    chosen = {
        "architecture": options.architecture,
        "stages": tuple(Stage(*stage) for stage in options.stage) if options.stage else None,
        "learning_rate": options.learning_rate,
        "weights": options.weights,
        "precision": options.precision,
        "lung_guidance": options.lung_guidance,
        "others_share": options.others_share,
        "own_framing": options.own_framing,
        "seed": options.seed,
        "split_seed": options.split_seed,
    }
    given = {name: value for name, value in chosen.items() if value is not None}
    if options.weights == "none":
        given["weights"] = None
    return replace(Config.load(options.config) if options.config else defaults, **given)


def _sources(options: argparse.Namespace, seed: int) -> "Sources":
    from training.export.export import Sources

    return Sources(options.data, options.measure, _limits(options, seed))


def _limits(options: argparse.Namespace, seed: int) -> Limits | None:
    if (options.foreign is None) != (options.adults is None):
        raise TrainingError("--foreign and --adults are needed together: each is told from the other")
    return load_limits(options.foreign, options.adults, seed) if options.foreign else None


def _places(options: argparse.Namespace) -> "Places":
    """Where to write. Raises TrainingError where that cannot be."""
    from training.export.export import Places

    for option, folder in (
        ("--out", options.out),
        ("--reports", options.reports),
        ("--page", options.page.parent),
    ):
        require_writable(folder, option)

    return Places(options.out, options.reports, options.page)
