"""Four pictures of one set of films: ROC, precision and recall, reliability, and who was called what."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from sklearn.metrics import precision_recall_curve, roc_curve

from cxr.study import Label
from training.evaluation.predictions import Readings
from training.evaluation.weighted_metrics import BINS, bins
from training.files import written_whole

mpl.use("Agg")

_COLOUR, _QUIET = "#1f5f8b", "#999999"


def plot_set(readings: Readings, title: str, picture: Path) -> None:
    """Draw the four into one PNG, written whole or not at all."""
    figure, axes = plt.subplots(2, 2, figsize=(9, 8.4), layout="constrained")
    figure.suptitle(title)
    for draw, axis in zip((_roc, _precision_recall, _reliability, _confusion), axes.flat, strict=True):
        draw(axis, readings)
    with written_whole(picture) as beside:
        figure.savefig(beside, dpi=100)
    plt.close(figure)


def _roc(axis: Axes, readings: Readings) -> None:
    false_positives, sensitivity, _ = roc_curve(readings.sick, readings.logits)
    axis.plot(false_positives, sensitivity, color=_COLOUR)
    axis.plot([0, 1], [0, 1], color=_QUIET, linewidth=0.8, linestyle="--")
    for label, marker in ((Label.POSITIVE, "o"), (Label.NEGATIVE, "s")):
        chosen = readings.labelled(label)
        above = chosen if label is Label.POSITIVE else ~chosen
        axis.plot(
            above[~readings.sick].mean(),
            above[readings.sick].mean(),
            marker,
            color=_COLOUR,
            label=f"operating point of '{label}'",
        )
    axis.legend(loc="lower right", frameon=False)
    _frame(axis, "ROC", "1 - specificity", "sensitivity")


def _precision_recall(axis: Axes, readings: Readings) -> None:
    precision, recall, _ = precision_recall_curve(readings.sick, readings.logits)
    axis.plot(recall, precision, color=_COLOUR)
    axis.axhline(readings.sick.mean(), color=_QUIET, linewidth=0.8, linestyle="--")
    _frame(axis, "Precision and recall", "recall", "precision")


def _reliability(axis: Axes, readings: Readings) -> None:
    """Observed against predicted frequency, a dot a bin, as large as the bin holds films."""
    films = np.bincount(bins(readings.probabilities), minlength=BINS)
    held = films > 0
    said, seen = (
        np.bincount(bins(readings.probabilities), values, BINS)[held] / films[held]
        for values in (readings.probabilities, readings.truth)
    )
    axis.plot([0, 1], [0, 1], color=_QUIET, linewidth=0.8, linestyle="--")
    axis.plot(said, seen, color=_COLOUR, linewidth=0.8)
    axis.scatter(said, seen, 20 + 400 * films[held] / films.sum(), color=_COLOUR, alpha=0.7)
    _frame(axis, "Reliability", "predicted probability", "observed frequency")


def _confusion(axis: Axes, readings: Readings) -> None:
    """Films by what they show and what they were called."""
    labels: list[Label | None] = [Label.NEGATIVE, Label.UNCERTAIN, Label.POSITIVE]
    labels += [None] * bool(readings.refused.any())
    truths = (~readings.sick, readings.sick)
    counts = np.array([[(readings.labelled(label) & truth).sum() for label in labels] for truth in truths])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axis.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=13)
    axis.set_xticks(range(len(labels)), [str(label or "refused") for label in labels])
    axis.set_yticks(range(2), ["normal", "pneumonia"], rotation=90, va="center")
    axis.set(title="Films by truth and label", xlabel="label", ylabel="truth")


def _frame(axis: Axes, title: str, x: str, y: str) -> None:
    axis.set(title=title, xlabel=x, ylabel=y, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    axis.grid(alpha=0.25)
