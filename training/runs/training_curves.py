"""Training and validation loss and accuracy as a picture."""

import json
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

from training.errors import TrainingError
from training.files import written_whole

mpl.use("Agg")


def plot_curves(history: Path, picture: Path) -> None:
    """Draw what ``history`` (JSON, one entry an epoch) recorded, whole or not at all.

    Raises TrainingError where ``history`` is damaged.
    """
    try:
        epochs = json.loads(history.read_text())
    except ValueError as e:
        raise TrainingError(f"{history} is damaged ({e}); restore it, or train anew") from e
    at = [epoch["epoch"] for epoch in epochs]
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for axis, name in zip(axes, ("logit_loss", "logit_accuracy"), strict=True):
        axis.plot(at, [epoch[name] for epoch in epochs], label="fitted films, augmented")
        axis.plot(at, [epoch[f"val_{name}"] for epoch in epochs], label="films to choose by")
        axis.set(xlabel="epoch", ylabel=name.removeprefix("logit_"))
        axis.grid(alpha=0.3)
        axis.legend()
    with written_whole(picture) as beside:
        figure.savefig(beside, dpi=110)
    plt.close(figure)
