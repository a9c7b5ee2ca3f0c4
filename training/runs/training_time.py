"""The time that a run took to train."""

import json
from pathlib import Path

from training.fitting.checkpoints import HISTORY


def training_hours(run: Path) -> float | None:
    """Return the hours of all epochs of a run, or None if its history does not have the seconds of each."""
    epochs = json.loads((run / HISTORY).read_text())
    if not all("seconds" in epoch for epoch in epochs):
        return None
    return float(sum(epoch["seconds"] for epoch in epochs) / 3600)
