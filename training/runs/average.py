"""Averages the weights of runs that continue one another (Izmailov et al. 2018) into a run of its own."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from training.config import CONFIG, Config
from training.data.split.parts import SPLIT, read_split
from training.errors import TrainingError
from training.networks.weights import WEIGHTS, average_weights
from training.runs.new_run import new_run_from, require_absent
from training.runs.run_folder import require_finished


def average(runs: Sequence[Path], run: Path) -> None:
    """Make ``run`` a finished run with the mean of the weights of ``runs``.

    Settings and history are those of the last of ``runs``, and the settings record all of them. The
    folder is complete, or not written at all. Raise TrainingError if there are fewer than two runs, one
    is unfinished, their architectures or films differ, or ``run`` exists.
    """
    if len(runs) < 2:
        raise TrainingError("one run has no mean; give --of twice or more")
    for one in runs:
        require_finished(one)
        _require_same_films(one, runs[-1])
    require_absent(run)
    with new_run_from(runs[-1], run) as partial:
        averaged_from = tuple(f"{one.resolve().name}, SHA-256 {_digest(one / WEIGHTS)}" for one in runs)
        replace(Config.load(partial / CONFIG), averaged_from=averaged_from).write(partial / CONFIG)
        average_weights([one / WEIGHTS for one in runs], partial / WEIGHTS)


def _require_same_films(one: Path, other: Path) -> None:
    if read_split(one / SPLIT) != read_split(other / SPLIT):
        raise TrainingError(
            f"{one / SPLIT} is not that of {other}: one was trained on films that the other holds out; "
            "average runs with the same films and --split-seed"
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
