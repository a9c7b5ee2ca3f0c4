"""Which pictures a network learned its limits from, and which were kept to measure them."""

import csv
from pathlib import Path

from training.config import CONFIG
from training.data.datasets.csv_table import read_table
from training.data.ood_set import Limits
from training.errors import TrainingError
from training.files import written_whole

HALVES = "limits.csv"

_COLUMNS = ("half", "of", "file")


def write_halves(limits: Limits, path: Path) -> None:
    """Record which file is in which half, as CSV, whole or not at all."""
    with written_whole(path) as beside, beside.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(rows(limits))


def check_halves(limits: Limits | None, path: Path) -> None:
    """Compare with what ``write_halves`` recorded; of a run that has not begun there is nothing to compare.

    Raises TrainingError where they differ: a picture that came or went since would move others across,
    and what was fitted on would count as never seen. So does a run that learned none: thresholds would be
    chosen on answers that were never taught.
    """
    if not path.exists():
        if limits and (path.parent / CONFIG).exists():
            raise TrainingError(
                f"the run in {path.parent} learned no limits; leave out --foreign and --adults, "
                "or start a new run"
            )
        return
    recorded = read_halves(path)
    if limits is None:
        raise TrainingError(
            f"by {path}, the network learned its limits from pictures; give the same --foreign and --adults"
        )
    if sorted(recorded) != sorted(rows(limits)):
        raise TrainingError(
            f"--foreign and --adults are not those of {path}; give the same pictures, or start a new run"
        )


def read_halves(path: Path) -> list[tuple[str, ...]]:
    """Half, what it is of, and the file of each picture, as ``write_halves`` recorded them."""
    return [tuple(row[column] for column in _COLUMNS) for row in read_table(path, _COLUMNS)]


def rows(limits: Limits) -> list[tuple[str, ...]]:
    """Half, what it is of, and the file: a picture below --foreign, or a film by folder and name."""
    halves = {
        "fitted": (limits.foreign_fitted_names, limits.adults_fitted),
        "measured": (limits.foreign_measured_names, limits.adults_measured),
    }
    return [
        row
        for half, (pictures, films) in halves.items()
        for row in (
            *((half, "foreign", name) for name in pictures),
            *((half, "adults", f"{film.path.parent.name}/{film.path.name}") for film in films),
        )
    ]
