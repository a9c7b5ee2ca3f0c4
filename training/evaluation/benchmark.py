"""The figures that are measured on the benchmark only."""

from collections.abc import Sequence

from cxr.inference.classifier import Classifier
from training.data.labelled_film import Film
from training.evaluation.covered_films import measure_covered
from training.evaluation.ood import measure_transformed
from training.evaluation.robustness import measure_files
from training.evaluation.treated_films import measure_some
from training.heatmaps.chimeras import measure_chimeras
from training.heatmaps.heatmap_checks import measure_heatmaps
from training.metrics.metrics import Figures
from training.metrics.predictions import LabelledPredictions, open_film
from training.metrics.predictive_values import predictive_values
from training.metrics.subgroups import by_probability, by_series


def describe_benchmark(films: Sequence[Film], predictions: LabelledPredictions) -> Figures:
    """Return further figures of the set itself. ``films`` are those of ``predictions``."""
    return {
        "predictive_values": predictive_values(predictions),
        "by_series": by_series(films, predictions),
        "by_probability": by_probability(predictions),
    }


def measure_benchmark(
    classifier: Classifier, films: Sequence[Film], predictions: LabelledPredictions
) -> Figures:
    """Return what the model makes of the films turned, stored otherwise, covered, joined and treated."""
    opened = [open_film(film) for film in films]
    heatmaps = measure_heatmaps(classifier, opened, predictions)
    return {
        "transformed": measure_transformed(classifier, opened, predictions),
        "files": measure_files(classifier, opened, predictions, predictions.positive),
        "attention": {**heatmaps, "chimeras": measure_chimeras(classifier, opened, predictions)},
        "shortcuts": measure_covered(classifier, opened, predictions),
        "treatments": measure_some(classifier, opened, predictions.positive),
    }
