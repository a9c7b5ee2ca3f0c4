"""Plots of one set of films: ROC, precision and recall, reliability, and confusion matrix."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from sklearn.metrics import precision_recall_curve, roc_curve

from cxr.study import Label
from training.files import atomic_write
from training.metrics.predictions import LabelledPredictions
from training.metrics.weighted_metrics import BINS, bins

mpl.use("Agg")

_COLOUR, _QUIET = "#1f5f8b", "#999999"


def plot_set(predictions: LabelledPredictions, title: str, path: Path) -> None:
    """Draw the four plots into one PNG. The write is atomic."""
    figure, axes = plt.subplots(2, 2, figsize=(9, 8.4), layout="constrained")
    figure.suptitle(title)
    for draw, axis in zip((_roc, _precision_recall, _reliability, _confusion), axes.flat, strict=True):
        draw(axis, predictions)
    with atomic_write(path) as partial:
        figure.savefig(partial, dpi=100)
    plt.close(figure)


def _roc(axis: Axes, predictions: LabelledPredictions) -> None:
    false_positives, sensitivity, _ = roc_curve(predictions.positive, predictions.logits)
    axis.plot(false_positives, sensitivity, color=_COLOUR)
    axis.plot([0, 1], [0, 1], color=_QUIET, linewidth=0.8, linestyle="--")
    for label, marker in ((Label.POSITIVE, "o"), (Label.NEGATIVE, "s")):
        chosen = predictions.has_label(label)
        above = chosen if label is Label.POSITIVE else ~chosen
        axis.plot(
            above[~predictions.positive].mean(),
            above[predictions.positive].mean(),
            marker,
            color=_COLOUR,
            label=f"operating point of '{label}'",
        )
    axis.legend(loc="lower right", frameon=False)
    _frame(axis, "ROC", "1 - specificity", "sensitivity")


def _precision_recall(axis: Axes, predictions: LabelledPredictions) -> None:
    precision, recall, _ = precision_recall_curve(predictions.positive, predictions.logits)
    axis.plot(recall, precision, color=_COLOUR)
    axis.axhline(predictions.positive.mean(), color=_QUIET, linewidth=0.8, linestyle="--")
    _frame(axis, "Precision and recall", "recall", "precision")


def _reliability(axis: Axes, predictions: LabelledPredictions) -> None:
    """Plot observed against predicted frequency: a dot for each bin, sized by its number of films."""
    films = np.bincount(bins(predictions.probabilities), minlength=BINS)
    used = films > 0
    predicted, observed = (
        np.bincount(bins(predictions.probabilities), values, BINS)[used] / films[used]
        for values in (predictions.probabilities, predictions.truth)
    )
    axis.plot([0, 1], [0, 1], color=_QUIET, linewidth=0.8, linestyle="--")
    axis.plot(predicted, observed, color=_COLOUR, linewidth=0.8)
    axis.scatter(predicted, observed, 20 + 400 * films[used] / films.sum(), color=_COLOUR, alpha=0.7)
    _frame(axis, "Reliability", "predicted probability", "observed frequency")


def _confusion(axis: Axes, predictions: LabelledPredictions) -> None:
    """Plot the number of films by truth and label."""
    labels: list[Label | None] = [Label.NEGATIVE, Label.UNCERTAIN, Label.POSITIVE]
    labels += [None] * bool(predictions.refused.any())
    truths = (~predictions.positive, predictions.positive)
    counts = np.array(
        [[(predictions.has_label(label) & truth).sum() for label in labels] for truth in truths]
    )
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
