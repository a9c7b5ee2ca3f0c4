"""What a finished model is worth, measured through the code that serves."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cxr.classifier import Classifier
from cxr.radiograph import Radiograph
from training.data.catalog import Film
from training.evaluation import ood as limits
from training.evaluation.heatmap_checks import LungMasks, measure_attention
from training.evaluation.metrics import Figures, measure
from training.evaluation.plots import plot_set
from training.evaluation.predictions import Readings, open_film, read_films
from training.evaluation.robustness import measure_files
from training.files import written_whole

BENCHMARK = "test"
"""The set that is also turned, stored in other ways and looked at by heatmap, where it is among them."""

CHOSEN_BY = "choose"
"""The set by which thresholds were chosen: what it loses by them was settled then."""

Lists = Mapping[str, Iterable[Radiograph]]


def evaluate(  # noqa: PLR0913  (a model, what to show it, where to write, and what is known of it already)
    classifier: Classifier,
    sets: Mapping[str, Sequence[Film]],
    folder: Path,
    *,
    measured: Lists | None = None,
    fitted: Lists | None = None,
    lung_masks: LungMasks | None = None,
    more: Mapping[str, object] | None = None,
) -> Figures:
    """Measure everything; write ``figures.json`` and a picture of each set into ``folder``.

    ``sets``: labelled films by name; an empty one is passed over. ``measured`` and ``fitted``:
    pictures by name for the model's limits, those that screening was fitted on apart; a set of films
    under the same name is shown there by these. ``more`` are figures from elsewhere to be written with
    them. Raises TrainingError naming a film that cannot be read. Each picture is judged once. All take
    the place of what was there at the end: pictures and figures are of one measurement.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as beside:
        figures = _measured(classifier, sets, Path(beside), lung_masks)
        halves = limits.measure_halves(classifier, measured or {}, fitted or {})
        figures["limits"] = {**figures["limits"], **halves}
        figures |= more or {}
        for plot in sorted(Path(beside).iterdir()):
            plot.replace(folder / plot.name)
    _write(figures, folder / "figures.json")
    return figures


def _measured(
    classifier: Classifier,
    sets: Mapping[str, Sequence[Film]],
    folder: Path,
    lung_masks: LungMasks | None,
) -> dict[str, Any]:
    """Figures of each set of films, and what of its limits they tell; a picture of each into ``folder``."""
    figures: dict[str, Any] = {}
    known: dict[str, dict[limits.Half, limits.Shares]] = {}
    for name in (name for name, films in sets.items() if films):
        readings = read_films(classifier, sets[name])
        figures[name] = measure(readings)
        known[name] = {"fitted_on" if name == CHOSEN_BY else "only_measured": limits.shares(readings)}
        plot_set(readings, f"{name.replace('_', ' ')}: {len(readings.labels)} films", folder / f"{name}.png")
        if name == BENCHMARK:
            figures |= _beyond(classifier, sets[name], readings, lung_masks)
        print(f"measured {name}: {len(readings.labels)} films", flush=True)
    return figures | {"limits": known}


def _write(figures: Figures, path: Path) -> None:
    with written_whole(path) as beside:
        beside.write_text(json.dumps(figures, indent=2, allow_nan=False) + "\n")


def _beyond(
    classifier: Classifier, films: Sequence[Film], readings: Readings, lung_masks: LungMasks | None
) -> Figures:
    """What else is asked of the benchmark's films."""
    opened = [open_film(film) for film in films]
    return {
        "transformed": limits.measure_transformed(classifier, opened, readings),
        "files": measure_files(classifier, opened, readings, readings.sick),
        "attention": measure_attention(classifier, opened, readings, lung_masks),
    }
