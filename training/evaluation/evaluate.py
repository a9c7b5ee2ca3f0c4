"""Evaluates a finished model through the code that serves, and writes the figures."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cxr.inference.classifier import Classifier
from training.data.labelled_film import Film
from training.data.split.parts import SERIES
from training.evaluation import ood
from training.evaluation.benchmark import describe_benchmark, measure_benchmark
from training.evaluation.look_log import LookLog
from training.evaluation.plots import plot_set
from training.files import atomic_write
from training.metrics.metrics import Figures, measure_set
from training.metrics.predictions import predict_films

VALIDATION, HOLDOUT, BENCHMARK = "validation", "holdout", "test"
"""Sets of films as the figures of a card name them. ``BENCHMARK`` is also measured as
``training.evaluation.benchmark`` says."""

TUNED = (VALIDATION, SERIES)
"""Sets that calibration and thresholds are chosen on."""

TITLES = {VALIDATION: "validation", HOLDOUT: "holdout", SERIES: "held-out series"}
"""Titles of the plots of sets whose name in the figures is another word."""


def evaluate(  # noqa: PLR0913  (a model, its data, the places of the results, and figures that are known already)
    classifier: Classifier,
    sets: Mapping[str, Sequence[Film]],
    folder: Path,
    *,
    limits: Mapping[str, Mapping[str, ood.Shares]] | None = None,
    looks: LookLog | None = None,
    more: Mapping[str, object] | None = None,
) -> Figures:
    """Measure everything. Write ``figures.json`` and a plot of each set into ``folder``.

    ``sets``: labelled films by name; an empty set is skipped. ``limits``: the shares refused and flagged of
    lists that were measured with the screening network; they replace those of a set with the same name.
    ``looks`` records that the benchmark is read, and the figures contain the number of looks. ``more`` are
    figures from elsewhere to write with the others. All files are replaced at the end, so plots and figures
    are always of one evaluation. Raise TrainingError with the name of a film that cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as partial:
        figures = _measured(classifier, sets, Path(partial), looks)
        figures["limits"] = {**figures["limits"], **(limits or {})}
        figures |= more or {}
        for plot in sorted(Path(partial).iterdir()):
            plot.replace(folder / plot.name)
    _write(figures, folder / "figures.json")
    return figures


def _measured(
    classifier: Classifier, sets: Mapping[str, Sequence[Film]], folder: Path, looks: LookLog | None
) -> dict[str, Any]:
    """Return the figures of each set of films, and plot each into ``folder``."""
    figures: dict[str, Any] = {}
    known: dict[str, dict[ood.Half, ood.Shares]] = {}
    for name, films in ((name, films) for name, films in sets.items() if films):
        if name == BENCHMARK and looks:
            figures["looks"] = looks.record(classifier.card)
        predictions = predict_films(classifier, films)
        figures[name] = measure_set(predictions)
        half: ood.Half = "fitted_on" if name in TUNED else "only_measured"
        known[name] = {half: ood.shares(predictions)}
        count = len(predictions.labels)
        title = TITLES.get(name, name.replace("_", " "))
        plot_set(predictions, f"{title}: {count} films", folder / f"{name}.png")
        if name == BENCHMARK:
            figures[name] |= describe_benchmark(films, predictions)
            figures |= measure_benchmark(classifier, films, predictions)
        print(f"measured {name}: {count} films", flush=True)
    return figures | {"limits": known}


def _write(figures: Figures, path: Path) -> None:
    with atomic_write(path) as partial:
        partial.write_text(json.dumps(figures, indent=2, allow_nan=False) + "\n")
