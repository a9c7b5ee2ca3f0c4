"""The files that a run writes after each epoch."""

import json
import time
from pathlib import Path

import keras

from training.files import atomic_write

STATE, HISTORY = "state.keras", "history.json"


class SaveEpoch(keras.callbacks.Callback):
    """Saves the state to resume from, and the history, after each epoch."""

    def __init__(self, run: Path) -> None:
        super().__init__()
        self.run, self.began = run, time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        """Note when the epoch began."""
        self.began = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write both files atomically: a run that is killed here loses one epoch at most."""
        history = json.loads((self.run / HISTORY).read_text()) if (self.run / HISTORY).exists() else []
        figures = {name: float(value) for name, value in (logs or {}).items()}
        seconds = time.monotonic() - self.began
        history = [*history[:epoch], {"epoch": epoch + 1, "seconds": seconds, **figures}]
        # The state is renamed first, after both are written: a history without its state would be wrong.
        with atomic_write(self.run / HISTORY) as history_file, atomic_write(self.run / STATE) as state_file:
            history_file.write_text(json.dumps(history, indent=1) + "\n")
            self.model.save(state_file)


def callbacks(run: Path) -> list[keras.callbacks.Callback]:
    """Return what evaluates and saves the averaged weights, and logs for TensorBoard on TensorFlow."""
    logs = (
        [keras.callbacks.TensorBoard(run / "tensorboard")] if keras.backend.backend() == "tensorflow" else []
    )
    return [keras.callbacks.SwapEMAWeights(), *logs, SaveEpoch(run)]
