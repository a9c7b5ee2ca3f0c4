"""The files of a finished run, and the copy of them in a release's report."""

import shutil
from pathlib import Path

from training.config import CONFIG
from training.data.split.parts import SPLIT
from training.errors import TrainingError
from training.files import atomic_write
from training.fitting.checkpoints import HISTORY
from training.networks.weights import WEIGHTS
from training.runs.training_curves import plot_curves

KEPT = (CONFIG, SPLIT, HISTORY, WEIGHTS)
"""The files that every finished run has, and every report keeps."""


def require_finished(run: Path) -> None:
    """Raise TrainingError if ``run`` lacks one of the files in ``KEPT``."""
    for name in KEPT:
        if not (run / name).exists():
            raise TrainingError(f"{run / name} is missing; 'python -m training train' writes it")


def keep_run(run: Path, folder: Path) -> None:
    """Copy settings, split, history and float16 weights of ``run`` into ``folder``, and plot the history.

    ``folder`` may be ``run`` itself: a release can be exported again from its own report.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if run.resolve() != folder.resolve():
        for name in KEPT:
            _copy(run / name, folder / name)
    plot_curves(run / HISTORY, folder / "curves.png")


def _copy(source: Path, target: Path) -> None:
    with atomic_write(target) as partial:
        shutil.copy(source, partial)
