"""Compares the architectures on the same films, each by itself and as an ensemble."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score, roc_curve

from training.comparison.candidates import Candidate, ensemble, evaluate_candidate, open_run
from training.config import CONFIG, Config
from training.data.catalog import list_populations, targets
from training.data.labelled_film import Film
from training.data.lung_films import LungFinder
from training.data.split.parts import SPLIT, check_split, split
from training.errors import TrainingError
from training.fitting.train import train
from training.networks.backbones import BACKBONES
from training.networks.weights import WEIGHTS

BASELINE = "cnn"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ComparisonFilms:
    """The parts of the split, and the films to evaluate by part."""

    parts: dict[str, list[Film]]
    evaluated: dict[str, list[Film]]


def list_comparison_films(data: Sequence[str], config: Config) -> ComparisonFilms:
    """List and split the films. Raise TrainingError if they are unusable, or have no test part."""
    parts = split(list_populations(data), config.split_seed)
    evaluated = {name: parts[name] for name in ("validation", "holdout")}
    evaluated["test"] = list_populations(data, "test")
    if not evaluated["test"]:
        raise TrainingError("none of --data has test films to compare on; add a population with a test part")
    return ComparisonFilms(parts, evaluated)


def compare(
    films: ComparisonFilms, runs: Path, config: Config, finder: LungFinder, release: Path | None = None
) -> dict[str, Any]:
    """Train each architecture with ``config`` in a folder of ``runs``, and return the figures.

    An earlier call is resumed. ``release`` is the report of a release, which is compared, too. Raise
    TrainingError if the release has another split, or ``runs`` contains runs with other settings.
    """
    if release:
        check_split(films.parts, release / SPLIT)
    candidates = [*_architectures(films, runs, config, finder)]
    if release:
        candidates.append(_release(release, films, finder))
    return {
        "settings": {key: value for key, value in asdict(config).items() if key != "architecture"},
        "films": {"train": len(films.parts["train"])}
        | {part: len(of_part) for part, of_part in films.evaluated.items()},
        "networks": _rows(candidates, films),
    }


def replace_release(
    films: ComparisonFilms, figures: Row, release: Path, finder: LungFinder
) -> dict[str, Any]:
    """Return ``figures`` with the rows of another release. No network is trained.

    Raise TrainingError if the release has another split.
    """
    check_split(films.parts, release / SPLIT)
    others = [row for row in figures["networks"] if not row["name"].startswith("release ")]
    return {**figures, "networks": [*others, *_rows([_release(release, films, finder)], films)]}


def _architectures(
    films: ComparisonFilms, runs: Path, config: Config, finder: LungFinder
) -> Iterator[Candidate]:
    """Yield each network, then the ensemble of all."""
    members = []
    settings = {name: _settings(config, name) for name in BACKBONES}  # fail before an hour of training
    for name, chosen in settings.items():
        run = runs / name
        # A finished run is kept for its weights: its state may be of an older version of the program.
        if not (run / WEIGHTS).exists() or Config.load(run / CONFIG) != chosen:
            train(films.parts, run, chosen, finder)
        check_split(films.parts, run / SPLIT)
        model = open_run(run, finder, films.parts["train"])
        members.append(evaluate_candidate(name, model, chosen, films.evaluated, finder))
        yield members[-1]
    yield ensemble("mean of these", members, sum(member.parameters for member in members))


def _settings(config: Config, name: str) -> Config:
    """Return the settings for one architecture. The baseline has no published weights."""
    published = config.weights != "imagenet" or name != BASELINE
    return replace(config, architecture=name, weights=config.weights if published else None)


def _release(report: Path, films: ComparisonFilms, finder: LungFinder) -> Candidate:
    config = Config.load(report / CONFIG)
    return evaluate_candidate(
        f"release {report.name}", open_run(report, finder), config, films.evaluated, finder
    )


def _rows(candidates: Sequence[Candidate], films: ComparisonFilms) -> list[Row]:
    truth = {part: targets(of_part) for part, of_part in films.evaluated.items()}
    return [_row(candidate, truth) for candidate in candidates]


def _row(candidate: Candidate, truth: Mapping[str, npt.NDArray[np.float32]]) -> Row:
    """Return the figures of one candidate. Its threshold is chosen on the validation films."""
    probabilities = candidate.probabilities
    threshold = best_threshold(probabilities["validation"], truth["validation"])
    return {
        "name": candidate.name,
        "trained": candidate.trained,
        "pixels": candidate.pixels,
        "parameters": candidate.parameters,
        "milliseconds": candidate.milliseconds,
        "threshold": threshold,
        **{part: metrics_at(probabilities[part], truth[part], threshold) for part in ("holdout", "test")},
    }


def best_threshold(probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]) -> float:
    """Return the threshold with the highest sum of sensitivity and specificity (Youden 1950), 0-1."""
    false_positives, sensitivity, at = roc_curve(truth, probabilities, drop_intermediate=False)
    return min(float(at[np.argmax(sensitivity - false_positives)]), 1.0)


def metrics_at(
    probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.float32], threshold: float
) -> dict[str, float]:
    """Return the metrics on films (films,), with a positive prediction from ``threshold`` on."""
    predicted = probabilities >= threshold
    return {
        "auc": float(roc_auc_score(truth, probabilities)),
        "accuracy": float((predicted == truth).mean()),
        "sensitivity": float(predicted[truth == 1].mean()),
        "specificity": float((~predicted[truth == 0]).mean()),
    }
