"""What a run leaves behind after each epoch."""

import json
from pathlib import Path

import keras

from training.files import written_whole

STATE, HISTORY = "state.keras", "history.json"


class SaveEpoch(keras.callbacks.Callback):
    """After each epoch: the state to resume from and the course so far, each whole or not at all."""

    def __init__(self, run: Path) -> None:
        super().__init__()
        self.run = run

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write beside, then rename: a run that is killed here loses one epoch at most."""
        history = json.loads((self.run / HISTORY).read_text()) if (self.run / HISTORY).exists() else []
        history = [*history[:epoch], {"epoch": epoch + 1, **{k: float(v) for k, v in (logs or {}).items()}}]
        # Renamed the last first: both are written before either counts.
        with written_whole(self.run / HISTORY) as course, written_whole(self.run / STATE) as state:
            course.write_text(json.dumps(history, indent=1) + "\n")
            self.model.save(state)


def callbacks(run: Path) -> list[keras.callbacks.Callback]:
    """Measure and save the averaged weights; log for TensorBoard where its backend is at hand."""
    logs = (
        [keras.callbacks.TensorBoard(run / "tensorboard")] if keras.backend.backend() == "tensorflow" else []
    )
    return [keras.callbacks.SwapEMAWeights(), *logs, SaveEpoch(run)]
