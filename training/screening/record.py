"""The record of a run's other pictures: those that were trained on, and those held out."""

import csv
from pathlib import Path

from training.data.datasets.csv_table import read_table
from training.errors import TrainingError
from training.files import atomic_write
from training.screening.films.sources import ScopeSet

RECORD = "other_pictures.csv"

_COLUMNS = ("part", "source", "file")


def write_record(scope_set: ScopeSet, path: Path) -> None:
    """Record the part of each picture as CSV. The write is atomic."""
    with atomic_write(path) as partial, partial.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(_rows(scope_set))


def check_record(scope_set: ScopeSet, path: Path) -> None:
    """Compare the pictures with the record of the run. A run that has not begun has none.

    Raise TrainingError if they differ. A picture that was added or removed since would move others between
    the halves. Pictures that were trained on would then count as held out.
    """
    if not path.exists():
        return
    recorded = [tuple(row[name] for name in _COLUMNS) for row in read_table(path, _COLUMNS)]
    if sorted(recorded) != sorted(_rows(scope_set)):
        raise TrainingError(
            f"--non-chest and --other-population are not those of {path}; "
            "give the same pictures, or start a new run"
        )


def _rows(scope_set: ScopeSet) -> list[tuple[str, ...]]:
    return [
        (part, source, file)
        for part, sources in (("train", scope_set.train), ("holdout", scope_set.holdout))
        for source, pictures in sources.items()
        for file in pictures.files
    ]
