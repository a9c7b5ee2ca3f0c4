"""The steps of training, from what the command line said."""

import argparse
from dataclasses import replace
from pathlib import Path

from cxr.classifier import Classifier, load_classifier, load_network
from cxr.model_card import MODEL_NAME, ModelCard
from training.calibrated import make_card
from training.card_page import write_page
from training.compare import SHORT
from training.compare import compare as compare_networks
from training.comparison_page import write_comparison
from training.config import Config, Stage
from training.errors import TrainingError
from training.export import Places, Sources, measure_card
from training.export import export as export_run
from training.films import Film, list_populations
from training.foreign import Limits, load_limits
from training.release import ship
from training.samples import write_samples
from training.split import check_split, split
from training.train import SPLIT
from training.train import train as train_run

REPORTS, ARCHITECTURES = Path("training/reports"), Path("docs/architectures.md")

DEFAULTS = Config()

UNMEASURED = ("parity", "parity_test", "speed")
"""Figures that stay when the same file is measured again."""


def run(options: argparse.Namespace) -> None:
    """All of training in one command."""
    train(options)
    export(options)


def train(options: argparse.Namespace) -> None:
    """Fit the network."""
    config = _config(options)
    train_run(options.data, options.run, config, _limits(options, config.seed))


def export(options: argparse.Namespace) -> None:
    """Ship a finished run."""
    seed = Config.load(options.run / "config.json").seed
    card = export_run(_sources(options, seed), options.run, options.version, _places(options))
    print(f"shipped {card.version} to {options.out}; figures in {options.reports / card.version}")


def calibrate(options: argparse.Namespace) -> None:
    """Choose calibration, thresholds and limits of the shipped file anew, and measure it."""
    classifier = load_classifier(options.out)
    config, parts = _recorded(options, classifier.card)
    sources = _sources(options, config.seed)
    file = (options.out / MODEL_NAME).read_bytes()
    card = make_card(
        file,
        config,
        parts["choose"],
        version=classifier.card.version,
        limits=sources.limits,
        provenance=classifier.card.provenance,
    )
    card = card.model_copy(update={"figures": classifier.card.figures})
    _measure(options, Classifier(card, load_network(file, threads=2)), sources, parts)


def evaluate(options: argparse.Namespace) -> None:
    """Measure the shipped model anew."""
    classifier = load_classifier(options.out, threads=2)
    config, parts = _recorded(options, classifier.card)
    _measure(options, classifier, _sources(options, config.seed), parts)


def compare(options: argparse.Namespace) -> None:
    """Train each architecture on the same split and print one table."""
    figures = compare_networks(options.data, options.run, options.report, _config(options, SHORT))
    print(write_comparison(figures, REPORTS / "architectures", ARCHITECTURES))


def samples(options: argparse.Namespace) -> None:
    """Draw synthetic sample films."""
    for path in write_samples(options.data, options.out):
        print(path)


def _measure(
    options: argparse.Namespace, classifier: Classifier, sources: Sources, parts: dict[str, list[Film]]
) -> None:
    """Measure; figures that take the float network to know stay as they are."""
    figures = classifier.card.figures
    kept: dict[str, object] = {name: figures[name] for name in UNMEASURED if name in figures}
    places = _places(options)
    card = measure_card(classifier, sources, parts, places, kept)
    ship(card, (options.out / MODEL_NAME).read_bytes(), options.out)
    write_page(card, places.page, places.reports)
    print(f"figures in {options.reports / card.version}")


def _recorded(options: argparse.Namespace, card: ModelCard) -> tuple[Config, dict[str, list[Film]]]:
    """Choices and split of the release that ``card`` describes."""
    report: Path = options.reports / card.version
    if not (report / "config.json").exists():
        raise TrainingError(
            f"{report} is missing; give --reports the folder with the report of {card.version}"
        )
    config = Config.load(report / "config.json")
    parts = split(list_populations(options.data), config.seed)
    check_split(parts, report / SPLIT)
    return config, parts


def _config(options: argparse.Namespace, defaults: Config = DEFAULTS) -> Config:
    """The defaults, but for what was chosen."""
    chosen = {
        "architecture": options.architecture,
        "stages": tuple(Stage(*stage) for stage in options.stage) if options.stage else None,
        "learning_rate": options.learning_rate,
        "weights": None if options.weights == "none" else options.weights,
        "head_epochs": options.head_epochs,
        "precision": options.precision,
        "lung_guidance": options.lung_guidance,
        "label_smoothing": options.label_smoothing,
        "seed": options.seed,
    }
    return replace(defaults, **{name: value for name, value in chosen.items() if value is not None})


def _sources(options: argparse.Namespace, seed: int) -> Sources:
    return Sources(options.data, options.measure, _limits(options, seed))


def _limits(options: argparse.Namespace, seed: int) -> Limits | None:
    if (options.foreign is None) != (options.adults is None):
        raise TrainingError("--foreign and --adults are needed together: each is told from the other")
    return load_limits(options.foreign, options.adults, seed) if options.foreign else None


def _places(options: argparse.Namespace) -> Places:
    return Places(options.out, options.reports, options.page)
