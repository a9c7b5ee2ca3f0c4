"""Plots loss and accuracy on training and validation films over the epochs."""

import json
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

from training.errors import TrainingError
from training.files import atomic_write

mpl.use("Agg")


def plot_curves(history: Path, path: Path) -> None:
    """Plot ``history`` (JSON, one entry per epoch). The write is atomic.

    Raise TrainingError if ``history`` is damaged.
    """
    try:
        epochs = json.loads(history.read_text())
    except ValueError as e:
        raise TrainingError(f"{history} is damaged ({e}); restore it, or train again") from e
    at = [epoch["epoch"] for epoch in epochs]
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for axis, name in zip(axes, ("logit_loss", "logit_accuracy"), strict=True):
        axis.plot(at, [epoch[name] for epoch in epochs], label="training films, augmented")
        axis.plot(at, [epoch[f"val_{name}"] for epoch in epochs], label="validation films")
        axis.set(xlabel="epoch", ylabel=name.removeprefix("logit_"))
        axis.grid(alpha=0.3)
        axis.legend()
    with atomic_write(path) as partial:
        figure.savefig(partial, dpi=110)
    plt.close(figure)
