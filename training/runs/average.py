"""The mean of the weights of runs that went on from one another (Izmailov et al. 2018): a run of its own."""

from collections.abc import Sequence
from pathlib import Path

from training.data.ood_record import HALVES
from training.data.split import SPLIT
from training.errors import TrainingError
from training.networks.weights import WEIGHTS, average_weights
from training.runs.new_run import derived, require_new
from training.runs.run_folder import require_run


def average(runs: Sequence[Path], run: Path) -> None:
    """Make ``run`` a finished run with the mean of the weights of ``runs``; all else is the last one's.

    Whole or not at all. Raises TrainingError where there are fewer than two, one is unfinished, they are
    of different architectures or were fitted on different films, or ``run`` exists.
    """
    if len(runs) < 2:
        raise TrainingError("of one run there is no mean; give --of twice or more")
    for one in runs:
        require_run(one)
        for name in (SPLIT, HALVES):
            if _content(one / name) != _content(runs[-1] / name):
                raise TrainingError(
                    f"{one / name} is not that of {runs[-1]}: what one holds back, the other was fitted on; "
                    "average runs of the same films, --split-seed, --foreign and --adults"
                )
    require_new(run)
    with derived(run, like=runs[-1]) as made:
        average_weights([one / WEIGHTS for one in runs], made / WEIGHTS)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
