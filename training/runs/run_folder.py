"""What a finished run leaves, and what is kept of it."""

import shutil
from pathlib import Path

from training.config import CONFIG
from training.data.ood_record import HALVES
from training.data.split import SPLIT
from training.errors import TrainingError
from training.files import written_whole
from training.fitting.checkpoints import HISTORY
from training.networks.weights import WEIGHTS
from training.runs.training_curves import plot_curves

KEPT = (CONFIG, SPLIT, HISTORY, WEIGHTS)
"""What is kept of a run."""


def require_run(run: Path) -> None:
    """Raise TrainingError where something lacks that ``keep_run`` keeps."""
    for name in KEPT:
        if not (run / name).exists():
            raise TrainingError(f"{run / name} is missing; 'python -m training train' writes it")


def keep_run(run: Path, folder: Path) -> None:
    """Keep what the model came from: choices, split, halves, course and float16 weights.

    ``folder`` may be ``run`` itself: so is a release made again from what was kept of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if run.resolve() != folder.resolve():
        for name in KEPT:
            _copy(run / name, folder / name)
        if (run / HALVES).exists():
            _copy(run / HALVES, folder / HALVES)
        else:
            (folder / HALVES).unlink(missing_ok=True)  # of another run
    plot_curves(run / HISTORY, folder / "curves.png")


def _copy(source: Path, target: Path) -> None:
    with written_whole(target) as beside:
        shutil.copy(source, beside)
